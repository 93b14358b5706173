package io.valve4j.mongodb;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.valve4j.store.StoreKey;
import io.valve4j.subscription.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * All audit events but the last of each user, which stands in the user's document, where it was saved in one step with the
 * change. From there it is copied here before the next one takes its place. A copy that is made twice is one document, since
 * its {@code _id} is the user and the revision; so a crash in between loses nothing and doubles nothing.
 */
final class AuditTrail {

    /** In no user's key, so that no user's events are found among another's. */
    private static final char DIVIDER = ',';

    private final MongoCollection<BsonDocument> events;

    AuditTrail(MongoCollection<BsonDocument> events) {
        this.events = events;
    }

    void copy(String userId, Revision saved, Budget budget) {
        BsonDocument event = new BsonDocument("_id", new BsonString(id(userId, saved.number())));
        event.putAll(saved.event());
        try {
            budget.within(events).insertOne(event);
        } catch (MongoWriteException failure) {
            if (!Failures.isThere(failure)) {
                throw failure;
            }
        }
    }

    /** The call that saved a revision; null if its event is not here. */
    @Nullable
    UUID saveOf(String userId, long revision, Budget budget) {
        BsonDocument event = budget.within(events)
                .find(Filters.eq("_id", id(userId, revision)))
                .first();
        return event == null ? null : Revision.save(event);
    }

    /** Oldest first. */
    List<AuditEvent> of(String userId, Budget budget) {
        String key = StoreKey.of(userId);
        List<AuditEvent> all = new ArrayList<>();
        budget.within(events)
                .find(Filters.and(Filters.gte("_id", key + DIVIDER), Filters.lt("_id", key + (char) (DIVIDER + 1))))
                .sort(Sorts.ascending("_id"))
                .forEach(event -> all.add(Revision.event(event)));
        return all;
    }

    private static String id(String userId, long revision) {
        return StoreKey.of(userId) + DIVIDER + String.format(Locale.ROOT, "%019d", revision);
    }
}
