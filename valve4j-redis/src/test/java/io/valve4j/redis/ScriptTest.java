package io.valve4j.redis;

import static io.valve4j.redis.RedisTests.CALLS;
import static io.valve4j.redis.RedisTests.charge;
import static io.valve4j.redis.RedisTests.commands;
import static io.valve4j.redis.RedisTests.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Window.Span;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.Posting;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import io.valve4j.testkit.ManualTime;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the contract cannot see: what is kept, until when, and how exactly it is reckoned. */
class ScriptTest {

    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    private final String prefix = "test-" + UUID.randomUUID();
    private final ManualTime time = new ManualTime();
    private final ValveStore store = RedisStore.open(
            RedisTests.CLIENT, RedisOptions.DEFAULT.prefix(prefix).guard(RedisTests.PATIENT), Clock.of(time));
    private final String user = newUser();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void sums_and_differences_of_amounts_are_exact_however_many_digits_they_have() throws IOException {
        String script = lua("common")
                + "return { add(ARGV[2], ARGV[3]), subtract(ARGV[2], ARGV[3]), less(ARGV[2], ARGV[3]) and '1' or '0',"
                + " capped(ARGV[2]) }";
        SplittableRandom random = new SplittableRandom(4711);
        for (int i = 0; i < 3_000; i++) {
            BigInteger a = amount(random);
            BigInteger b = amount(random);
            List<String> answer =
                    commands().eval(script, ScriptOutputType.MULTI, new String[0], "", a.toString(), b.toString());
            assertThat(answer)
                    .as("%s and %s", a, b)
                    .containsExactly(
                            a.add(b).toString(),
                            a.subtract(b).max(BigInteger.ZERO).toString(),
                            a.compareTo(b) < 0 ? "1" : "0",
                            a.min(MOST).toString());
        }
    }

    /** Near the ends of what a double and what 64 bits hold, around whole powers, and of any length. */
    private static BigInteger amount(SplittableRandom random) {
        BigInteger near = BigInteger.valueOf(random.nextInt(5) - 2L);
        return switch (random.nextInt(5)) {
            case 0 -> BigInteger.ONE.shiftLeft(53).add(near);
            case 1 -> MOST.add(near);
            case 2 -> BigInteger.TEN.pow(random.nextInt(25)).add(near).max(BigInteger.ZERO);
            case 3 -> MOST.multiply(BigInteger.valueOf(random.nextInt(1, 1_000_000)));
            default -> BigInteger.valueOf(random.nextLong(Long.MAX_VALUE) >> random.nextInt(63));
        };
    }

    private static String lua(String file) throws IOException {
        try (InputStream in = Script.class.getResourceAsStream(file + ".lua")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void redis_knows_each_script_by_the_same_digest_so_that_it_is_sent_whole_only_once() {
        for (Script script : Script.values()) {
            assertThat(commands().scriptLoad(script.text())).as(script.name()).isEqualTo(script.digest());
            assertThat(script.text()).as("is the same in every charset").matches("\\p{ASCII}*");
        }
    }

    @Test
    void scripts_that_redis_has_forgotten_are_sent_again() {
        assertThat(store.charge(charge(user, 1))).isInstanceOf(ChargeResult.Admitted.class);
        commands().scriptFlush();
        assertThat(store.charge(charge(user, 1))).isInstanceOf(ChargeResult.Admitted.class);
        assertThat(store.counters(user, List.of(CALLS))).containsExactly(new CounterState(CALLS, 2, 0, 2));
    }

    @Test
    void a_refusal_leaves_no_key_behind_and_a_hold_that_ended_only_what_is_remembered_of_its_id() {
        assertThat(store.charge(charge(user, 1_001))).isInstanceOf(ChargeResult.Refused.class);
        assertThat(keys()).isEmpty();
        Charge hold = hold(10, Duration.ofMinutes(1));
        assertThat(store.charge(hold)).isInstanceOf(ChargeResult.Admitted.class);
        store.settle(new Settlement.Release(user, hold.id()));
        assertThat(keys()).singleElement().asString().contains(":i");
    }

    private List<String> keys() {
        return commands().keys(prefix + ":*");
    }

    private Charge hold(long amount, Duration holdFor) {
        Charge plain = charge(user, amount);
        return new Charge(UUID.randomUUID(), user, 0, Span.ALWAYS, plain.lines(), null, holdFor);
    }

    @Test
    void keys_expire_at_the_first_millisecond_that_is_not_too_early() {
        RedisOptions options = RedisOptions.DEFAULT.prefix(prefix).guard(RedisTests.PATIENT);
        try (ValveStore real = RedisStore.open(RedisTests.CLIENT, options)) {
            Instant end = real.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(2));
            for (int nanos : List.of(0, 1, 1_000, 999_999, 1_000_000)) {
                String owner = newUser();
                real.charge(charge(owner, new ChargeLine(CALLS, 1, 10, end.plusNanos(nanos))));
                long rounded = end.plusNanos(nanos).plusNanos(999_999).toEpochMilli();
                assertThat(expiry(prefix + ":{" + owner + "}:a"))
                        .as("%d ns after a full millisecond", nanos)
                        .isEqualTo(rounded + ValveStore.COUNTER_MEMORY.toMillis());
            }
        }
    }

    /** In milliseconds since 1970: the first of several tries in which all happens within one millisecond. */
    private static long expiry(String key) {
        String script = """
                for i = 1, 1000 do
                  local before = redis.call('TIME')
                  local left = redis.call('PTTL', KEYS[1])
                  local after = redis.call('TIME')
                  local ms = before[1] * 1000 + math.floor(before[2] / 1000)
                  if ms == after[1] * 1000 + math.floor(after[2] / 1000) then
                    return string.format('%.0f', ms + left)
                  end
                end
                """;
        String millis = commands().eval(script, ScriptOutputType.VALUE, key);
        return Long.parseLong(millis);
    }

    @Test
    void holds_and_their_times_expire_together_when_the_last_of_them_is_forgotten() {
        store.charge(hold(1, Duration.ofDays(2)));
        store.charge(hold(1, Duration.ofDays(1)));
        long most = Duration.ofDays(2).plus(ValveStore.LAPSED_HOLD_MEMORY).toMillis();
        String start = prefix + ":{" + user + "}:";
        assertThat(commands().pttl(start + "h")).isBetween(most - 60_000, most + 1);
        assertThat(commands().pttl(start + "l")).isBetween(most - 60_000, most + 1);
    }

    @Test
    void what_has_no_end_does_not_expire() {
        store.charge(charge(user, new ChargeLine(CALLS, 1, 10, time.instant().plusSeconds(1))));
        assertThat(commands().pttl(accountKey())).isPositive();
        store.charge(charge(user, new ChargeLine(new CounterKey("lifetime", 0, 0), 1, 10, null)));
        assertThat(commands().pttl(accountKey())).isEqualTo(-1);
    }

    private String accountKey() {
        return prefix + ":{" + user + "}:a";
    }

    @Test
    void an_account_does_not_grow_while_windows_come_and_go_and_resets_follow_each_other() {
        for (int i = 0; i < 50; i++) {
            Instant end = time.instant().plus(Duration.ofHours(2));
            CounterKey window = new CounterKey("calls", time.instant().toEpochMilli(), 0);
            CounterKey forever = new CounterKey("lifetime", 7, i + 1L);
            store.charge(charge(user, new ChargeLine(window, 1, 10, end), new ChargeLine(forever, 1, 10, null)));
            time.advance(Duration.ofHours(2));
        }
        assertThat(commands().hlen(accountKey())).isLessThanOrEqualTo(4);
    }

    @Test
    void a_clock_that_goes_back_forgets_no_id() {
        time.advance(Duration.ofMinutes(9));
        Charge early = charge(user, 1);
        store.charge(early);
        time.advance(Duration.ofMinutes(2));
        Charge late = charge(user, 1);
        store.charge(late);
        time.jumpWall(Duration.ofMinutes(-5));
        assertThat(store.charge(early)).isInstanceOf(ChargeResult.Replayed.class);
        assertThat(store.charge(late)).isInstanceOf(ChargeResult.Replayed.class);
        Charge between = charge(user, 1);
        store.charge(between);
        time.jumpWall(Duration.ofMinutes(5));
        assertThat(store.charge(between)).isInstanceOf(ChargeResult.Replayed.class);
        assertThat(store.charge(late)).isInstanceOf(ChargeResult.Replayed.class);
    }

    @Test
    void many_holds_lapse_together_and_room_is_exact_again() {
        List<Charge> holds = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            holds.add(hold(3, Duration.ofMinutes(1).plusMillis(i)));
            assertThat(store.charge(holds.get(i))).isInstanceOf(ChargeResult.Admitted.class);
        }
        assertThat(state()).isEqualTo(new CounterState(CALLS, 0, 900, 0));
        store.settle(new Settlement.Release(user, holds.get(299).id()));
        time.advance(Duration.ofMinutes(1).plusMillis(149));
        assertThat(state()).isEqualTo(new CounterState(CALLS, 0, 447, 0));
        Settlement late = new Settlement.Commit(user, holds.get(0).id(), List.of(new Posting(CALLS, 2, null)));
        assertThat(store.settle(late).outcome()).isEqualTo(SettleResult.Outcome.LATE);
        time.advance(Duration.ofMinutes(1));
        assertThat(state()).isEqualTo(new CounterState(CALLS, 2, 0, 2));
        time.advance(ValveStore.LAPSED_HOLD_MEMORY);
        assertThat(store.purge(1_000)).isEqualTo(298);
        assertThat(keys()).noneMatch(key -> key.endsWith(":h") || key.endsWith(":l"));
    }

    private CounterState state() {
        return store.counters(user, List.of(CALLS)).get(0);
    }

    @Test
    void sums_of_holds_beyond_64_bits_are_still_exact_when_some_of_them_end() {
        List<Charge> holds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ChargeLine line = new ChargeLine(CALLS, Long.MAX_VALUE - i, Quota.UNLIMITED, null);
            Charge hold =
                    new Charge(UUID.randomUUID(), user, 0, Span.ALWAYS, List.of(line), null, Duration.ofMinutes(1));
            holds.add(hold);
            store.charge(hold);
        }
        assertThat(state().held()).isEqualTo(Long.MAX_VALUE);
        store.settle(new Settlement.Release(user, holds.get(0).id()));
        store.settle(new Settlement.Release(user, holds.get(1).id()));
        assertThat(state().held()).isEqualTo(Long.MAX_VALUE - 2);
    }

    @Test
    void names_of_any_characters_come_back_whole_when_a_charge_is_replayed() {
        for (String odd : List.of("}x", "\uD800", "\uDFFF", "nul\u0000", "\"'\r\n ", "%0000", "x".repeat(512))) {
            CounterKey key = new CounterKey(odd, odd, Long.MIN_VALUE, Long.MAX_VALUE);
            Instant end = Instant.MAX;
            Charge first = keyed(odd, new ChargeLine(key, Long.MAX_VALUE, Quota.UNLIMITED, end));
            assertThat(store.charge(first)).isInstanceOf(ChargeResult.Admitted.class);
            assertThat(store.charge(keyed(odd, new ChargeLine(CALLS, 1, 10, null))))
                    .isEqualTo(new ChargeResult.Replayed(first.id(), List.of(new Posting(key, Long.MAX_VALUE, end))));
        }
    }

    private Charge keyed(String odd, ChargeLine line) {
        Charge.ReplayKey key = new Charge.ReplayKey(odd, odd);
        return new Charge(UUID.randomUUID(), odd, 0, Span.ALWAYS, List.of(line), key, null);
    }

    @Test
    void a_purge_is_bounded() {
        for (int i = 0; i < 1_500; i++) {
            store.charge(charge(newUser(), new ChargeLine(CALLS, 1, 10, time.instant())));
        }
        time.advance(ValveStore.COUNTER_MEMORY);
        int dropped = store.purge(10);
        assertThat(dropped).isBetween(10, 1_499);
        assertThat(store.purge(10_000)).isEqualTo(1_500 - dropped);
        assertThat(store.purge(10_000)).isZero();
    }
}
