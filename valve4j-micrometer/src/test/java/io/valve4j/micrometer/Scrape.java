package io.valve4j.micrometer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus finds: names of samples, each with the labels that it was seen with. */
record Scrape(Map<String, Set<String>> labels) {

    private static final Pattern SAMPLE =
            Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"");

    static Scrape of(String exposition) {
        Map<String, Set<String>> found = new HashMap<>();
        Matcher samples = SAMPLE.matcher(exposition);
        while (samples.find()) {
            Set<String> labels = found.computeIfAbsent(samples.group(1), name -> new HashSet<>());
            if (samples.group(2) != null) {
                Matcher each = LABEL.matcher(samples.group(2));
                while (each.find()) {
                    labels.add(each.group(1));
                }
            }
        }
        return new Scrape(found);
    }
}
