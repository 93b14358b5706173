package io.valve4j.mongodb;

import io.valve4j.store.ValveStore;
import java.time.Instant;
import java.time.InstantSource;
import org.bson.BsonDateTime;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The time that decides: the server's, {@code $$NOW} inside of commands; or one that a test moves, which then stands in the
 * commands.
 */
final class ServerTime {

    private final @Nullable InstantSource instead;

    /**
     * Of this server.
     *
     * @param instead what tells the time in its place; null in production
     */
    ServerTime(@Nullable InstantSource instead) {
        this.instead = instead;
    }

    /** The time, where it is not the server's. */
    @Nullable
    Instant instead() {
        return instead == null ? null : instead.instant();
    }

    /** The time as an expression of the aggregation language. */
    BsonValue expression() {
        return instead == null ? new BsonString("$$NOW") : date(instead.instant());
    }

    /** About when ids of now will be over: only says when to look, so this machine's clock will do. */
    Instant idsAreOverAt() {
        return (instead == null ? Instant.now() : instead.instant()).plus(ValveStore.ID_MEMORY);
    }

    static BsonDateTime date(Instant instant) {
        return new BsonDateTime(instant.toEpochMilli());
    }
}
