package io.valve4j.cli;

import io.valve4j.Resource;
import io.valve4j.cli.report.Text;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how many may wait: a number, or {@code unlimited}. */
final class QueueOption implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        if (text.strip().equalsIgnoreCase("unlimited")) {
            return Resource.MAX_QUEUE;
        }
        try {
            int queue = Integer.parseInt(text.strip());
            if (queue >= 0 && queue <= Resource.MAX_QUEUE) {
                return queue;
            }
        } catch (NumberFormatException none) {
            // Said below.
        }
        throw new TypeConversionException("must be unlimited, or a number between 0 and " + Resource.MAX_QUEUE
                + ", but was " + Text.quoted(text));
    }
}
