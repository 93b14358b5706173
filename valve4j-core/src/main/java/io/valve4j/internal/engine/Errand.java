package io.valve4j.internal.engine;

import io.valve4j.Decision;
import io.valve4j.Reason;
import io.valve4j.ValveRejectedException;
import io.valve4j.event.Work;
import io.valve4j.internal.engine.Chronicle.Story;
import io.valve4j.internal.quota.Receipt;
import io.valve4j.internal.schedule.Dispatcher;
import io.valve4j.internal.schedule.Ticket;
import io.valve4j.task.TaskOptions;
import io.valve4j.time.TimeSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What tasks and permits have in common on their way: who sent them, what they were charged, how they wait for room. */
abstract class Errand extends Ticket {

    private final Sender sent;
    private volatile @Nullable Sender led;

    final TaskOptions options;

    /** When it was called for, in monotonic nanoseconds. */
    final long calledAt;

    /** What is told of it; null where nobody listens. */
    @Nullable
    Story story;

    private volatile @Nullable Receipt receipt;
    private volatile @Nullable CompletableFuture<Optional<Reason>> room;

    Errand(Sender sender, TaskOptions options, long calledAt) {
        super(options.calls());
        this.sent = sender;
        this.options = options;
        this.calledAt = calledAt;
    }

    Errand(Sender sender, TaskOptions options, long calledAt, long deadline) {
        super(options.calls(), deadline);
        this.sent = sender;
        this.options = options;
        this.calledAt = calledAt;
    }

    /** What it is to listeners. */
    abstract Work.Kind kind();

    /** Who and whither. */
    final Sender sender() {
        Sender elsewhere = led;
        return elsewhere == null ? sent : elsewhere;
    }

    /** Leads it elsewhere while it waits. */
    final void lead(Sender elsewhere) {
        led = elsewhere;
    }

    /** Whether it was charged before, and is not to be charged again. */
    boolean prepaid() {
        return false;
    }

    /** To be called once it is accepted, before anybody else can get hold of it. */
    final void accepted() {
        story = chronicle().submitted(this);
    }

    final Chronicle chronicle() {
        return sender().services().chronicle();
    }

    final void charged(Receipt paid) {
        receipt = paid;
    }

    /** Gives the charge back; again has no effect. */
    final void refundCharge() {
        Receipt paid = receipt;
        if (paid != null) {
            sender().services().till().refund(paid);
        }
    }

    /** Gives the charge back of what will never start. */
    void refundUnstarted() {
        refundCharge();
    }

    /**
     * Takes it out of wherever it waits or rests, and does what follows; false, and nothing, when it runs or has ended.
     *
     * @param then may block; whoever waits for the end of all work waits for it too
     */
    final boolean withdraw(Runnable then) {
        while (true) {
            Dispatcher where = sender().dispatcher();
            if (where.withdraw(this, then)) {
                return true;
            }
            if (where == sender().dispatcher()) {
                return false;
            }
        }
    }

    /** Whether it came by a subscription, and so goes with it. */
    static boolean isOfSubscriber(Ticket ticket) {
        return ticket instanceof Errand errand
                && errand.sender().route().standing().subscription() != null;
    }

    /** To be called when it was led elsewhere: whoever gave it up meanwhile did not find it. */
    abstract void moved();

    /** To be called before the dispatcher is asked to look for room. */
    final void seeksRoom() {
        room = new CompletableFuture<>();
    }

    /** To be called when the dispatcher had no need to look for room: nobody waits for an answer. */
    final void seeksNoRoom() {
        room = null;
    }

    /** Waits, in the calling thread, for a slot. Returns null once it holds one, else why it does not. */
    final @Nullable Reason awaitRoom(long waitNanos) throws InterruptedException {
        CompletableFuture<Optional<Reason>> answer = room;
        if (answer == null) {
            throw new IllegalStateException("no room was sought");
        }
        TimeSource.Alarm alarm = sender().time().alarm(waitNanos, () -> giveUp(answer));
        try {
            return answer.get().orElse(null);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("waiting for room failed", impossible);
        } catch (InterruptedException interrupt) {
            if (!withdraw(() -> {}) && answer.join().isEmpty()) {
                sender().dispatcher().letGo(this);
            }
            throw interrupt;
        } finally {
            alarm.cancel();
        }
    }

    private void giveUp(CompletableFuture<Optional<Reason>> answer) {
        withdraw(() -> answer.complete(Optional.of(Reason.WAIT_TIMEOUT)));
    }

    @Override
    protected final void roomFound() {
        CompletableFuture<Optional<Reason>> answer = room;
        if (answer != null) {
            answer.complete(Optional.empty());
        }
    }

    @Override
    protected final void handedBack(Reason reason) {
        CompletableFuture<Optional<Reason>> answer = room;
        if (answer == null || !answer.complete(Optional.of(reason))) {
            refundUnstarted();
            refused(new ValveRejectedException(sender().decision(reason)));
        }
    }

    /** Tells whoever waits that it was not to be. */
    abstract void refused(ValveRejectedException refusal);

    /**
     * Who sent an errand, and where to.
     *
     * @param user whose it is
     * @param route the way that was found for it
     * @param dispatcher where it waits
     * @param services what it may need on its way
     * @param named the resource that was asked for; null if it was the profile's first
     */
    record Sender(
            String user,
            Route route,
            Dispatcher dispatcher,
            Services services,
            @Nullable String named) {

        TimeSource time() {
            return services.time();
        }

        Decision decision(Reason reason) {
            Decisions decisions = new Decisions(user, route);
            return reason == Reason.COST_TOO_HIGH
                    ? decisions.tooHigh(route.openSeat())
                    : decisions.refused(reason, time().instant());
        }
    }
}
