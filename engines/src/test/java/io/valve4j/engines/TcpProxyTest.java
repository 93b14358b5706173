package io.valve4j.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {

    private ServerSocket engine;
    private TcpProxy proxy;

    @BeforeEach
    void open() throws IOException {
        engine = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        proxy = TcpProxy.to(engine.getInetAddress().getHostAddress(), engine.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        engine.close();
    }

    private Socket client() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    @Test
    void what_is_sent_comes_through_in_both_directions() throws IOException {
        try (Socket client = client();
                Socket server = engine.accept()) {
            client.getOutputStream().write(7);
            assertThat(server.getInputStream().read()).isEqualTo(7);
            server.getOutputStream().write(8);
            assertThat(client.getInputStream().read()).isEqualTo(8);
        }
    }

    @Test
    void frozen_it_takes_everything_and_lets_nothing_through_until_it_is_thawed() throws IOException {
        try (Socket client = client();
                Socket server = engine.accept()) {
            proxy.freeze();
            client.getOutputStream().write(7);
            server.setSoTimeout(50);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            proxy.thaw();
            server.setSoTimeout(0);
            assertThat(server.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void cut_connections_end_on_both_sides_and_new_ones_can_be_made() throws IOException {
        try (Socket client = client();
                Socket server = engine.accept()) {
            client.getOutputStream().write(7);
            assertThat(server.getInputStream().read()).isEqualTo(7);
            proxy.cut();
            assertThat(ended(client)).isTrue();
            assertThat(ended(server)).isTrue();
        }
        what_is_sent_comes_through_in_both_directions();
    }

    @Test
    void a_request_that_is_lost_does_not_reach_the_engine_and_an_answer_does_not_reach_the_client() throws IOException {
        for (TcpProxy.Lost lost : TcpProxy.Lost.values()) {
            try (Socket client = client();
                    Socket server = engine.accept()) {
                proxy.loseNext("EVAL", lost);
                client.getOutputStream().write("PING".getBytes(StandardCharsets.US_ASCII));
                assertThat(server.getInputStream().readNBytes(4)).hasSize(4);
                client.getOutputStream().write("EVAL".getBytes(StandardCharsets.US_ASCII));
                if (lost == TcpProxy.Lost.ANSWER) {
                    assertThat(server.getInputStream().readNBytes(4)).hasSize(4);
                    server.getOutputStream().write(1);
                }
                assertThat(ended(server)).isTrue();
                assertThat(ended(client)).isTrue();
            }
            what_is_sent_comes_through_in_both_directions();
        }
    }

    @Test
    void shut_it_refuses_until_it_is_reopened_at_the_same_port() throws IOException {
        for (int i = 0; i < 100; i++) {
            proxy.shut();
            assertThatThrownBy(this::client).isInstanceOf(ConnectException.class);
            proxy.reopen();
        }
        what_is_sent_comes_through_in_both_directions();
    }

    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }
}
