package io.valve4j.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A connection, to one server or to all of a cluster, and what can be sent over it.
 *
 * @param connection shared by all threads, which are answered in turn
 * @param commands sends without waiting
 */
record Wire(StatefulConnection<byte[], byte[]> connection, RedisClusterAsyncCommands<byte[], byte[]> commands) {

    static Wire of(StatefulRedisConnection<byte[], byte[]> connection) {
        return new Wire(connection, connection.async());
    }

    /**
     * Connected to all masters. Lettuce would connect to each when it is first sent something, which a client that rejects
     * what cannot be sent at once would reject. A node that joins later rejects the first, and takes it when it is sent again.
     */
    static Wire of(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        List<CompletableFuture<StatefulRedisConnection<byte[], byte[]>>> masters = connection.getPartitions().stream()
                .filter(node -> node.is(RedisClusterNode.NodeFlag.UPSTREAM))
                .map(RedisClusterNode::getUri)
                .map(uri -> connection.getConnectionAsync(uri.getHost(), uri.getPort()))
                .toList();
        // One that cannot be reached now is no reason to do without the others.
        masters.forEach(master -> master.exceptionally(unreachable -> null).join());
        return new Wire(connection, connection.async());
    }

    /** Runs a script, which is sent whole where the server does not know it (any more). */
    CompletableFuture<List<Object>> run(Script script, byte[][] keys, byte[][] arguments) {
        CompletableFuture<List<Object>> answer = commands.<List<Object>>evalsha(
                        script.digest(), ScriptOutputType.MULTI, keys, arguments)
                .toCompletableFuture();
        return answer.exceptionallyCompose(failure -> Failures.unwrapped(failure) instanceof RedisNoScriptException
                ? commands.<List<Object>>eval(script.text(), ScriptOutputType.MULTI, keys, arguments)
                        .toCompletableFuture()
                : CompletableFuture.failedFuture(failure));
    }

    /** Without waiting: what still waits for an answer fails. */
    @SuppressWarnings("FutureReturnValueIgnored") // whoever gives it up does not care how it ends
    void close() {
        connection.closeAsync();
    }
}
