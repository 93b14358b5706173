package io.valve4j.internal.subscription;

import io.valve4j.subscription.AuditEvent.Action;
import io.valve4j.subscription.Subscription;

/** What is to be saved: the next revision, and what the audit says of it. */
record Change(Subscription next, Action action, String detail) {}
