package io.valve4j.jdbc;

import io.valve4j.task.DeadLetter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Dead letters as bytes, without the task itself. The form is versioned; texts are any characters. */
final class LetterBytes {

    private static final int VERSION = 1;

    private LetterBytes() {}

    static byte[] of(DeadLetter letter) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(VERSION);
            text(out, letter.id());
            text(out, letter.origin().user());
            text(out, letter.origin().profile());
            text(out, letter.origin().resource());
            out.writeBoolean(letter.origin().subscribed());
            write(out, letter.job());
            text(out, letter.failure().type());
            text(out, letter.failure().message());
            out.writeInt(letter.failure().attempts());
            instant(out, letter.failure().submittedAt());
            instant(out, letter.failure().failedAt());
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
    }

    private static void write(DataOutputStream out, DeadLetter.Job job) throws IOException {
        text(out, job.name());
        out.writeBoolean(job.payload().isPresent());
        text(out, job.payload().orElse(""));
        out.writeLong(job.calls());
        out.writeInt(job.units().size());
        for (Map.Entry<String, Long> entry : job.units().entrySet()) {
            text(out, entry.getKey());
            out.writeLong(entry.getValue());
        }
        out.writeBoolean(job.charged());
    }

    /**
     * The letter that was written.
     *
     * @throws IllegalStateException if the bytes are broken, or of a format that is not known
     */
    static DeadLetter letter(byte[] bytes) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalStateException("a stored dead letter has format " + version
                        + ", but this version of valve4j knows only format " + VERSION + ": upgrade valve4j");
            }
            String id = text(in);
            DeadLetter.Origin origin = new DeadLetter.Origin(text(in), text(in), text(in), in.readBoolean());
            DeadLetter.Job job = job(in);
            DeadLetter.Failure failure =
                    new DeadLetter.Failure(text(in), text(in), in.readInt(), instant(in), instant(in));
            return new DeadLetter(id, origin, job, failure, Optional.empty());
        } catch (IOException | IllegalArgumentException broken) {
            throw new IllegalStateException(
                    "a stored dead letter is broken: " + bytes.length + " bytes that are no such thing", broken);
        }
    }

    private static DeadLetter.Job job(DataInputStream in) throws IOException {
        String name = text(in);
        boolean hasPayload = in.readBoolean();
        String payload = text(in);
        long calls = in.readLong();
        Map<String, Long> units = new HashMap<>();
        for (int rest = in.readInt(); rest > 0; rest--) {
            units.put(text(in), in.readLong());
        }
        return new DeadLetter.Job(
                name, hasPayload ? Optional.of(payload) : Optional.empty(), calls, units, in.readBoolean());
    }

    private static void text(DataOutputStream out, String value) throws IOException {
        out.writeInt(value.length());
        out.writeChars(value);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(in.readChar());
        }
        return text.toString();
    }

    private static void instant(DataOutputStream out, Instant value) throws IOException {
        out.writeLong(value.getEpochSecond());
        out.writeInt(value.getNano());
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }
}
