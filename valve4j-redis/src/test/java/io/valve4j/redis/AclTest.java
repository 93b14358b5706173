package io.valve4j.redis;

import static io.valve4j.redis.RedisTests.CALLS;
import static io.valve4j.redis.RedisTests.charge;
import static io.valve4j.redis.RedisTests.newUser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.valve4j.engines.RedisClusterEngine;
import io.valve4j.engines.RedisEngine;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.Posting;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page on Redis says that a user must be allowed is enough, and is allowed in these words. */
class AclTest {

    private static final RedisOptions OPTIONS = RedisOptions.DEFAULT.guard(RedisTests.PATIENT);

    private static String onPage(String pattern) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "redis.md"));
        Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
        assertThat(found.find()).as("%s on the page", pattern).isTrue();
        return found.group(1).trim();
    }

    private static List<String> rules() throws IOException {
        return List.of(onPage("ACL SETUSER valve (.*?)```").split("\\s+"));
    }

    private static List<String> rulesOfClusters() throws IOException {
        return Stream.concat(
                        rules().stream(),
                        Stream.of(onPage("In a cluster also `(.*?)`").split("\\s+")))
                .toList();
    }

    @Test
    void all_commands_of_the_scripts_are_allowed() throws IOException {
        Set<String> called = new TreeSet<>();
        for (Script script : Script.values()) {
            called.addAll(Pattern.compile("redis\\.call\\('(\\w+)'")
                    .matcher(script.text())
                    .results()
                    .map(MatchResult::group)
                    .map(call -> call.substring(call.indexOf('\'') + 1, call.length() - 1))
                    .map(command -> "+" + command.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet()));
        }
        assertThat(called).hasSizeGreaterThan(15);
        assertThat(rules()).containsAll(called);
    }

    @Test
    void a_user_who_is_allowed_this_can_do_everything_on_a_server() throws IOException {
        try (RedisEngine engine = RedisEngine.start()) {
            addUser(engine, rules());
            try (RedisStore store = RedisStore.open(as(engine), OPTIONS)) {
                doEverything(store);
            }
            assertThatThrownBy(() -> commands(as(engine), RedisCommands::flushall))
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining("NOPERM");
        }
    }

    @Test
    void and_in_a_cluster_with_what_that_needs_beside() throws IOException {
        List<String> rules = rulesOfClusters();
        try (RedisClusterEngine cluster = RedisClusterEngine.start()) {
            cluster.nodes().forEach(node -> addUser(node, rules));
            try (RedisStore store =
                    RedisStore.openCluster(List.of(as(cluster.nodes().get(0))), OPTIONS)) {
                for (int i = 0; i < 10; i++) {
                    doEverything(store);
                }
            }
        }
    }

    private static void doEverything(ValveStore store) {
        String user = newUser();
        assertThat(store.now()).isAfter(Instant.EPOCH);
        Subscription first = Subscription.first(user, "pro", Term.of(Instant.EPOCH, Duration.ofDays(1)));
        AuditEvent event = new AuditEvent(user, Instant.EPOCH, AuditEvent.Action.CREATED, 1, "", "contract", "");
        assertThat(store.save(first, 0, event)).isTrue();
        assertThat(store.find(user)).contains(first);
        assertThat(store.audit(user)).containsExactly(event);
        assertThat(store.list(null, 1_000)).contains(first);
        Charge.ReplayKey key = new Charge.ReplayKey("order", "three");
        Charge plain = charge(user, 3);
        Charge keyed = new Charge(plain.id(), user, 1, plain.validity(), plain.lines(), key, null);
        assertThat(store.charge(keyed)).isInstanceOf(ChargeResult.Admitted.class);
        assertThat(store.charge(keyed)).isInstanceOf(ChargeResult.Replayed.class);
        List<Posting> postings = List.of(new Posting(CALLS, 3, null));
        assertThat(store.settle(new Settlement.Refund(UUID.randomUUID(), user, postings, keyed.id()))
                        .outcome())
                .isEqualTo(SettleResult.Outcome.DONE);
        Charge committed = held(user);
        assertThat(store.charge(committed)).isInstanceOf(ChargeResult.Admitted.class);
        assertThat(store.settle(new Settlement.Commit(user, committed.id(), postings))
                        .outcome())
                .isEqualTo(SettleResult.Outcome.DONE);
        Charge released = held(user);
        assertThat(store.charge(released)).isInstanceOf(ChargeResult.Admitted.class);
        assertThat(store.settle(new Settlement.Release(user, released.id())).outcome())
                .isEqualTo(SettleResult.Outcome.DONE);
        assertThat(RedisTests.used(store, user)).isEqualTo(3);
        assertThat(store.purge(1_000)).isZero();
    }

    private static Charge held(String user) {
        Charge plain = charge(user, 2);
        return new Charge(plain.id(), user, 0, plain.validity(), plain.lines(), null, Duration.ofMinutes(1));
    }

    private static String as(RedisEngine engine) {
        return engine.uri().replace("redis://", "redis://valve:secret@");
    }

    private static void addUser(RedisEngine engine, List<String> rules) {
        CommandArgs<byte[], byte[]> arguments =
                new CommandArgs<>(ByteArrayCodec.INSTANCE).add("SETUSER").add("valve");
        rules.forEach(arguments::add);
        commands(
                engine.uri(),
                redis -> redis.dispatch(CommandType.ACL, new StatusOutput<>(ByteArrayCodec.INSTANCE), arguments));
    }

    private static void commands(String uri, Consumer<RedisCommands<byte[], byte[]>> commands) {
        try (RedisClient client = RedisClient.create(uri);
                StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
            commands.accept(connection.sync());
        }
    }
}
