package io.valve4j.nodes;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Node} as seen from outside. */
final class NodeProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;
    private final Progress progress;

    private NodeProcess(Process process, Progress progress) {
        this.process = process;
        this.progress = progress;
        answers = process.inputReader(StandardCharsets.UTF_8);
        orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a node; it may take a while until it is {@link #ready}. */
    static NodeProcess start(NodeSettings settings) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                Node.class.getName()));
        command.addAll(settings.arguments());
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new NodeProcess(process, Progress.in(settings.progress()));
        } catch (IOException failure) {
            throw new UncheckedIOException("a node cannot be started", failure);
        }
    }

    /** Waits until it takes orders. */
    NodeProcess ready() {
        expect("ready");
        return this;
    }

    /** Gives an order without waiting for the answer. */
    void order(String order) {
        try {
            orders.write(order);
            orders.newLine();
            orders.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException("the node takes no orders", failure);
        }
    }

    String ask(String order) {
        order(order);
        return answer();
    }

    String answer() {
        try {
            String answer = answers.readLine();
            if (answer == null) {
                throw new AssertionError("the node has ended, with exit code " + process.waitFor());
            }
            return answer;
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException("the node does not answer", failure);
        }
    }

    void expect(String answer) {
        String given = answer();
        if (!given.equals(answer)) {
            throw new AssertionError("the node was to answer " + answer + ", but said " + given);
        }
    }

    long count(Progress.Count count) {
        return progress.get(count);
    }

    /** SIGKILL: it does nothing any more, not even close. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends it properly: its manager is closed. */
    void stop() {
        try {
            orders.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("the node's input cannot be closed", failure);
        }
        expect("closed");
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the node does not end");
            }
        } catch (InterruptedException interrupt) {
            throw new IllegalStateException("nobody may interrupt this", interrupt);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
