package io.valve4j.spring.boot;

import io.valve4j.ValveManager;

/** A bean that has a say in how the manager is built, after properties and other beans have had theirs. */
@FunctionalInterface
public interface ValveManagerCustomizer {

    /** Changes the builder. */
    void customize(ValveManager.Builder builder);
}
