package io.valve4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links between pages lead somewhere, and every page can be found. */
class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\[[^\\]\\[]*\\]\\(([^)\\s]+)\\)");

    @Test
    void every_link_leads_to_a_file_and_to_a_heading_in_it() {
        assertThat(Page.all())
                .hasSizeGreaterThan(15)
                .allSatisfy(page -> assertThat(deadLinks(page)).as(page.name()).isEmpty());
    }

    /** The control. */
    @Test
    void a_link_to_nowhere_is_found_out() {
        Page page = new Page(
                Path.of("..", "docs", "page.md"),
                "# A page\n[a](start.md) [b](#a-page) [c](nowhere.md) [d](start.md#nowhere) [e](#nowhere)");
        assertThat(deadLinks(page)).containsExactly("nowhere.md", "start.md#nowhere", "#nowhere");
    }

    @Test
    void the_index_names_every_page() {
        List<String> links = links(Page.named("README.md"));
        assertThat(Page.docs())
                .extracting(Page::name)
                .filteredOn(name -> !name.equals("README.md"))
                .allMatch(links::contains);
    }

    private static List<String> links(Page page) {
        List<String> found = new ArrayList<>();
        Matcher links = LINK.matcher(page.prose());
        while (links.find()) {
            found.add(links.group(1));
        }
        return found;
    }

    private static List<String> deadLinks(Page page) {
        return links(page).stream()
                .filter(link -> !link.matches("https?:.*"))
                .filter(link -> !isAlive(page, link))
                .toList();
    }

    private static boolean isAlive(Page page, String link) {
        String[] fileAndAnchor = link.split("#", 2);
        Path file = fileAndAnchor[0].isEmpty()
                ? page.path()
                : page.path().resolveSibling(fileAndAnchor[0]).normalize();
        if (fileAndAnchor.length == 1) {
            return Files.exists(file);
        }
        Page target = fileAndAnchor[0].isEmpty() ? page : Page.of(file);
        return target.anchors().contains(fileAndAnchor[1]);
    }
}
