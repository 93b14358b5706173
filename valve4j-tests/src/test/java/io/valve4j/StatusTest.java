package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.status.LeaseStatus;
import io.valve4j.status.ResourceStatus;
import io.valve4j.status.Status;
import io.valve4j.status.StoreStatus;
import io.valve4j.status.UserDemand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a manager says of how it stands. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class StatusTest {

    private static final Rate RATE = Rate.perMinute(60);

    private final VirtualValve valve = new VirtualValve();
    private final Status status = valve.manager.status();

    StatusTest() {
        valve.manager.register(
                Resource.named("api").workers(2).queue(20).rate(RATE),
                Profile.named("free").shared("api"),
                Profile.named("pro")
                        .dedicated(Resource.each().workers(3).queue(5).rate(RATE))
                        .shared("api", Terms.weight(2)));
    }

    @Test
    void a_resource_at_rest_has_all_it_may_have() {
        assertThat(status.resources())
                .containsExactly(
                        new ResourceStatus("api", Optional.empty(), 0, 0, 20, 0, 2, RATE, 60),
                        new ResourceStatus("dedicated", Optional.of("pro"), 0, 0, 0, 0, 0, RATE, 60));
        assertThat(status.profiles()).extracting(Profile::name).containsExactly("free", "pro");
    }

    @Test
    void work_is_counted_where_it_is() {
        Limiter ada = valve.manager.limiter("free", "ada");
        Limiter zoe = valve.manager.limiter("pro", "zoe");
        Limiter yan = valve.manager.limiter("pro", "yan");
        Permit first = ada.tryAcquire().orElseThrow();
        Permit second = zoe.on("api").tryAcquire().orElseThrow();
        ada.submit(() -> "waits");
        Permit own = zoe.tryAcquire().orElseThrow();
        Permit other = yan.tryAcquire().orElseThrow();
        assertThat(yan.tryTake()).isTrue();
        assertThat(status.resources())
                .containsExactly(
                        new ResourceStatus("api", Optional.empty(), 2, 1, 20, 2, 2, RATE, 58),
                        new ResourceStatus("dedicated", Optional.of("pro"), 2, 0, 10, 2, 6, RATE, 58));
        List.of(first, second, own, other).forEach(Permit::close);
        valve.workers.runAll();
        assertThat(status.resources())
                .extracting(ResourceStatus::queued, ResourceStatus::busy)
                .containsOnly(tuple(0L, 0L));
    }

    @Test
    void demand_names_those_with_most_work_and_as_many_as_were_asked_for() {
        Limiter ada = valve.manager.limiter("free", "ada");
        Limiter zoe = valve.manager.limiter("pro", "zoe");
        Permit held = ada.tryAcquire().orElseThrow();
        Permit own = zoe.tryAcquire().orElseThrow();
        Permit shared = zoe.on("api").tryAcquire().orElseThrow();
        for (int i = 0; i < 3; i++) {
            ada.submit(() -> "waits");
        }
        assertThat(status.demand(10))
                .containsExactlyInAnyOrder(
                        new UserDemand("ada", "free", "api", 3, 1),
                        new UserDemand("zoe", "pro", "dedicated", 0, 1),
                        new UserDemand("zoe", "pro", "api", 0, 1));
        assertThat(status.demand(1)).containsExactly(new UserDemand("ada", "free", "api", 3, 1));
        List.of(held, own, shared).forEach(Permit::close);
        valve.workers.runAll();
        assertThat(status.demand(10)).isEmpty();
        assertThatThrownBy(() -> status.demand(0)).hasMessageContaining("number of users");
    }

    @Test
    void what_is_drained_is_left_out_and_what_is_replaced_is_shown_as_it_is_now() {
        valve.manager.replace(Resource.named("api").workers(7));
        assertThat(status.resources().get(0).workers()).isEqualTo(7);
        assertThat(status.resources().get(0).permits()).isEqualTo(Long.MAX_VALUE);
        valve.manager.drain("api", Duration.ZERO);
        assertThat(status.resources()).extracting(ResourceStatus::name).containsExactly("dedicated");
    }

    @Test
    void a_store_that_fails_is_said_to_until_it_works_again() {
        VirtualValve counted = VirtualValve.withApi(builder -> builder, 1);
        Limiter ada = counted.manager.limiter("pro", "ada");
        assertThat(counted.manager.status().store()).isEqualTo(StoreStatus.WORKS);
        IllegalCallerException gone = new IllegalCallerException("gone");
        counted.store.beforeCharge = () -> {
            throw gone;
        };
        Instant failedAt = counted.time.instant();
        assertThat(ada.tryTake()).isFalse();
        StoreStatus failing = counted.manager.status().store();
        assertThat(failing.works()).isFalse();
        assertThat(failing.failure()).contains(gone);
        assertThat(failing.failingSince()).contains(failedAt);
        counted.store.beforeCharge = () -> {};
        counted.pass(Duration.ofSeconds(2));
        assertThat(ada.tryTake()).isTrue();
        assertThat(counted.manager.status().store().works()).isTrue();
    }

    @Test
    void leases_are_counted_by_meter_while_they_last() {
        valve.manager.register(
                Profile.named("leased").quota(Quota.perDay(1_000)).mode(QuotaMode.leased(100, Duration.ofMinutes(1))));
        Limiter ada = valve.manager.limiter("leased", "ada");
        for (int i = 0; i < 10; i++) {
            assertThat(ada.tryTake()).isTrue();
        }
        LeaseStatus leases = status.leases();
        assertThat(leases.owners()).isEqualTo(1);
        long left = leases.units().get("calls");
        assertThat(ada.tryTake()).isTrue();
        assertThat(status.leases().units().get("calls")).isEqualTo(left - 1);
        valve.time.advance(Duration.ofMinutes(3));
        assertThat(status.leases()).isEqualTo(new LeaseStatus(0, Map.of()));
    }
}
