package io.valve4j;

import static io.valve4j.task.TaskOptions.DEFAULT;
import static io.valve4j.task.TaskOptions.waitUpTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Quota;
import io.valve4j.task.FailurePlan;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nonsense is refused on the spot, with a message that says what, which value, and what is allowed. */
class BadInputTest {

    private static final String LONG = "x".repeat(10_000);
    private static final String CUT = "\"" + "x".repeat(60) + "…\"";
    private static final ValveManager VALVE = ValveManager.builder()
            .time(new ManualTime())
            .executor(Runnable::run)
            .callbackExecutor(Runnable::run)
            .build();
    private static final Limiter ADA = VALVE.limiter("ada");

    private static Arguments row(String message, ThrowingCallable call) {
        return Arguments.of(message, call);
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                row("the resource's workers must be between 1 and 1000000, but was 0", () -> api().workers(0)),
                row("the resource's workers must be between 1 and 1000000, but was -1", () -> api().workers(-1)),
                row(
                        "the resource's workers must be between 1 and 1000000, but was 2147483647",
                        () -> api().workers(Integer.MAX_VALUE)),
                row("the resource's queue must be between 0 and 1000000000, but was -1", () -> api().queue(-1)),
                row(
                        "the resource's queue must be between 0 and 1000000000, but was 2147483647",
                        () -> api().queue(Integer.MAX_VALUE)),
                row("the weight must be between 1 and 1000000, but was 0", () -> Terms.weight(0)),
                row("the weight must be between 1 and 1000000, but was -7", () -> Terms.weight(-7)),
                row("the weight must be between 1 and 1000000, but was 1000001", () -> Terms.weight(1_000_001)),
                row("the user's workers must be between 1 and 2147483647, but was 0", () -> Terms.EQUAL.workers(0)),
                row("the user's queue must be between 0 and 1000000000, but was -1", () -> Terms.EQUAL.queue(-1)),
                row("the user's queue must be between 0 and 1000000000, but was -2", () -> Terms.EQUAL.queue(-2)),
                row("the cost must be between 1 and 1000000000, but was 0", () -> DEFAULT.cost(0)),
                row("the cost must be between 1 and 1000000000, but was -1", () -> DEFAULT.cost(-1)),
                row(
                        "the cost must be between 1 and 1000000000, but was 9223372036854775807",
                        () -> DEFAULT.cost(Long.MAX_VALUE)),
                row("the cost in \"tokens\" must be at least 1, but was 0", () -> DEFAULT.cost("tokens", 0)),
                row(
                        "the cost in \"tokens\" must be at least 1, but was -9223372036854775808",
                        () -> DEFAULT.cost("tokens", Long.MIN_VALUE)),
                row(
                        "the costs by meter must not name \"calls\", which is the cost itself, but did with 5: use"
                                + " cost(5)",
                        () -> new TaskOptions(
                                "t",
                                Duration.ZERO,
                                Optional.empty(),
                                1,
                                Map.of("calls", 5L),
                                FailurePlan.DEFAULT,
                                Optional.empty())),
                row("the wait must be zero or more, but was PT-1S", () -> waitUpTo(Duration.ofSeconds(-1))),
                row(
                        "the wait must be zero or more, but was PT-0.000000001S",
                        () -> DEFAULT.waiting(Duration.ofNanos(-1))),
                row(
                        "the deadline must be more than zero and at most 100 years, but was PT0S",
                        () -> DEFAULT.deadline(Duration.ZERO)),
                row(
                        "the deadline must be more than zero and at most 100 years, but was PT2562047788015215H30M7S",
                        () -> DEFAULT.deadline(Duration.ofSeconds(Long.MAX_VALUE))),
                row(
                        "the limit of quota \"calls-per-day\" must be 0, which blocks, or more, but was -1",
                        () -> Quota.perDay(-1)),
                row(
                        "the staleness must be more than zero and at most 100 years, but was PT0S",
                        () -> ValveManager.builder().staleness(Duration.ZERO)),
                row(
                        "the most platform threads must be between 1 and 100000, but was 0",
                        () -> ValveManager.builder().mostPlatformThreads(0)),
                row("the timeout must be zero or more, but was PT-1S", () -> VALVE.shutdown(Duration.ofSeconds(-1))),
                row(
                        "the timeout must be zero or more, but was PT-1S",
                        () -> VALVE.drain("api", Duration.ofSeconds(-1))),
                row(
                        "no shared resource \"api\" is registered; registered are none",
                        () -> VALVE.drain("api", Duration.ZERO)),
                row(
                        "profile \"pro\" has a resource \"api\" already: one profile reaches a resource once",
                        () -> pro().shared("api").shared("api", Terms.weight(2))),
                row(
                        "profile \"pro\" has a quota \"calls-per-day\" already: give one of them another name with"
                                + " named(…)",
                        () -> pro().quota(Quota.perDay(1)).quota(Quota.perDay(2))),
                row(
                        "profile \"pro\" has a quota \"calls-per-day\" already: give one of them another name with"
                                + " named(…)",
                        () -> new Profile("pro", Map.of(), List.of(Quota.perDay(1), Quota.perDay(2)))),
                row(
                        "profile \"pro\" must list resource \"api\" under its own name, but does so under \"gpu\"",
                        () -> new Profile(
                                "pro", Map.of("gpu", new Profile.Access.Shared("api", Terms.EQUAL)), List.of())),
                row(
                        "a dedicated resource must be made by Resource.each(), but \"api\" is a shared one: give it as"
                                + " shared(\"name\"), and register it",
                        () -> pro().dedicated(api())),
                row("the number of the profile's quotas must be between 0 and 100, but was 101", () -> {
                    Profile many = pro();
                    for (int i = 0; i < 101; i++) {
                        many = many.quota(Quota.perDay(1).named("quota-" + i));
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource
    void outOfRange(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static Resource api() {
        return Resource.named("api");
    }

    private static Profile pro() {
        return Profile.named("pro");
    }

    /** Everything that takes a name, and what it calls it. */
    private static Map<String, Function<String, Object>> names() {
        Map<String, Function<String, Object>> names = new LinkedHashMap<>();
        names.put("the resource's name", Resource::named);
        names.put("the profile's name", Profile::named);
        names.put("the shared resource's name", name -> pro().shared(name));
        names.put("the user's id", VALVE::limiter);
        names.put("the task's name", DEFAULT::named);
        names.put("the meter", name -> DEFAULT.cost(name, 1));
        names.put("the quota's name", name -> Quota.perDay(1).named(name));
        names.put("the quota's meter", name -> Quota.perDay(1).of(name));
        return names;
    }

    static Stream<Arguments> badNames() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("", " must not be blank, but was \"\"");
        values.put(" \t\n", " must not be blank, but was \" \\u0009\\u000a\"");
        values.put("x".repeat(513), " must have at most 512 characters, but has 513: " + CUT);
        values.put(LONG, " must have at most 512 characters, but has 10000: " + CUT);
        return names().entrySet().stream()
                .flatMap(what -> values.entrySet().stream()
                        .map(value -> row(
                                what.getKey() + value.getValue(),
                                () -> what.getValue().apply(value.getKey()))));
    }

    @ParameterizedTest
    @MethodSource
    void badNames(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void names_of_exactly_the_longest_length_and_of_any_script_are_accepted() {
        names().forEach((what, call) -> {
            // A meter is part of its quota's name, unless that is given.
            int longest = what.equals("the quota's meter") ? 504 : 512;
            assertThat(call.apply("x".repeat(longest))).as(what).isNotNull();
            assertThat(call.apply("ユーザー\u0000'; DROP TABLE--")).as(what).isNotNull();
        });
    }

    static Stream<Arguments> nulls() {
        return Stream.concat(
                names().entrySet().stream()
                        .map(what -> row(
                                what.getKey() + " must not be null",
                                () -> what.getValue().apply(null))),
                Stream.of(
                        row("the resource's rate must not be null", () -> api().rate(null)),
                        row("the user's rate must not be null", () -> Terms.EQUAL.rate(null)),
                        row("the terms must not be null", () -> pro().shared("api", null)),
                        row("the dedicated resource must not be null", () -> pro().dedicated(null)),
                        row("the quota must not be null", () -> pro().quota(null)),
                        row("the wait must not be null", () -> waitUpTo(null)),
                        row("the deadline must not be null", () -> DEFAULT.deadline(null)),
                        row(
                                "the store must not be null",
                                () -> ValveManager.builder().store(null)),
                        row(
                                "the time source must not be null",
                                () -> ValveManager.builder().time(null)),
                        row(
                                "the executor must not be null",
                                () -> ValveManager.builder().executor(null)),
                        row(
                                "the callback executor must not be null",
                                () -> ValveManager.builder().callbackExecutor(null)),
                        row(
                                "the staleness must not be null",
                                () -> ValveManager.builder().staleness(null)),
                        row("the definitions must not be null", () -> VALVE.register((Definition[]) null)),
                        row("the definition must not be null", () -> VALVE.register((Definition) null)),
                        row("the definition must not be null", () -> VALVE.replace(api(), null)),
                        row("the profile's name must not be null", () -> VALVE.limiter(null, "ada")),
                        row("the user's id must not be null", () -> VALVE.limiter("pro", null)),
                        row("the timeout must not be null", () -> VALVE.shutdown(null)),
                        row("the resource's name must not be null", () -> VALVE.drain(null, Duration.ZERO)),
                        row("the resource's name must not be null", () -> ADA.on(null)),
                        row("the task must not be null", () -> ADA.submit(null)),
                        row("the task must not be null", () -> ADA.run(null)),
                        row("the options must not be null", () -> ADA.submit(() -> 1, null)),
                        row("the options must not be null", () -> ADA.run(() -> {}, null)),
                        row("the options must not be null", () -> ADA.acquire((TaskOptions) null)),
                        row("the wait must not be null", () -> ADA.acquire((Duration) null)),
                        row("the options must not be null", () -> ADA.acquireAsync((TaskOptions) null)),
                        row("the options must not be null", () -> ADA.tryAcquire(null)),
                        row("the options must not be null", () -> ADA.tryTake(null)),
                        row("the options must not be null", () -> ADA.take(null)),
                        row("the options must not be null", () -> ADA.peek(null))));
    }

    @ParameterizedTest
    @MethodSource
    void nulls(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(message);
    }

    @Test
    void null_options_are_refused_on_the_short_way_of_try_take_as_well() {
        ValveManager valve = ValveManager.builder().time(new ManualTime()).build();
        valve.register(pro().dedicated(Resource.each()));
        Limiter bob = valve.limiter("pro", "bob");
        assertThat(bob.tryTake()).isTrue();
        assertThatThrownBy(() -> bob.tryTake(null)).hasMessage("the options must not be null");
    }

    @Test
    void a_list_of_registered_names_in_a_message_is_bounded() {
        ValveManager valve = ValveManager.builder().time(new ManualTime()).build();
        valve.register(IntStream.range(100, 200)
                .mapToObj(i -> Resource.named("resource-" + i))
                .toArray(Definition[]::new));
        assertThatThrownBy(() -> valve.drain("gpu", Duration.ZERO))
                .hasMessageContaining("\"resource-100\", ")
                .hasMessageEndingWith("\"resource-119\", …");
    }

    @Test
    void a_wait_of_for_ever_and_beyond_is_for_ever() {
        assertThat(waitUpTo(Duration.ofSeconds(Long.MAX_VALUE)).maxWait()).isEqualTo(TaskOptions.FOREVER);
    }
}
