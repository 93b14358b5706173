package io.valve4j.cli;

import io.valve4j.task.TaskOptions;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/** Reads what {@link DurationOption} does, and {@code forever}. */
final class WaitOption implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        return text.strip().equalsIgnoreCase("forever") ? TaskOptions.FOREVER : new DurationOption().convert(text);
    }
}
