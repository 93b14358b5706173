package io.valve4j.examples.gateway;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Passes questions on. The valve stands before it: a request that arrives here has its user's permit. */
@RestController
class AskController {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Downstream downstream;

    AskController(Downstream downstream) {
        this.downstream = downstream;
    }

    @GetMapping("/ask/{question}")
    String ask(@PathVariable("question") String question) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(downstream.uri(question)).build(), BodyHandlers.ofString())
                .body();
    }
}
