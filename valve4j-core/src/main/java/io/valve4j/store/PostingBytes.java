package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import java.util.List;

/**
 * What a step drew, as bytes, for stores that remember steps. The form is versioned, as that of {@link SubscriptionBytes}, and nothing
 * is lost.
 */
public final class PostingBytes {

    private PostingBytes() {}

    /** The bytes of postings. */
    public static byte[] of(List<Posting> postings) {
        return VersionedBytes.write(
                Checks.notNull("the postings", postings),
                (out, all) -> out.list(all, (to, posting) -> {
                    to.text(posting.key().quota());
                    to.text(posting.key().grant());
                    to.number(posting.key().windowStartMillis());
                    to.number(posting.key().generation());
                    to.number(posting.amount());
                    to.optional(posting.end(), ValueWriter::instant);
                }));
    }

    /**
     * The postings that were written.
     *
     * @throws IllegalStateException if the bytes are broken, or of a format that is not known
     */
    public static List<Posting> postings(byte[] bytes) {
        return VersionedBytes.read(
                "what a stored step drew",
                Checks.notNull("the bytes", bytes),
                in -> List.copyOf(in.list(from -> new Posting(
                        new CounterKey(from.text(), from.text(), from.number(), from.number()),
                        from.number(),
                        from.optional(ValueReader::instant)))));
    }
}
