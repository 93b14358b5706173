package io.valve4j.internal.engine;

import io.valve4j.Reason;
import io.valve4j.internal.schedule.Admission;
import io.valve4j.internal.schedule.Dispatcher;
import io.valve4j.internal.schedule.Leaver;
import io.valve4j.internal.schedule.Ticket;
import io.valve4j.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that what waits follows its user's subscription: to the resource of another profile, or back to its sender when
 * the subscription is cancelled.
 *
 * <p>A task goes where its limiter would go now: to the resource that was named, or to the profile's first. It keeps its charge,
 * and its place among the user's own; there need be no room. One whose resource the new profile does not reach is handed back.
 * What runs stays where it is, and so does what was accepted before a pause or the end of the term.
 *
 * <p>Looks at a user when a change was made or seen, and when one that was planned falls due. Thread-safe; blocks as long as the
 * store does, with no lock held.
 */
final class Following {

    private static final Duration UNTIL_STORE_WORKS = Duration.ofSeconds(1);

    private final Function<String, Account> accounts;
    private final Function<String, List<Dispatcher>> dispatchers;
    private final Services services;
    private final DueTimes due;

    /**
     * For the users of one engine.
     *
     * @param accounts what is known of a user
     * @param dispatchers where a user may have work
     * @param services what errands need
     * @param dueTimes makes the calendar of planned changes, given what to do for whom and who is to be remembered
     */
    Following(
            Function<String, Account> accounts,
            Function<String, List<Dispatcher>> dispatchers,
            Services services,
            DueTimes.Maker dueTimes) {
        this.accounts = accounts;
        this.dispatchers = dispatchers;
        this.services = services;
        this.due = dueTimes.make(this::follow, this::waits);
    }

    /** Remembers no planned change any more. */
    void stop() {
        due.stop();
    }

    private boolean waits(String user) {
        return dispatchers.apply(user).stream()
                .anyMatch(dispatcher -> !dispatcher.waiting(user).isEmpty());
    }

    /** To be called when an errand was put into the queue: its user's subscription may have changed, or be about to. */
    void accepted(Account account, Standing standing) {
        if (standing.subscription() == null) {
            return;
        }
        if (!account.holds(standing)) {
            follow(account.user());
        } else {
            remember(account.user(), standing);
        }
    }

    private void remember(String user, Standing standing) {
        Instant turn = standing.plannedTurn();
        if (turn != null) {
            due.remember(user, turn);
        }
    }

    /** To be called when a user's subscription has, or may have, changed. */
    void follow(String user) {
        if (!waits(user)) {
            return;
        }
        Account account = accounts.apply(user);
        Standing done = null;
        while (true) {
            Standing standing = account.standing(services.time().nanos());
            if (done != null && done.leadsLike(standing)) {
                remember(user, standing);
                return;
            }
            if (standing.refusal() == Reason.STORE_UNAVAILABLE || standing.degraded()) {
                due.rememberIn(user, UNTIL_STORE_WORKS);
                return;
            }
            for (Dispatcher place : dispatchers.apply(user)) {
                clear(place, user, standing);
            }
            done = standing;
        }
    }

    /** Has all go from a place that belongs elsewhere, or nowhere. */
    private void clear(Dispatcher place, String user, Standing standing) {
        Map<Optional<String>, List<Ticket>> leaving = new HashMap<>();
        for (Ticket ticket : place.waiting(user)) {
            if (ticket instanceof Errand errand && outdated(errand.sender(), standing)) {
                leaving.computeIfAbsent(Optional.ofNullable(errand.sender().named()), named -> new ArrayList<>())
                        .add(ticket);
            }
        }
        leaving.forEach((named, tickets) -> lead(place, tickets, user, standing, named.orElse(null)));
    }

    private static boolean outdated(Errand.Sender sender, Standing standing) {
        Subscription then = sender.route().standing().subscription();
        return then != null
                && (standing.refusal() == Reason.CANCELED
                        || !sender.route().standing().profile().equals(standing.profile()));
    }

    private void lead(Dispatcher place, List<Ticket> tickets, String user, Standing standing, @Nullable String named) {
        Route way = Route.find(standing, user, named);
        Reason refusal = way.refusal();
        if (refusal == Reason.CANCELED || (refusal == Reason.UNKNOWN_RESOURCE && named != null)) {
            place.handBack(tickets, refusal);
        } else if (refusal == null && way.openSeat().runtime().dispatcherIfAny() == place) {
            Errand.Sender sender = new Errand.Sender(user, way, place, services, named);
            tickets.forEach(ticket -> ((Errand) ticket).lead(sender));
            place.reshare(user, way.openSeat().share());
        } else if (refusal == null) {
            List<Leaver> leavers = place.release(tickets);
            try {
                move(leavers, standing, new Errand.Sender(user, way, place, services, named));
            } finally {
                place.released();
            }
        }
        // Whatever else stands in the way passes, and what was accepted stays accepted.
    }

    private void move(List<Leaver> leavers, Standing standing, Errand.Sender from) {
        if (leavers.isEmpty()) {
            return;
        }
        Admission admission = Admission.RETIRED;
        while (admission.retired()) {
            Route way = Route.find(standing, from.user(), from.named());
            Dispatcher goal = way.openSeat().runtime().dispatcher();
            if (goal != null) {
                Errand.Sender sender = new Errand.Sender(from.user(), way, goal, services, from.named());
                leavers.forEach(leaver -> ((Errand) leaver.ticket()).lead(sender));
                admission = goal.adopt(leavers, from.user(), way.openSeat().share());
            }
        }
        Reason refusal = admission.reason();
        for (Leaver leaver : leavers) {
            Errand errand = (Errand) leaver.ticket();
            if (refusal == null) {
                errand.moved();
            } else {
                errand.handedBack(refusal);
            }
        }
    }
}
