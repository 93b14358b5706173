package io.valve4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.quota.Usage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The code of the section on leases, run. */
class LeasesSectionTest {

    @Test
    void a_profile_is_charged_on_leases() {
        Profile pro = Profile.named("pro")
                .quota(Quota.perMonth(10_000_000))
                .mode(QuotaMode.leased(1_000, Duration.ofSeconds(5)));
        try (ValveManager valve = ValveManager.create()) {
            valve.register(pro);
            Limiter ada = valve.limiter("pro", "ada");
            for (int i = 0; i < 100; i++) {
                assertThat(ada.tryTake()).isTrue();
            }
            assertThat(ada.usage()).extracting(Usage::used).allMatch(used -> used >= 100);
        }
    }
}
