package io.valve4j.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.valve4j.engines.MongoEngine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.Posting;
import io.valve4j.store.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent to the server, and how often. */
class RoundTripsTest {

    private final List<BsonDocument> sent = new CopyOnWriteArrayList<>();
    private final MongoClient client = MongoClients.create(MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(MongoEngine.shared().uri()))
            .addCommandListener(new CommandListener() {
                @Override
                public void commandStarted(CommandStartedEvent event) {
                    sent.add(event.getCommand().clone());
                }
            })
            .build());
    private final MongoStore store = MongoStore.open(client.getDatabase("valve4j-test"), TestDatabase.fresh());
    private final String user = Samples.newUser();

    @BeforeEach
    void the_counter_is_there() {
        charge(1);
        sent.clear();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private void charge(long amount) {
        assertThat(store.charge(Samples.charge(user, amount, 1_000))).isInstanceOf(ChargeResult.Admitted.class);
    }

    private void refund(long amount) {
        List<Posting> postings = List.of(new Posting(Samples.CALLS, amount, Samples.END));
        store.settle(new Settlement.Refund(UUID.randomUUID(), user, postings, null));
    }

    private List<String> commands() {
        List<String> names = sent.stream().map(BsonDocument::getFirstKey).toList();
        sent.clear();
        return names;
    }

    @Test
    void a_plain_charge_is_one_update_that_waits_for_the_majority() {
        charge(5);
        assertThat(sent.get(0).getDocument("writeConcern").getString("w").getValue())
                .isEqualTo("majority");
        assertThat(commands()).containsExactly("findAndModify");
    }

    @Test
    void a_charge_after_a_refund_looks_once_and_the_next_ones_know() {
        charge(9);
        refund(7);
        commands();
        charge(2);
        assertThat(commands()).containsExactly("findAndModify", "aggregate", "findAndModify");
        charge(2);
        charge(1);
        charge(4);
        charge(1);
        assertThat(commands()).containsOnly("findAndModify").hasSize(4);
        assertThat(store.counters(user, List.of(Samples.CALLS)).get(0).peak()).isEqualTo(13);
    }

    @Test
    void a_refusal_and_a_replay_look_once_and_write_nothing() {
        assertThat(store.charge(Samples.charge(user, 1_000, 1_000))).isInstanceOf(ChargeResult.Refused.class);
        assertThat(commands()).containsExactly("findAndModify", "aggregate");
    }

    @Test
    void a_refund_reads_and_writes_and_a_change_of_a_subscription_copies_the_event_before_it_besides() {
        refund(1);
        assertThat(commands()).containsExactly("aggregate", "update");
        Samples.save(store, user, 1);
        assertThat(commands()).as("there is no event before the first").containsExactly("aggregate", "update");
        Samples.save(store, user, 2);
        assertThat(commands()).containsExactly("aggregate", "insert", "update");
    }

    @Test
    void what_decides_is_read_as_the_majority_has_it_at_this_moment() {
        store.counters(user, List.of(Samples.CALLS));
        assertThat(sent.get(0).getDocument("readConcern").getString("level").getValue())
                .isEqualTo("linearizable");
        assertThat(commands()).containsExactly("aggregate");
    }

    @Test
    void a_counter_on_which_a_hold_takes_room_is_written_with_the_whole_document_until_the_hold_ends() {
        Duration aMoment = Duration.ofNanos(1);
        store.charge(Samples.charge(user, 1, 1_000, null, aMoment));
        commands();
        charge(1);
        assertThat(commands()).containsExactly("findAndModify", "aggregate", "update");
        charge(1);
        assertThat(commands()).as("the lapsed hold is out of the way").containsExactly("findAndModify");
    }

    @Test
    void the_last_ids_are_remembered_and_no_more() {
        for (int i = 0; i < 300; i++) {
            charge(1);
        }
        BsonDocument document = client.getDatabase("valve4j-test")
                .getCollection(sent.get(0).getString("findAndModify").getValue(), BsonDocument.class)
                .find()
                .first();
        assertThat(document).isNotNull();
        assertThat(document.getArray("ids")).hasSize(Account.MOST_IDS);
        assertThat(AccountFormatTest.bytes(document)).hasSizeLessThan(20_000);
    }
}
