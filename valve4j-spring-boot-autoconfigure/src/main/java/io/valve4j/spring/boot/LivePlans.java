package io.valve4j.spring.boot;

import io.valve4j.Definition;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.config.Plans;
import io.valve4j.config.PlansReader;
import io.valve4j.config.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * What {@code valve4j.resources}, {@code valve4j.profiles} and {@code valve4j.users} say, and a manager that follows it.
 *
 * <p>Where Spring Cloud is, {@link #refresh} is called whenever it tells of properties that have changed. Others call it
 * themselves once they have changed the environment. Thread-safe.
 */
public final class LivePlans {

    private static final Logger LOG = LoggerFactory.getLogger(LivePlans.class);
    private static final String[] OTHERS = {"store", "shutdown", "http"};

    private final Environment environment;
    private final List<Definition> more;
    private final Map<String, Definition> registered = new HashMap<>();
    private volatile Plans plans;
    private @Nullable ValveManager valve;

    /**
     * Reads what the environment says.
     *
     * @param more what is registered beside it
     * @throws InvalidPlansException if it cannot be meant
     */
    LivePlans(Environment environment, List<Definition> more) {
        this.environment = environment;
        this.more = List.copyOf(more);
        plans = read(environment);
    }

    /**
     * Registers everything with a manager, which follows from then on. Done for the auto-configured one; to be called for one that
     * an application builds itself.
     *
     * @throws IllegalArgumentException if a name is there already, or a profile shares a resource that is not there
     * @throws IllegalStateException if there is a manager already
     */
    public synchronized void drive(ValveManager manager) {
        if (valve != null) {
            throw new IllegalStateException("a manager follows these plans already: there is one for an application");
        }
        manager.register(
                Stream.concat(Stream.of(plans.definitions()), more.stream()).toArray(Definition[]::new));
        note(List.of(plans.definitions()));
        valve = manager;
    }

    /** What is in force. */
    public Plans current() {
        return plans;
    }

    /** Whether a manager follows. */
    synchronized boolean followed() {
        return valve != null;
    }

    /**
     * Reads the environment again and brings the manager to what it says now, while work runs: {@link ValveManager#replace} for
     * what is different, {@link ValveManager#register} for what is new. What is no longer there stays until the next start, since
     * somebody may be using it; a warning tells of it.
     *
     * @throws InvalidPlansException if it cannot be meant; the manager is as it was
     * @throws IllegalArgumentException if the manager refuses what is new, and is as it was; or what is different, such as a
     *     resource that was drained, and has only what is new
     * @throws IllegalStateException if no manager follows yet
     */
    public synchronized void refresh() {
        ValveManager manager = valve;
        if (manager == null) {
            throw new IllegalStateException("no manager follows these plans yet: call drive(manager) first");
        }
        Plans next = read(environment);
        Set<String> gone = new LinkedHashSet<>(registered.keySet());
        List<Definition> added = new ArrayList<>();
        List<Definition> changed = new ArrayList<>();
        for (Definition definition : next.definitions()) {
            Definition old = registered.get(kindAndName(definition));
            gone.remove(kindAndName(definition));
            if (old == null) {
                added.add(definition);
            } else if (!old.equals(definition)) {
                changed.add(definition);
            }
        }
        manager.register(added.toArray(Definition[]::new));
        note(added);
        manager.replace(changed.toArray(Definition[]::new));
        note(changed);
        plans = next;
        if (!gone.isEmpty()) {
            LOG.warn("{} stay until the next start, though the properties do not name them any more", gone);
        }
        LOG.info("the valve follows its properties: {} added, {} changed", names(added), names(changed));
    }

    private static List<String> names(List<Definition> definitions) {
        return definitions.stream().map(Definition::name).toList();
    }

    private void note(List<Definition> definitions) {
        definitions.forEach(definition -> registered.put(kindAndName(definition), definition));
    }

    private static String kindAndName(Definition definition) {
        return (definition instanceof Resource ? "resource " : "profile ") + definition.name();
    }

    private static Plans read(Environment environment) {
        Reading reading = PlansReader.readPart(PropertyTree.of(environment), OTHERS);
        if (reading instanceof Reading.Mistaken mistaken) {
            throw new InvalidPlansException(mistaken.mistakes());
        }
        return ((Reading.Sound) reading).plans();
    }
}
