package io.valve4j.docs;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.ValveRejectedException;
import io.valve4j.quota.Quota;
import java.time.Duration;

public class FirstPlan {

    public static void main(String[] args) {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Resource.named("mail").rate(Rate.perSecond(50)).workers(4).queue(200),
                    Profile.named("trial").shared("mail").quota(Quota.lifetime(3)));
            valve.subscriptions().create("bob", "trial", Duration.ofDays(30));

            Limiter bob = valve.limiter("bob");
            for (int mail = 1; mail <= 4; mail++) {
                String text = "mail " + mail;
                try {
                    System.out.println(bob.submit(() -> text + " sent").join());
                } catch (ValveRejectedException refusal) {
                    System.out.println(refusal.getMessage());
                }
            }
        }
    }
}
