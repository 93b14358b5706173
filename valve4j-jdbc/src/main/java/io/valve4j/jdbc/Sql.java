package io.valve4j.jdbc;

import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** The statements, written out once for a database. */
final class Sql {

    private static final String OF_COUNTER = " WHERE user_key = ? AND counter_key = ?";

    final String now;
    final String findSubscription;
    final String listSubscriptions;
    final String insertSubscription;
    final String updateSubscription;
    final String insertEvent;
    final String findEventStep;
    final String listEvents;

    final String revision;
    final String shareRevision;
    final String lockCounter;
    final String insertCounter;
    final String updateCounter;
    final String liveHolds;
    final String look;
    final String insertStep;
    final String findHold;
    final String insertHold;
    final String deleteHold;
    final String insertKey;
    final String deleteOldKey;
    final String deleteKeyOfCharge;
    final String standing;

    /** What is dropped when its time is up, and how much later. */
    final List<Purge> purges;

    private final String counters;

    Sql(Dialect dialect, String clock) {
        now = "SELECT " + clock;

        findSubscription = "SELECT body FROM valve_subscription WHERE user_key = ?";
        listSubscriptions = "SELECT body FROM valve_subscription WHERE user_key > ? ORDER BY user_key LIMIT ?";
        insertSubscription = "INSERT INTO valve_subscription"
                + " (revision, profile, starts_at, ends_at, paused_since, canceled_at, body, user_key)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        updateSubscription = "UPDATE valve_subscription SET revision = ?, profile = ?, starts_at = ?, ends_at = ?,"
                + " paused_since = ?, canceled_at = ?, body = ? WHERE user_key = ? AND revision = ?";
        insertEvent = "INSERT INTO valve_audit (user_key, revision, step_id, happened_at, action, actor, body)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)";
        findEventStep = "SELECT step_id FROM valve_audit WHERE user_key = ? AND revision = ?";
        listEvents = "SELECT body FROM valve_audit WHERE user_key = ? ORDER BY revision";

        revision = "SELECT revision FROM valve_subscription WHERE user_key = ?";
        shareRevision = revision + dialect.sharedLock;
        lockCounter = "SELECT used, peak, holds, ends_at FROM valve_counter" + OF_COUNTER + " FOR UPDATE";
        insertCounter = "INSERT INTO valve_counter (used, peak, holds, ends_at, user_key, counter_key)"
                + " VALUES (?, ?, ?, ?, ?, ?)";
        updateCounter = "UPDATE valve_counter SET used = ?, peak = ?, holds = ?, ends_at = ?" + OF_COUNTER;
        liveHolds = "SELECT COUNT(*), SUM(amount) FROM valve_hold" + OF_COUNTER + " AND lapses_at > ?";
        look = "SELECT " + clock + ", s.postings, k.demand, k.charge_id, k.postings, k.ends_at"
                + " FROM (SELECT 1 AS here) o"
                + " LEFT JOIN valve_step s ON s.id = ?"
                + " LEFT JOIN valve_replay_key k ON k.user_key = ? AND k.replay_key = ?";
        insertStep = "INSERT INTO valve_step (id, ends_at, postings) VALUES (?, ?, ?)";
        findHold = "SELECT counter_key, lapses_at FROM valve_hold WHERE user_key = ? AND hold_id = ?";
        insertHold =
                "INSERT INTO valve_hold (user_key, hold_id, counter_key, amount, lapses_at) VALUES (?, ?, ?, ?, ?)";
        deleteHold = "DELETE FROM valve_hold WHERE user_key = ? AND hold_id = ?";
        insertKey = "INSERT INTO valve_replay_key (user_key, replay_key, demand, charge_id, ends_at, postings)"
                + " VALUES (?, ?, ?, ?, ?, ?)";
        deleteOldKey = "DELETE FROM valve_replay_key WHERE user_key = ? AND replay_key = ? AND ends_at <= ?";
        deleteKeyOfCharge = "DELETE FROM valve_replay_key WHERE charge_id = ? AND user_key = ?";
        standing = "SELECT " + clock + ", c.used, c.peak, c.holds,"
                + " (SELECT COUNT(*) FROM valve_step s WHERE s.id = ?),"
                + " (SELECT v.revision FROM valve_subscription v WHERE v.user_key = ?)"
                + " FROM (SELECT 1 AS here) o"
                + " LEFT JOIN valve_counter c ON c.user_key = ? AND c.counter_key = ?";
        counters = "SELECT c.counter_key, c.used, c.peak, (SELECT SUM(h.amount) FROM valve_hold h"
                + " WHERE h.user_key = c.user_key AND h.counter_key = c.counter_key AND h.lapses_at > " + clock + ")"
                + " FROM valve_counter c WHERE c.user_key = ? AND c.counter_key IN (";

        purges = List.of(
                new Purge(dialect.boundedDelete("valve_counter", "ends_at"), ValveStore.COUNTER_MEMORY),
                new Purge(dialect.boundedDelete("valve_hold", "lapses_at"), ValveStore.LAPSED_HOLD_MEMORY),
                new Purge(dialect.boundedDelete("valve_replay_key", "ends_at"), Duration.ZERO),
                new Purge(dialect.boundedDelete("valve_step", "ends_at"), Duration.ZERO));
    }

    /** So many counters of one user, with what is held in each. */
    String counters(int count) {
        return counters + String.join(",", Collections.nCopies(count, "?")) + ")";
    }

    /**
     * What is dropped.
     *
     * @param delete the statement
     * @param memory how long it is kept after its time
     */
    record Purge(String delete, Duration memory) {}
}
