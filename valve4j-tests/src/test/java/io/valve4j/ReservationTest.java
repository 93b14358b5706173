package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.event.ValveEvent;
import io.valve4j.quota.KeyReusedException;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Reservation;
import io.valve4j.quota.Reservation.Settled;
import io.valve4j.quota.ReservationOptions;
import io.valve4j.quota.Usage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Units held through a limiter, and settled at what was used. */
class ReservationTest {

    private static final Settled COUNTED = new Settled(true, false, List.of());

    private final VirtualValve valve = new VirtualValve();
    private final Limiter ada = valve.manager.limiter("ada");

    @BeforeEach
    void subscribe() {
        valve.manager.register(
                Resource.named("api").workers(1).queue(1).rate(Rate.perDay(1)),
                Profile.named("pro")
                        .shared("api")
                        .quota(Quota.perDay(1_000).of("tokens"))
                        .quota(Quota.perMonth(5_000).of("tokens")),
                Profile.named("plain").shared("api"));
        valve.manager.subscriptions().create("ada", "pro", Duration.ofDays(90));
    }

    private List<Long> used() {
        return ada.usage().stream().map(Usage::used).toList();
    }

    private List<Long> held() {
        return ada.usage().stream().map(Usage::held).toList();
    }

    @Test
    @DisplayName("Q9: of 1000 reserved 743 are committed, once, in every quota of the meter")
    void committed_at_the_actual_cost_once() {
        try (Reservation tokens = ada.reserve("tokens", 1_000)) {
            assertThat(held()).containsExactly(1_000L, 1_000L);
            assertThatThrownBy(() -> ada.reserve("tokens", 1)).isInstanceOf(ValveRejectedException.class);
            assertThat(tokens.commit(743)).isEqualTo(COUNTED);
            assertThat(tokens.commit(743)).isEqualTo(Settled.NOT_COUNTED);
            tokens.release();
        }
        assertThat(used()).containsExactly(743L, 743L);
        assertThat(held()).containsExactly(0L, 0L);
    }

    @Test
    void needs_neither_rate_nor_worker() {
        assertThat(ada.tryAcquire()).isPresent();
        assertThat(ada.take().reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(ada.reserve("tokens", 10).commit()).isEqualTo(COUNTED);
        assertThat(used()).containsExactly(10L, 10L);
    }

    @Test
    void closed_unsettled_it_is_released_and_closed_settled_it_stays() {
        try (Reservation tokens = ada.reserve("tokens", 600)) {
            assertThat(tokens.units()).isEqualTo(600);
        }
        Reservation committed = ada.reserve("tokens", 1_000);
        committed.commit();
        committed.close();
        assertThat(used()).containsExactly(1_000L, 1_000L);
    }

    @Test
    @DisplayName("Q10: a reservation that has lapsed is committed late, counted once and flagged")
    void late() {
        Reservation tokens = ada.reserve("tokens", 1_000, ReservationOptions.DEFAULT.holdFor(Duration.ofMinutes(1)));
        valve.time.advance(Duration.ofMinutes(1));
        ada.reserve("tokens", 900).commit();
        assertThat(tokens.commit(200)).isEqualTo(new Settled(true, true, List.of()));
        assertThat(tokens.commit(200)).isEqualTo(Settled.NOT_COUNTED);
        assertThat(used()).containsExactly(1_100L, 1_100L);
    }

    @Test
    void more_than_was_held_counts_and_says_which_limit_it_went_beyond() {
        ada.reserve("tokens", 900).commit();
        assertThat(ada.reserve("tokens", 100).commit(150))
                .isEqualTo(new Settled(true, false, List.of("tokens-per-day")));
        assertThat(used()).containsExactly(1_050L, 1_050L);
    }

    @Test
    @DisplayName("Q15: what was held before the term's end is committed after it, and no more is held")
    void after_the_term() {
        Reservation tokens = ada.reserve("tokens", 5, ReservationOptions.DEFAULT.holdFor(Duration.ofDays(200)));
        valve.time.advance(Duration.ofDays(90));
        assertThatThrownBy(() -> ada.reserve("tokens", 5)).hasMessageContaining("EXPIRED");
        assertThat(tokens.commit(5)).isEqualTo(COUNTED);
    }

    @Test
    void a_refusal_explains_itself_holds_nothing_and_is_told() {
        assertThatThrownBy(() -> ada.reserve("tokens", 1_001))
                .isInstanceOfSatisfying(ValveRejectedException.class, refusal -> {
                    assertThat(refusal.decision().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
                    assertThat(refusal.decision().policy()).isEqualTo("tokens-per-day");
                    assertThat(refusal.decision().remaining()).isEqualTo(1_000);
                    assertThat(refusal.decision().resetsAt()).isPresent();
                });
        assertThat(held()).containsExactly(0L, 0L);
        assertThat(valve.told(ValveEvent.Refused.class)).hasSize(1);
    }

    @Test
    void a_key_returns_the_same_units_and_holds_them_once() {
        ReservationOptions keyed = ReservationOptions.DEFAULT.idempotencyKey("chat-1");
        Reservation first = ada.reserve("tokens", 300, keyed);
        Reservation again = ada.reserve("tokens", 300, keyed);
        assertThat(List.of(first.replayed(), again.replayed())).containsExactly(false, true);
        assertThat(held()).containsExactly(300L, 300L);
        assertThat(again.commit(250)).isEqualTo(COUNTED);
        assertThat(first.commit(250)).isEqualTo(Settled.NOT_COUNTED);
        assertThat(used()).containsExactly(250L, 250L);
        assertThatThrownBy(() -> ada.reserve("tokens", 301, keyed))
                .isInstanceOf(KeyReusedException.class)
                .hasMessageContaining("\"chat-1\" of user \"ada\"");
    }

    @Test
    void what_no_quota_counts_is_never_refused_and_asks_no_store() {
        Limiter bob = valve.manager.limiter("plain", "bob");
        int calls = valve.store.calls.get();
        try (Reservation free = bob.reserve("tokens", Long.MAX_VALUE)) {
            assertThat(free.commit()).isEqualTo(COUNTED);
            assertThat(free.commit()).isEqualTo(Settled.NOT_COUNTED);
        }
        assertThat(valve.store.calls).hasValue(calls);
    }

    @Test
    void calls_can_be_reserved_too() {
        valve.manager.register(Profile.named("counted").shared("api").quota(Quota.perDay(3)));
        Limiter eve = valve.manager.limiter("counted", "eve");
        eve.reserve("calls", 3);
        assertThat(eve.peek().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
    }

    @Test
    void a_commit_that_the_store_fails_can_be_made_again_and_closing_does_not_take_it_back() {
        Reservation tokens = ada.reserve("tokens", 100);
        valve.store.failure = new IllegalStateException("down");
        assertThatThrownBy(() -> tokens.commit(80)).hasMessage("down");
        valve.store.failure = null;
        tokens.close();
        assertThat(held()).as("not released").containsExactly(100L, 100L);
        assertThat(tokens.commit(80)).isEqualTo(COUNTED);
        assertThat(used()).containsExactly(80L, 80L);
    }

    @Test
    void a_store_that_is_down_refuses_and_a_failed_release_waits_for_the_lapse() {
        Reservation tokens = ada.reserve("tokens", 100);
        valve.store.failure = new IllegalStateException("down");
        assertThatThrownBy(() -> ada.reserve("tokens", 1)).hasMessageContaining("STORE_UNAVAILABLE");
        tokens.close();
        valve.store.failure = null;
        assertThat(held()).containsExactly(100L, 100L);
        valve.time.advance(Duration.ofMinutes(10));
        assertThat(held()).containsExactly(0L, 0L);
    }

    @Test
    void nonsense_is_refused() {
        for (long units : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> ada.reserve("tokens", units))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the units to hold must be at least 1, but was " + units);
        }
        Reservation tokens = ada.reserve("tokens", 1);
        assertThatThrownBy(() -> tokens.commit(-1)).hasMessage("the actual units must be at least 0, but was -1");
        assertThat(tokens.commit(Long.MAX_VALUE).counted()).as("saturates").isTrue();
        assertThat(used()).containsExactly(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThatThrownBy(() -> ada.reserve(" ", 1)).hasMessageContaining("the meter must not be blank");
        assertThatThrownBy(() -> ReservationOptions.DEFAULT.holdFor(Duration.ZERO))
                .hasMessageContaining("the time to hold must be more than zero");
        assertThatThrownBy(() -> ReservationOptions.DEFAULT.idempotencyKey(" "))
                .hasMessageContaining("the idempotency key must not be blank");
    }
}
