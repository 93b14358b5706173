package io.valve4j.store;

/** The kinds of calls to a store, each of which may fail while others work: a replica answers, the primary is gone. */
public enum StoreCall {
    /** {@link ValveStore#now}. */
    NOW,
    /** {@link ValveStore#find}. */
    FIND,
    /** {@link ValveStore#charge}. */
    CHARGE,
    /** {@link ValveStore#settle}. */
    SETTLE,
    /** {@link ValveStore#counters}. */
    COUNTERS,
    /** {@link ValveStore#save}. */
    SAVE,
    /** {@link ValveStore#list}. */
    LIST,
    /** {@link ValveStore#audit}. */
    AUDIT,
    /** {@link ValveStore#purge}. */
    PURGE
}
