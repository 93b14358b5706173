package io.valve4j.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.valve4j.quota.Window.Span;
import io.valve4j.subscription.AuditEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StoreValuesTest {

    private static final Span ALWAYS = new Span(Instant.EPOCH, null);
    private static final CounterKey KEY = new CounterKey("calls-per-day", 0, 0);
    private static final ChargeLine LINE = new ChargeLine(KEY, 1, 10, null);
    private static final String LONG = "x".repeat(10_000);

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void refuses_nonsense(String what, Class<? extends Throwable> type, String message, ThrowingCallable call) {
        assertThatThrownBy(call).as(what).isInstanceOf(type).hasMessageContaining(message);
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                row("blank quota", "the counter's quota must not be blank", () -> new CounterKey("", 0, 0)),
                row("long quota", "but has 10000", () -> new CounterKey(LONG, 0, 0)),
                row("negative generation", "but was -1", () -> new CounterKey("q", 0, -1)),
                row("amount 0", "the charged amount must be at least 1, but was 0", () -> line(0, 1)),
                row("negative amount, which would mint", "at least 1, but was -5", () -> line(-5, 1)),
                row("negative limit", "the pool's limit must be at least 0, but was -1", () -> line(1, -1)),
                row("blank user", "the user's id must not be blank", () -> charge("\t", 0, List.of(LINE))),
                row("long user", "but has 10000", () -> charge(LONG, 0, List.of(LINE))),
                row("negative revision", "the expected revision", () -> charge("ada", -1, List.of(LINE))),
                row("no line", "at least one line", () -> charge("ada", 0, List.of())),
                row(
                        "two lines for one counter",
                        "names one of \"calls-per-day\" twice",
                        () -> charge("ada", 0, List.of(LINE, LINE))),
                row("blank actor", "the actor must not be blank", () -> event(" ", "")),
                row("long actor", "but has 10000", () -> event(LONG, "")),
                row("blank reason", "the reason must not be blank", () -> event("ops", " ")),
                row("long reason", "but has 10000", () -> event("ops", LONG)),
                missing("quota", "the counter's quota", () -> new CounterKey(null, 0, 0)),
                missing("key", "the pool's counter", () -> new ChargeLine(null, 1, 1, null)),
                missing("user", "the user's id", () -> charge(null, 0, List.of(LINE))),
                missing("lines", "the charge's lines", () -> charge("ada", 0, null)),
                missing("id", "the charge's id", () -> new Charge(null, "ada", 0, ALWAYS, List.of(LINE))),
                missing(
                        "validity",
                        "the charge's validity",
                        () -> new Charge(new UUID(0, 0), "ada", 0, null, List.of(LINE))),
                missing("refund's id", "the refund's id", () -> new Settlement.Refund(null, "ada", List.of(), null)),
                missing("time source", "the store's time source", () -> new InMemoryStore(null)),
                missing("actor", "the actor", () -> event(null, "")),
                missing("reason", "the reason", () -> event("ops", null)));
    }

    private static ChargeLine line(long amount, long limit) {
        return new ChargeLine(KEY, amount, limit, null);
    }

    private static Charge charge(String user, long revision, List<ChargeLine> lines) {
        return new Charge(new UUID(0, 0), user, revision, ALWAYS, lines);
    }

    private static AuditEvent event(String actor, String reason) {
        return new AuditEvent("ada", Instant.EPOCH, AuditEvent.Action.CREATED, 1, "new", actor, reason);
    }

    private static Arguments row(String what, String message, ThrowingCallable call) {
        return arguments(what, IllegalArgumentException.class, message, call);
    }

    private static Arguments missing(String what, String message, ThrowingCallable call) {
        return arguments("missing " + what, NullPointerException.class, message + " must not be null", call);
    }
}
