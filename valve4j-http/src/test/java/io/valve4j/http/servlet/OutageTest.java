package io.valve4j.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.OutagePolicy;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.TransientStoreException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageTest {

    @TempDir
    Path folder;

    private static final class Down extends ForwardingStore {

        Down() {
            super(new InMemoryStore());
        }

        @Override
        public ChargeResult charge(Charge charge) {
            throw new TransientStoreException("the store is down, on purpose", new IOException("on purpose"));
        }
    }

    @Test
    void while_the_store_is_down_the_profile_says_who_goes_on() throws Exception {
        try (ValveManager valve = ValveManager.builder().store(new Down()).build();
                WebServer server = new WebServer(folder)) {
            Profile closed = Profile.named("closed").dedicated(Resource.each()).quota(Quota.perDay(10));
            valve.register(
                    closed,
                    Profile.named("open")
                            .dedicated(Resource.each())
                            .quota(Quota.perDay(10))
                            .onOutage(OutagePolicy.OPEN));
            server.filter(ValveFilter.builder(valve, RequestUser.header("X-User"))
                            .limiter((request, user) -> valve.limiter(user, user))
                            .build())
                    .servlet("/*", (request, response) -> response.getWriter().print("hello"))
                    .start();

            HttpResponse<String> refused = server.get("/", "closed");
            HttpResponse<String> served = server.get("/", "open");

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValueAsLong("Retry-After")).hasValue(1);
            assertThat(refused.body()).contains("\"reason\":\"STORE_UNAVAILABLE\"");
            assertThat(served.body()).isEqualTo("hello");
        }
    }
}
