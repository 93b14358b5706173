package io.valve4j.cli.config;

import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.cli.report.Text;
import io.valve4j.config.Plans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is to be other than plans say, on every shared resource.
 *
 * @param workers how many may run at once; empty to leave it
 * @param rate how fast they may start; empty to leave it
 * @param queue how many may wait; empty to leave it
 */
public record Adjustment(OptionalInt workers, Optional<Rate> rate, OptionalInt queue) {

    /** Whether it changes nothing. */
    public boolean none() {
        return workers.isEmpty() && rate.isEmpty() && queue.isEmpty();
    }

    /** One server for all users, in fair turns, without ceilings: 10 workers and an unlimited queue, unless told otherwise. */
    public Plans server() {
        Resource server = applied(Resource.named("server").queue(Resource.MAX_QUEUE));
        return new Plans(
                List.of(server),
                List.of(Profile.named("everyone").shared(server.name())),
                Optional.of("everyone"),
                Map.of());
    }

    /** The plans with it. */
    public Plans to(Plans plans) {
        return new Plans(
                plans.resources().stream().map(this::applied).toList(),
                plans.profiles(),
                plans.defaultProfile(),
                plans.users());
    }

    private Resource applied(Resource resource) {
        Resource next = resource;
        next = workers.isPresent() ? next.workers(workers.getAsInt()) : next;
        next = rate.isPresent() ? next.rate(rate.get()) : next;
        return queue.isPresent() ? next.queue(queue.getAsInt()) : next;
    }

    /** A resource in a few words. */
    public static String shown(Resource resource) {
        List<String> words = new ArrayList<>();
        if (!resource.rate().isUnlimited()) {
            words.add(resource.rate().toString());
        }
        words.add(Text.count(resource.workers(), "worker"));
        words.add(
                resource.queue() == Resource.MAX_QUEUE ? "unlimited queue" : "queue " + Text.number(resource.queue()));
        return String.join(", ", words);
    }

    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        workers.ifPresent(number -> words.add(Text.count(number, "worker")));
        rate.ifPresent(number -> words.add(number.toString()));
        queue.ifPresent(number ->
                words.add(number == Resource.MAX_QUEUE ? "an unlimited queue" : "a queue of " + Text.number(number)));
        return String.join(", ", words);
    }
}
