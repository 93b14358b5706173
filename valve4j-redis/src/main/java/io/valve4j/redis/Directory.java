package io.valve4j.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScanArgs;
import io.valve4j.internal.check.Checks;
import io.valve4j.store.StoreKey;
import io.valve4j.store.SubscriptionBytes;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What goes over several keys, and may take longer than a decision: pages of subscriptions, audits, purges. */
final class Directory {

    private static final int AT_ONCE = 500;

    private final Link link;
    private final Keys keys;
    private final Clock clock;
    private final Duration patience;

    Directory(Link link, Keys keys, Clock clock, Duration patience) {
        this.link = link;
        this.keys = keys;
        this.clock = clock;
        this.patience = patience;
    }

    List<Subscription> list(@Nullable String afterUserId, int most) {
        Checks.between("the most subscriptions to list", most, 1, Integer.MAX_VALUE);
        Deadline deadline = Deadline.in(patience);
        List<Subscription> page = new ArrayList<>();
        Range.Boundary<byte[]> after = afterUserId == null
                ? Range.Boundary.unbounded()
                : Range.Boundary.excluding(Keys.bytes(StoreKey.of(afterUserId)));
        while (page.size() < most) {
            int wanted = Math.min(AT_ONCE, most - page.size());
            List<byte[]> users = users(after, wanted, deadline);
            page.addAll(subscriptions(users, deadline));
            if (users.size() < wanted) {
                break;
            }
            after = Range.Boundary.excluding(users.get(users.size() - 1));
        }
        return List.copyOf(page);
    }

    private List<byte[]> users(Range.Boundary<byte[]> after, int most, Deadline deadline) {
        Range<byte[]> range = Range.from(after, Range.Boundary.unbounded());
        return link.call(
                "for a page of users",
                deadline.nanosLeft(),
                wire -> wire.commands()
                        .zrangebylex(keys.users(), range, Limit.from(most))
                        .toCompletableFuture());
    }

    /** Of those who have one. */
    private List<Subscription> subscriptions(List<byte[]> users, Deadline deadline) {
        List<byte[]> found = all("for a page of subscriptions", users, deadline, user -> {
            byte[] key =
                    keys.ofUserKey(new String(user, StandardCharsets.US_ASCII)).subscription();
            return wire -> wire.commands().get(key).toCompletableFuture();
        });
        List<Subscription> subscriptions = new ArrayList<>(found.size());
        for (byte @Nullable [] bytes : found) {
            if (bytes != null) {
                subscriptions.add(SubscriptionBytes.subscription(bytes));
            }
        }
        return subscriptions;
    }

    List<AuditEvent> audit(String userId) {
        byte[] key = keys.of(userId).audit();
        List<byte[]> events = link.call(
                "for the audit of user " + Checks.quoted(userId),
                patience.toNanos(),
                wire -> wire.commands().lrange(key, 0, -1).toCompletableFuture());
        return events.stream()
                .map(bytes -> SubscriptionBytes.event(Arrays.copyOfRange(bytes, Saving.ID_BYTES, bytes.length)))
                .toList();
    }

    int purge(int most) {
        Checks.between("the most to purge", most, 1, Integer.MAX_VALUE);
        Deadline deadline = Deadline.in(patience);
        ScanArgs matching = ScanArgs.Builder.matches(keys.purged()).limit(AT_ONCE);
        KeyScanCursor<byte[]> cursor =
                scan(deadline, wire -> wire.commands().scan(matching).toCompletableFuture());
        int dropped = purged(cursor.getKeys(), deadline);
        while (!cursor.isFinished() && dropped < most) {
            KeyScanCursor<byte[]> at = cursor;
            cursor = scan(deadline, wire -> wire.commands().scan(at, matching).toCompletableFuture());
            dropped += purged(cursor.getKeys(), deadline);
        }
        return dropped;
    }

    private KeyScanCursor<byte[]> scan(
            Deadline deadline, Function<Wire, CompletableFuture<KeyScanCursor<byte[]>>> command) {
        return link.call("for keys to purge", deadline.nanosLeft(), command);
    }

    private int purged(List<byte[]> found, Deadline deadline) {
        byte[][] arguments = new Arguments().with(clock.argument()).toArray();
        return all("to purge", found, deadline, key -> {
                    byte[][] userKeys = keys.beside(key).forCounting();
                    return wire -> wire.run(Script.PURGE, userKeys, arguments);
                })
                .stream()
                .mapToInt(answer -> new Answer(answer).code())
                .sum();
    }

    /** Sends one command for each, and waits for all answers. */
    private <T, R> List<R> all(
            String what, List<T> each, Deadline deadline, Function<T, Function<Wire, CompletableFuture<R>>> command) {
        return link.call(what, deadline.nanosLeft(), wire -> {
            List<CompletableFuture<R>> sent = new ArrayList<>(each.size());
            for (T one : each) {
                sent.add(command.apply(one).apply(wire));
            }
            return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                    .thenApply(done -> answers(sent));
        });
    }

    /** May hold nulls: what was not found. */
    private static <R> List<R> answers(List<CompletableFuture<R>> sent) {
        List<R> answers = new ArrayList<>(sent.size());
        sent.forEach(answer -> answers.add(answer.join()));
        return answers;
    }
}
