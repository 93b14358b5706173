package io.valve4j.mongodb;

import static io.valve4j.mongodb.Samples.save;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import io.valve4j.store.TransientStoreException;
import io.valve4j.subscription.AuditEvent;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** A change and its event are one write; the event is copied later. Whoever dies in between loses nothing and doubles nothing. */
class OutboxTest {

    private static final MongoDatabase DATABASE = TestDatabase.get();
    private static final MongoOptions OPTIONS = TestDatabase.fresh();

    private final String user = Samples.newUser();
    private final MongoStore store = MongoStore.open(DATABASE, OPTIONS);

    private List<Long> revisions() {
        return store.audit(user).stream().map(AuditEvent::revision).toList();
    }

    private MongoStore dying(int write, boolean done) {
        return MongoStore.open(BrokenOnce.at(DATABASE, write, done), OPTIONS);
    }

    @Test
    void the_last_event_is_in_the_audit_before_it_is_copied() {
        save(store, user, 1);
        assertThat(revisions()).containsExactly(1L);
        assertThat(copies()).isZero();
        save(store, user, 2);
        assertThat(revisions()).containsExactly(1L, 2L);
        assertThat(copies()).isOne();
    }

    private long copies() {
        return DATABASE.getCollection(OPTIONS.collection() + "_audit").countDocuments(new Document("user", user));
    }

    @Test
    void who_dies_before_the_copy_has_changed_nothing_and_the_next_one_goes_on() {
        save(store, user, 1);
        assertThatThrownBy(() -> save(dying(1, false), user, 2)).isInstanceOf(TransientStoreException.class);
        assertThat(revisions()).containsExactly(1L);
        assertThat(save(store, user, 2)).isTrue();
        assertThat(revisions()).containsExactly(1L, 2L);
    }

    @Test
    void who_dies_between_copy_and_change_leaves_the_event_there_once() {
        save(store, user, 1);
        assertThatThrownBy(() -> save(dying(1, true), user, 2)).isInstanceOf(TransientStoreException.class);
        assertThat(copies()).isOne();
        assertThat(revisions()).containsExactly(1L);
        assertThat(save(store, user, 2)).isTrue();
        assertThat(revisions()).containsExactly(1L, 2L);
    }

    @Test
    void a_change_whose_answer_was_lost_is_known_to_be_made_even_if_others_have_gone_on_since() {
        save(store, user, 1);
        MongoStore lost = MongoStore.open(
                BrokenOnce.at(DATABASE, 2, true, () -> {
                    save(store, user, 3);
                    save(store, user, 4);
                }),
                OPTIONS);
        assertThat(save(lost, user, 2, "mine")).isTrue();
        assertThat(store.audit(user).get(1).detail()).isEqualTo("mine");
        assertThat(revisions()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_change_that_was_never_made_is_not_taken_for_the_one_that_somebody_else_made() {
        save(store, user, 1);
        MongoStore lost =
                MongoStore.open(BrokenOnce.at(DATABASE, 2, false, () -> save(store, user, 2, "theirs")), OPTIONS);
        assertThat(save(lost, user, 2, "mine")).isFalse();
        assertThat(store.audit(user).get(1).detail()).isEqualTo("theirs");
        assertThat(revisions()).containsExactly(1L, 2L);
    }
}
