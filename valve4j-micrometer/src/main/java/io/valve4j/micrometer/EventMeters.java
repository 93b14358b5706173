package io.valve4j.micrometer;

import io.micrometer.core.instrument.Counter;
import io.valve4j.Decision;
import io.valve4j.Profile;
import io.valve4j.Reason;
import io.valve4j.event.ValveEvent;
import io.valve4j.event.Work;
import io.valve4j.task.DeadLetter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts events. Not thread-safe, but for who watches users. */
final class EventMeters {

    private final Meters meters;
    private final Demand demand;
    private final UserMeters users;
    private final Names profiles = new Names();
    private final Names resources = new Names();
    private final Map<PlaceKey, Place> places = new HashMap<>();
    private final Map<List<String>, Counter> others = new HashMap<>();

    private record PlaceKey(String profile, String resource) {}

    EventMeters(Meters meters, Demand demand, UserMeters users) {
        this.meters = meters;
        this.demand = demand;
        this.users = users;
    }

    /** Makes the meters of what is configured, so that they start at 0 and not with the first event. */
    void configured(List<Profile> configured) {
        for (Profile profile : configured) {
            profiles.know(profile.name());
            profile.resources().keySet().forEach(resource -> {
                resources.know(resource);
                place(profile.name(), resource);
            });
        }
    }

    private Place place(String profile, String resource) {
        return places.computeIfAbsent(
                new PlaceKey(profiles.tag(profile), resources.tag(resource)),
                key -> new Place(meters, key.profile(), key.resource()));
    }

    private Place place(Work work) {
        return place(work.profile(), work.resource());
    }

    private Counter counter(String name, String description, String... tags) {
        List<String> key = List.of(String.join("\n", tags), name);
        return others.computeIfAbsent(key, unused -> meters.counter(name, description, tags));
    }

    void count(ValveEvent event) {
        if (event instanceof ValveEvent.OfWork ofWork) {
            count(ofWork);
        } else if (event instanceof ValveEvent.Refused refused) {
            countRefusal(refused.decision());
        } else if (event instanceof ValveEvent.DeadLettered lettered) {
            place(lettered.letter()).letters("kept").increment();
        } else if (event instanceof ValveEvent.DeadLetterLost lost) {
            place(lost.letter()).letters("lost").increment();
        } else {
            countRare(event);
        }
    }

    private void countRefusal(Decision decision) {
        Reason reason = decision.reason();
        if (reason != null) {
            place(decision.profile(), decision.resource()).refused(reason).increment();
            asked(decision.user(), decision.profile(), false);
        }
    }

    private void count(ValveEvent.OfWork event) {
        Work work = event.work();
        if (event instanceof ValveEvent.Submitted) {
            profiles.know(work.profile());
            resources.know(work.resource());
            place(work).accepted.increment();
            asked(work.user(), work.profile(), true);
        } else if (event instanceof ValveEvent.Started started) {
            place(work).wait.record(started.waited());
        } else if (event instanceof ValveEvent.Retried retried) {
            place(work).ran("failed").record(retried.ran());
            place(work).retries.increment();
        } else if (event instanceof ValveEvent.Completed completed) {
            place(work).ran("completed").record(completed.ran());
            place(work).ended("completed").increment();
        } else if (event instanceof ValveEvent.Failed failed) {
            failed.ran().ifPresent(place(work).ran("failed")::record);
            place(work).ended("failed").increment();
        } else if (event instanceof ValveEvent.Cancelled) {
            place(work).ended("cancelled").increment();
        } else if (event instanceof ValveEvent.TimedOut) {
            place(work).ended("timed_out").increment();
        } else if (event instanceof ValveEvent.HandedBack) {
            place(work).ended("handed_back").increment();
        }
    }

    private Place place(DeadLetter letter) {
        return place(letter.origin().profile(), letter.origin().resource());
    }

    private void asked(String user, String profile, boolean accepted) {
        demand.asked(user, profile);
        users.asked(user, accepted);
    }

    private void countRare(ValveEvent event) {
        if (event instanceof ValveEvent.SubscriptionChanged changed) {
            String profile = changed.subscription().profileAt(changed.audit().at());
            counter(
                            "valve4j.subscription.events",
                            "Changes of subscriptions that were made through this manager",
                            "profile",
                            profiles.tag(profile),
                            "action",
                            changed.audit().action().name().toLowerCase(Locale.ROOT))
                    .increment();
        } else if (event instanceof ValveEvent.ThresholdPassed passed) {
            counter(
                            "valve4j.quota.thresholds",
                            "Users whose use has passed a threshold, once in each window",
                            "profile",
                            profiles.tag(passed.profile()),
                            "quota",
                            passed.quota(),
                            "percent",
                            Integer.toString(passed.percent()))
                    .increment();
        } else if (event instanceof ValveEvent.StoreRecovered recovered) {
            counter("valve4j.store.uncharged", "Charges and holds that were admitted uncharged during an outage")
                    .increment((double) recovered.uncharged());
        } else if (event instanceof ValveEvent.EventsLost lost) {
            counter(
                            "valve4j.events.lost",
                            "Events that were dropped since they came too fast, and are counted nowhere else")
                    .increment((double) lost.count());
        }
    }
}
