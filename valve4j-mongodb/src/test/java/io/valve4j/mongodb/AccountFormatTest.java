package io.valve4j.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.store.Charge;
import io.valve4j.store.CounterKey;
import io.valve4j.store.Posting;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.junit.jupiter.api.Test;

class AccountFormatTest {

    private static final Instant NANOS = Instant.parse("2026-03-01T12:00:00.123456789Z");

    @Test
    void an_account_comes_back_as_it_was_whatever_the_names_numbers_and_instants() {
        for (String name : NamesTest.NASTY) {
            Account account = new Account(name);
            CounterKey most = new CounterKey(name, Long.MIN_VALUE, Long.MAX_VALUE);
            CounterKey grant = CounterKey.ofGrant(name, name);
            account.counters.put(most, new Counter(1, Long.MAX_VALUE, NANOS));
            account.counters.put(grant, new Counter(Long.MAX_VALUE, Long.MAX_VALUE, null));
            List<Posting> postings =
                    List.of(new Posting(most, Long.MAX_VALUE, Instant.MAX), new Posting(grant, (1L << 53) + 1, null));
            account.holds.add(new Pledge.Hold(UUID.randomUUID(), postings, NANOS));
            account.keys.add(
                    new Pledge.Remembered(new Charge.ReplayKey(name, name), UUID.randomUUID(), postings, Samples.END));
            account.ids.add(new Pledge.Done(UUID.randomUUID(), postings));
            account.ids.add(new Pledge.Done(UUID.randomUUID(), null));
            account.touched = NANOS;

            Account read = AccountFormat.read(sent(AccountFormat.write(account, Samples.NOW)));

            assertThat(read.userId).isEqualTo(name);
            assertThat(read.counters).isEqualTo(account.counters);
            assertThat(read.holds).isEqualTo(account.holds);
            assertThat(read.keys).isEqualTo(account.keys);
            assertThat(read.ids).isEqualTo(account.ids);
            assertThat(read.touched).isEqualTo(NANOS);
        }
    }

    @Test
    void what_cannot_be_read_is_said_to_be_broken_and_where() {
        BsonDocument broken =
                AccountFormat.write(new Account("ada"), Samples.NOW).append("_id", new BsonString("ada"));
        broken.remove("ids");
        assertThatThrownBy(() -> AccountFormat.read(broken))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ada")
                .hasMessageContaining("broken");
    }

    @Test
    void milliseconds_are_rounded_up_so_that_nothing_begins_or_ends_early() {
        assertThat(AccountFormat.ceilMillis(NANOS)).isEqualTo(NANOS.toEpochMilli() + 1);
        assertThat(AccountFormat.ceilMillis(Samples.NOW)).isEqualTo(Samples.NOW.toEpochMilli());
        assertThat(AccountFormat.ceilMillis(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
        assertThat(AccountFormat.ceilMillis(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
    }

    /** Through the bytes in which it travels. */
    static BsonDocument sent(BsonDocument document) {
        return new BsonDocumentCodec()
                .decode(
                        new BsonBinaryReader(ByteBuffer.wrap(bytes(document))),
                        DecoderContext.builder().build());
    }

    static byte[] bytes(BsonDocument document) {
        BasicOutputBuffer buffer = new BasicOutputBuffer();
        new BsonDocumentCodec()
                .encode(
                        new BsonBinaryWriter(buffer),
                        document,
                        EncoderContext.builder().build());
        return buffer.toByteArray();
    }
}
