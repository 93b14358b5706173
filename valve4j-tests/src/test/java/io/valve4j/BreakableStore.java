package io.valve4j;

import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A store of which parts break on request. */
final class BreakableStore extends ForwardingStore {

    private final Set<Part> broken = EnumSet.noneOf(Part.class);
    private RuntimeException failure = new RuntimeException("no route to host");

    /** What can break by itself. */
    enum Part {
        NOW,
        FIND,
        CHARGE,
        SAVE,
        AUDIT
    }

    BreakableStore(ValveStore behind) {
        super(behind);
    }

    void breakDown(Part... parts) {
        broken.addAll(List.of(parts));
    }

    void mend() {
        broken.clear();
    }

    /** What broken parts throw. */
    RuntimeException failure() {
        return failure;
    }

    void failWith(RuntimeException next) {
        failure = next;
    }

    private void ask(Part part) {
        if (broken.contains(part)) {
            throw failure;
        }
    }

    @Override
    public Instant now() {
        ask(Part.NOW);
        return super.now();
    }

    @Override
    public Optional<Subscription> find(String userId) {
        ask(Part.FIND);
        return super.find(userId);
    }

    @Override
    public ChargeResult charge(Charge charge) {
        ask(Part.CHARGE);
        return super.charge(charge);
    }

    @Override
    public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        ask(Part.SAVE);
        return super.save(next, expectedRevision, event);
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        ask(Part.AUDIT);
        return super.audit(userId);
    }
}
