package io.valve4j.mongodb;

import io.valve4j.store.SubscriptionBytes;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * A subscription and the audit event that was saved with it. What counts are the bytes in them; the other fields are for people.
 *
 * @param subscription the part of the user's document that holds it
 * @param event as it stands in the user's document, and later in the collection of all events
 */
record Revision(BsonDocument subscription, BsonDocument event) {

    /**
     * One that is to be saved.
     *
     * @param save names the call, so that it can be told from others that wanted to save the same revision
     */
    static Revision of(Subscription next, AuditEvent event, UUID save) {
        BsonDocument subscription = new BsonDocument("revision", new BsonInt64(next.revision()))
                .append("profile", new BsonString(Names.written(next.tier().profile())))
                .append("startsAt", AccountFormat.instant(next.startsAt()))
                .append("endsAt", AccountFormat.instant(next.endsAt()))
                .append("bytes", new BsonBinary(SubscriptionBytes.of(next)));
        BsonDocument audited = new BsonDocument("user", new BsonString(Names.written(next.userId())))
                .append("revision", new BsonInt64(next.revision()))
                .append("at", AccountFormat.instant(event.at()))
                .append("action", new BsonString(event.action().name()))
                .append("actor", new BsonString(Names.written(event.actor())))
                .append("save", new BsonBinary(save))
                .append("bytes", new BsonBinary(SubscriptionBytes.of(event)));
        return new Revision(subscription, audited);
    }

    long number() {
        return event.getInt64("revision").longValue();
    }

    static UUID save(BsonDocument event) {
        return event.getBinary("save").asUuid();
    }

    static Subscription subscription(BsonDocument subscription) {
        return SubscriptionBytes.subscription(subscription.getBinary("bytes").getData());
    }

    static AuditEvent event(BsonDocument event) {
        return SubscriptionBytes.event(event.getBinary("bytes").getData());
    }
}
