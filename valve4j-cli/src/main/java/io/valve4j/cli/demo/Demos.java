package io.valve4j.cli.demo;

import io.valve4j.examples.AiPlatform;
import io.valve4j.examples.Analytics;
import io.valve4j.examples.ApiGateway;
import io.valve4j.examples.ApiKeyPool;
import io.valve4j.examples.DatabaseConnections;
import io.valve4j.examples.DurableStore;
import io.valve4j.examples.EdgeCases;
import io.valve4j.examples.ErrorHandling;
import io.valve4j.examples.GracefulShutdown;
import io.valve4j.examples.Monitoring;
import io.valve4j.examples.RequestTimeout;
import io.valve4j.examples.SharedResource;
import io.valve4j.examples.SubscriptionManagement;
import io.valve4j.examples.Tiers;
import java.util.List;
import java.util.Optional;

/** All demos. A new one is added to the list here, and nowhere else. */
public final class Demos {

    /** In the order in which they are listed; the first is played when none is named. */
    public static final List<Demo> ALL = List.of(
            new SaasDemo(),
            new QuickstartDemo(),
            new ExampleDemo("shared-resource", "three users take turns on one 4/s", SharedResource::run),
            new ExampleDemo("tiers", "free users share 2/s, premium users have 10/s each", Tiers::run),
            new ExampleDemo("api-key-pool", "three keys, 5/s each, and which one is free next", ApiKeyPool::run),
            new ExampleDemo("graceful-shutdown", "stopping without losing what was accepted", GracefulShutdown::run),
            new ExampleDemo("request-timeout", "deadlines, bounded waits, giving up on a task", RequestTimeout::run),
            new ExampleDemo("subscription-management", "a term from creation to audit", SubscriptionManagement::run),
            new ExampleDemo("edge-cases", "slow rates, costs that never fit, unknown names", EdgeCases::run),
            new ExampleDemo("monitoring", "counters by resource and reason, from events", Monitoring::run),
            new ExampleDemo("error-handling", "retries, a flaky store, dead letters and replay", ErrorHandling::run),
            new ExampleDemo("api-gateway", "an HTTP server: plans by API key, 429, Retry-After", ApiGateway::run),
            new ExampleDemo("database-connections", "three connections, two per tenant", DatabaseConnections::run),
            new ExampleDemo("durable-store", "usage that outlives a restart, in an H2 file", DurableStore::run),
            new ExampleDemo("ai-platform", "a GPU shared by weight, tokens per day", AiPlatform::run),
            new ExampleDemo("analytics", "priorities by weight, and nobody starves", Analytics::run));

    private Demos() {}

    /** The demo of a name. */
    public static Optional<Demo> find(String name) {
        return ALL.stream().filter(demo -> demo.name().equals(name)).findFirst();
    }
}
