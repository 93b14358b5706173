package io.valve4j.spring.boot;

import io.valve4j.config.Place;
import io.valve4j.config.Setting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Gathers what an environment says of a valve. A {@code Binder} would stop at the first wrong value, and does not tell where the
 * others are.
 */
final class PropertyTree {

    static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("valve4j");

    /** Below it stand ids of users, which are to be taken as they are, dots and all. */
    private static final ConfigurationPropertyName USERS = PREFIX.append("users");

    private final Environment environment;
    private final PropertySetting root = new PropertySetting("", new Place("the environment", 0));
    private long number;

    private PropertyTree(Environment environment) {
        this.environment = environment;
    }

    static Setting of(Environment environment) {
        PropertyTree tree = new PropertyTree(environment);
        List<ConfigurationPropertySource> weakestFirst = new ArrayList<>();
        ConfigurationPropertySources.get(environment).forEach(weakestFirst::add);
        Collections.reverse(weakestFirst);
        for (ConfigurationPropertySource source : weakestFirst) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream().filter(PREFIX::isAncestorOf).forEach(name -> tree.add(iterable, name));
            }
        }
        return tree.root;
    }

    private void add(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        ConfigurationProperty property = source.getConfigurationProperty(name);
        if (property == null) {
            return;
        }
        Place place = new Place(origin(property), ++number);
        String value = environment.resolvePlaceholders(String.valueOf(property.getValue()));
        int first = PREFIX.getNumberOfElements();
        if (USERS.isAncestorOf(name)) {
            root.child(name.getElement(first, Form.ORIGINAL), false, place, source)
                    .put(user(name), value, place);
            return;
        }
        PropertySetting setting = root;
        for (int i = first; i < name.getNumberOfElements(); i++) {
            setting = setting.child(name.getElement(i, Form.ORIGINAL), name.isNumericIndex(i), place, source);
        }
        setting.set(value, place);
    }

    private static String user(ConfigurationPropertyName name) {
        StringBuilder id = new StringBuilder();
        for (int i = USERS.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
            id.append(id.isEmpty() ? "" : ".").append(name.getElement(i, Form.ORIGINAL));
        }
        return id.toString();
    }

    private static String origin(ConfigurationProperty property) {
        if (property.getOrigin() != null) {
            return property.getOrigin().toString();
        }
        Object source =
                property.getSource() == null ? null : property.getSource().getUnderlyingSource();
        return source instanceof PropertySource<?> named ? named.getName() : "the environment";
    }
}
