package io.valve4j.internal.engine;

import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.internal.schedule.Dispatcher;
import io.valve4j.internal.schedule.Share;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the users of one profile reach one resource, with what is kept for each of them while it is not as new.
 *
 * <p>It outlives changes of the configuration: the new terms or pattern are set, then pressed upon all that exists. Who makes
 * something for a user at the same time looks again afterwards, so that nobody is left with the old.
 */
abstract sealed class Outlet {

    abstract Seat seat(String user);

    /** Every resource in operation behind it. */
    abstract Stream<ResourceRuntime> runtimes();

    /** The resource in operation that a user has here, if there is any. */
    abstract @Nullable ResourceRuntime runtimeOf(String user);

    /** Steps through what is kept per user; each step drops it if it is as new, and says whether it did. */
    abstract Iterator<BooleanSupplier> reclaimSteps();

    abstract boolean isEmpty();

    /** Whether it can take on what the profile says of the resource from now on, where that is shared: in this operation. */
    abstract boolean fits(Profile.Access next, @Nullable ResourceRuntime shared);

    /** Takes on what the profile says from now on, while work runs. */
    abstract void adopt(Profile.Access next);

    /** Takes no new work from now on, if it is the owner of its resources. */
    abstract void close();

    private static <V> Iterator<BooleanSupplier> steps(Map<String, V> kept, BiPredicate<String, V> reclaim) {
        Iterator<Map.Entry<String, V>> all = kept.entrySet().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public BooleanSupplier next() {
                Map.Entry<String, V> entry = all.next();
                return () ->
                        reclaim.test(entry.getKey(), entry.getValue()) && kept.remove(entry.getKey(), entry.getValue());
            }
        };
    }

    /** A resource for each user. */
    static final class Dedicated extends Outlet {

        private final Map<String, ResourceRuntime> runtimes = new ConcurrentHashMap<>();
        private final Workshop workshop;
        private final Runnable onNew;
        private volatile Pattern pattern;
        private volatile boolean closed;

        Dedicated(Resource resource, Workshop workshop, Runnable onNew) {
            this.pattern = Pattern.of(resource);
            this.workshop = workshop;
            this.onNew = onNew;
        }

        @Override
        Seat seat(String user) {
            ResourceRuntime runtime = runtimes.get(user);
            if (runtime != null && runtime.rate().isRetired()) {
                // Whoever reclaims it may take a while to remove it.
                runtimes.remove(user, runtime);
                runtime = null;
            }
            if (runtime == null) {
                runtime = open(user);
            }
            if (closed) {
                runtime.close();
            }
            return new Seat(pattern.resource().name(), runtime, Share.ALONE);
        }

        private ResourceRuntime open(String user) {
            Pattern used = pattern;
            ResourceRuntime runtime = runtimes.computeIfAbsent(user, u -> new ResourceRuntime(used, workshop));
            for (Pattern seen = used; !seen.equals(pattern); ) {
                seen = pattern;
                runtime.reconfigure(seen);
            }
            onNew.run();
            return runtime;
        }

        @Override
        Stream<ResourceRuntime> runtimes() {
            return runtimes.values().stream();
        }

        /** What each user has one of. */
        Resource pattern() {
            return pattern.resource();
        }

        /** Those in operation, as they come and go. */
        Iterable<ResourceRuntime> all() {
            return runtimes.values();
        }

        @Override
        @Nullable
        ResourceRuntime runtimeOf(String user) {
            return runtimes.get(user);
        }

        @Override
        Iterator<BooleanSupplier> reclaimSteps() {
            return steps(runtimes, (user, runtime) -> runtime.reclaim());
        }

        @Override
        boolean isEmpty() {
            return runtimes.isEmpty();
        }

        @Override
        boolean fits(Profile.Access next, @Nullable ResourceRuntime shared) {
            return next instanceof Profile.Access.Dedicated;
        }

        @Override
        void adopt(Profile.Access next) {
            Pattern changed = Pattern.of(((Profile.Access.Dedicated) next).pattern());
            pattern = changed;
            runtimes.values().forEach(runtime -> runtime.reconfigure(changed));
        }

        @Override
        void close() {
            closed = true;
            runtimes.values().forEach(ResourceRuntime::close);
        }
    }

    /** A share of a resource that many use. */
    static final class Shared extends Outlet {

        private final Map<String, RateCell> ownRates = new ConcurrentHashMap<>();
        private final String profile;
        private final ResourceRuntime runtime;
        private final Workshop workshop;
        private final Runnable onNew;
        private volatile Given given;

        Shared(
                String profile,
                Profile.Access.Shared access,
                ResourceRuntime runtime,
                Workshop workshop,
                Runnable onNew) {
            this.profile = profile;
            this.given = Given.of(profile, access);
            this.runtime = runtime;
            this.workshop = workshop;
            this.onNew = onNew;
        }

        @Override
        Seat seat(String user) {
            return new Seat(given.access().resource(), runtime, share(user));
        }

        private Share share(String user) {
            Given used = given;
            if (used.rate().rate().isUnlimited()) {
                return used.share();
            }
            BucketSpec rate = used.rate();
            RateCell own = ownRates.get(user);
            if (own != null && own.isRetired()) {
                // Whoever reclaims it may take a while to remove it.
                ownRates.remove(user, own);
                own = null;
            }
            if (own == null) {
                own = ownRates.computeIfAbsent(user, u -> workshop.rateCell(rate));
                onNew.run();
            }
            while (!used.equals(given)) {
                used = given;
                own.change(used.rate(), workshop.time().nanos());
            }
            return used.share().with(own);
        }

        @Override
        Stream<ResourceRuntime> runtimes() {
            return Stream.of(runtime);
        }

        @Override
        ResourceRuntime runtimeOf(String user) {
            return runtime;
        }

        @Override
        Iterator<BooleanSupplier> reclaimSteps() {
            return steps(ownRates, runtime::reclaim);
        }

        boolean leadsTo(ResourceRuntime other) {
            return runtime == other;
        }

        @Override
        boolean isEmpty() {
            return ownRates.isEmpty();
        }

        @Override
        boolean fits(Profile.Access next, @Nullable ResourceRuntime shared) {
            return next instanceof Profile.Access.Shared && shared == runtime;
        }

        @Override
        void adopt(Profile.Access next) {
            Given changed = Given.of(profile, (Profile.Access.Shared) next);
            given = changed;
            ownRates.values()
                    .forEach(own -> own.change(changed.rate(), workshop.time().nanos()));
            Dispatcher dispatcher = runtime.dispatcherIfAny();
            if (dispatcher != null) {
                dispatcher.reshare((user, present) -> present.profile().equals(profile) ? share(user) : present);
            }
        }

        @Override
        void close() {
            // The resource is not this profile's alone: whoever closes the resource closes it.
        }

        /**
         * What the profile gives, in the terms of the rooms behind.
         *
         * @param access what it says
         * @param share the share without the user's own rate
         * @param rate the user's own rate
         */
        private record Given(Profile.Access.Shared access, Share share, BucketSpec rate) {

            static Given of(String profile, Profile.Access.Shared access) {
                Terms terms = access.terms();
                Share share = new Share(profile, terms.weight(), terms.workers(), terms.queue(), null);
                return new Given(access, share, BucketSpec.of(terms.rate()));
            }
        }
    }
}
