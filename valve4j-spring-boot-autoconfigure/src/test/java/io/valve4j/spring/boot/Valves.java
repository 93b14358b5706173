package io.valve4j.spring.boot;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications to try things in. */
public final class Valves {

    private Valves() {}

    /** One with the valve alone. */
    public static ApplicationContextRunner plain() {
        return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ValveAutoConfiguration.class));
    }

    /** One that reads a YAML file on the test class path. */
    public static ApplicationContextRunner reading(String file) {
        return plain().withInitializer(new ConfigDataApplicationContextInitializer())
                .withPropertyValues("spring.config.location=classpath:/" + file);
    }
}
