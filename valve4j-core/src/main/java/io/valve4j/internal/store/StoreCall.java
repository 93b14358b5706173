package io.valve4j.internal.store;

/** The kinds of calls to a store, each of which may fail while others work: a replica answers, the primary is gone. */
enum StoreCall {
    NOW(1 << 0),
    FIND(1 << 1),
    CHARGE(1 << 2),
    SETTLE(1 << 3),
    COUNTERS(1 << 4),
    SAVE(1 << 5),
    LIST(1 << 6),
    AUDIT(1 << 7),
    PURGE(1 << 8);

    private final int bit;

    StoreCall(int bit) {
        this.bit = bit;
    }

    /** One bit for each kind. */
    int bit() {
        return bit;
    }

    /**
     * The kinds that are taken to work when it does: itself, and what is asked for so rarely that nobody may ask again for a
     * long time. Neither charges nor lookups prove each other, since either may fail alone for as long as an outage lasts.
     */
    int proves() {
        return switch (this) {
            case CHARGE -> ~FIND.bit;
            case FIND -> ~(CHARGE.bit | SETTLE.bit);
            default -> bit;
        };
    }
}
