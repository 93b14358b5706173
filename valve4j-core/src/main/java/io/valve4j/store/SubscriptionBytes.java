package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;

/**
 * Subscriptions and audit events as bytes, for stores that keep them whole. The form is versioned: later versions of valve4j read
 * what earlier ones wrote. Nothing is lost: texts are any characters, numbers have 64 bits, instants their nanoseconds.
 */
public final class SubscriptionBytes {

    private SubscriptionBytes() {}

    /** A subscription's bytes. */
    public static byte[] of(Subscription subscription) {
        return VersionedBytes.write(Checks.notNull("the subscription", subscription), SubscriptionFormat::write);
    }

    /**
     * The subscription that was written.
     *
     * @throws IllegalStateException if the bytes are broken, or of a format that is not known
     */
    public static Subscription subscription(byte[] bytes) {
        return VersionedBytes.read(
                "a stored subscription", Checks.notNull("the bytes", bytes), SubscriptionFormat::read);
    }

    /** An audit event's bytes. */
    public static byte[] of(AuditEvent event) {
        return VersionedBytes.write(Checks.notNull("the audit event", event), SubscriptionFormat::writeEvent);
    }

    /**
     * The audit event that was written.
     *
     * @throws IllegalStateException if the bytes are broken, or of a format that is not known
     */
    public static AuditEvent event(byte[] bytes) {
        return VersionedBytes.read(
                "a stored audit event", Checks.notNull("the bytes", bytes), SubscriptionFormat::readEvent);
    }
}
