package io.valve4j.internal.schedule;

/**
 * Who comes first among the users of a resource. Managers know only {@link #FAIR}; the others are what it is compared with, on
 * the same traffic and with all else the same: ceilings, rates, queues, quotas.
 */
public enum TurnRule {
    /** Whoever was served least, by the rule of {@link FairScheduler}. */
    FAIR {
        @Override
        Flow flow(String user, Share share) {
            return new Flow(user, share);
        }
    },

    /** Users in turn, task by task, whatever the tasks take; a weight of n is n tasks in a turn. */
    ROUND_ROBIN {
        @Override
        Flow flow(String user, Share share) {
            return new TaskByTask(user, share);
        }
    },

    /** Whatever was queued first, whosever it is, if its user may start a task now. */
    FIFO {
        @Override
        Flow flow(String user, Share share) {
            return new FirstCome(user, share);
        }
    };

    abstract Flow flow(String user, Share share);

    private static final class TaskByTask extends Flow {

        TaskByTask(String user, Share share) {
            super(user, share);
        }

        @Override
        double charge(double known, double elapsed) {
            return FairScheduler.QUANTUM_NANOS;
        }
    }

    private static final class FirstCome extends Flow {

        private double served;

        FirstCome(String user, Share share) {
            super(user, share);
        }

        @Override
        double charge(double known, double elapsed) {
            return 0;
        }

        @Override
        void lift(double behind) {
            // Keys are numbers of arrivals, and nobody's can be made another.
        }

        @Override
        double key(long now) {
            Ticket first = queue.first();
            served = first == null ? served : (double) first.arrival;
            return served;
        }
    }
}
