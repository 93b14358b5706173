package io.valve4j.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, as tests read it.
 *
 * @param path where it is, seen from this module
 * @param text all of it
 */
record Page(Path path, String text) {

    private static final Path ROOT = Path.of("..");
    private static final Path DOCS = ROOT.resolve("docs");
    private static final Pattern FENCED = Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^#{1,6} (.+)$", Pattern.MULTILINE);

    /** One below docs. */
    static Page named(String name) {
        return of(DOCS.resolve(name));
    }

    static Page readme() {
        return of(ROOT.resolve("README.md"));
    }

    /** Those below docs. */
    static List<Page> docs() {
        return in(DOCS);
    }

    /** Those at the root, and those below docs. */
    static List<Page> all() {
        return Stream.concat(in(ROOT).stream(), docs().stream()).toList();
    }

    private static List<Page> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(Page::of)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Page of(Path path) {
        try {
            return new Page(path, Files.readString(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    /** What stands in fences of a language, in order; the empty one is that of fences which name none. */
    List<String> fenced(String language) {
        List<String> found = new ArrayList<>();
        Matcher blocks = FENCED.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals(language)) {
                found.add(blocks.group(2));
            }
        }
        return found;
    }

    /** All that does not stand in fences. */
    String prose() {
        return FENCED.matcher(text).replaceAll("");
    }

    /** What links can name after a {@code #}: headings in lower case, without punctuation, blanks as dashes. */
    List<String> anchors() {
        return HEADING.matcher(prose())
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
