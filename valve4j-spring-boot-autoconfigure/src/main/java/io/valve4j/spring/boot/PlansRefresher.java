package io.valve4j.spring.boot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;

/** Follows Spring Cloud's word that properties have changed. Its event is known by name, so that it need not be there. */
final class PlansRefresher implements ApplicationListener<ApplicationEvent> {

    static final String EVENT = "org.springframework.cloud.context.environment.EnvironmentChangeEvent";

    private static final Logger LOG = LoggerFactory.getLogger(PlansRefresher.class);

    private final LivePlans plans;

    PlansRefresher(LivePlans plans) {
        this.plans = plans;
    }

    /**
     * What cannot be meant is logged, and the plans stay: whoever publishes the event has others to tell. An
     * application whose own manager does not follow the plans hears nothing of them.
     */
    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event.getClass().getName().equals(EVENT) && plans.followed()) {
            try {
                plans.refresh();
            } catch (InvalidPlansException | IllegalArgumentException refusal) {
                LOG.error(
                        "the valve keeps its plans, since the new properties cannot be meant:\n{}",
                        refusal.getMessage());
            }
        }
    }
}
