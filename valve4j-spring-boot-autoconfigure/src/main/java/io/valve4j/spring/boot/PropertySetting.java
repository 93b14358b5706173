package io.valve4j.spring.boot;

import io.valve4j.config.Place;
import io.valve4j.config.Setting;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Properties as a tree. Filled from the weakest source to the strongest: what a later one says of a value, or of any item of a
 * list, replaces all that an earlier one says of that value or list, and is where a mistake in it stands.
 */
final class PropertySetting implements Setting {

    private final String name;
    private Place place;
    private final Map<String, PropertySetting> children = new LinkedHashMap<>();
    private @Nullable String value;
    private boolean list;
    private @Nullable Object source;

    PropertySetting(String name, Place place) {
        this.name = name;
        this.place = place;
    }

    /** The setting of that name in this one; names are the same if they differ in case and dashes only. */
    PropertySetting child(String childName, boolean indexed, Place where, Object from) {
        boolean otherSource = !Objects.equals(source, from);
        if (value != null || ((list || indexed) && otherSource)) {
            children.clear();
            place = where;
        }
        value = null;
        list = indexed;
        source = from;
        return children.computeIfAbsent(uniform(childName), key -> new PropertySetting(childName, where));
    }

    /** Says what the setting of exactly that name in this one is. */
    void put(String childName, String childValue, Place where) {
        PropertySetting child = new PropertySetting(childName, where);
        child.value = childValue;
        children.put(childName, child);
    }

    private static String uniform(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }

    void set(String next, Place where) {
        children.clear();
        value = next;
        place = where;
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public Kind kind() {
        if (value == null) {
            return list ? Kind.LIST : Kind.MAPPING;
        }
        return value.isEmpty() ? Kind.EMPTY : Kind.TEXT;
    }

    @Override
    public String text() {
        return Objects.requireNonNull(value);
    }

    @Override
    public List<Setting> items() {
        return children.values().stream()
                .sorted(Comparator.comparingInt(child -> Integer.parseInt(child.name)))
                .<Setting>map(child -> child)
                .toList();
    }

    @Override
    public List<Named> entries() {
        return children.values().stream()
                .map(child -> new Named(child.name, child.place, child))
                .toList();
    }
}
