package io.valve4j.spring.boot.actuate;

import io.valve4j.ValveManager;
import io.valve4j.store.ValveStore;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Down while the store does not answer. That users are refused is what a valve is for, and no illness. */
final class ValveHealthIndicator extends AbstractHealthIndicator {

    private final ValveManager valve;
    private final ValveStore store;

    ValveHealthIndicator(ValveManager valve, ValveStore store) {
        super("the valve's store does not answer");
        this.valve = valve;
        this.store = store;
    }

    /** What the store throws is made a DOWN. Asks the store for its time, which every store keeps short. */
    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.withDetail("store", store.getClass().getSimpleName());
        valve.status().store().failingSince().ifPresent(since -> builder.withDetail("failingSince", since.toString()));
        store.now();
        builder.up();
    }
}
