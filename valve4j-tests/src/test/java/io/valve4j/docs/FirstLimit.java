package io.valve4j.docs;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;

public class FirstLimit {

    public static void main(String[] args) {
        try (ValveManager valve = ValveManager.create()) {
            Rate rate = Rate.perMinute(30).burst(3);
            valve.register(Profile.named("free").dedicated(Resource.each().rate(rate)));

            Limiter ada = valve.limiter("free", "ada");
            for (int call = 1; call <= 4; call++) {
                System.out.println(ada.take().explain());
            }
        }
    }
}
