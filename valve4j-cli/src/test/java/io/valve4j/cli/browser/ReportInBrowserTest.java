package io.valve4j.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import com.microsoft.playwright.options.ColorScheme;
import io.valve4j.cli.Valve;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The page that a replay writes, in a real browser: its charts are drawn, it asks nobody for anything, and names do no harm. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportInBrowserTest {

    private static final String EVIL =
            "</script><img src=x onerror=\"window.harmed=true\"><script>window.harmed=true</script>";

    /** How many canvases have how many differently coloured points, none of them for an empty one. */
    private static final String DRAWN = """
            () => [...document.querySelectorAll('canvas')].map(canvas => {
              const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              const colors = new Set();
              for (let i = 0; i < pixels.length; i += 4)
                if (pixels[i + 3] === 255) colors.add((pixels[i] << 16) + (pixels[i + 1] << 8) + pixels[i + 2]);
              return colors.size;
            })""";

    private static final String WIDTH_BEYOND_SCREEN =
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth";

    @TempDir
    private static Path folder;

    private Playwright playwright;
    private Browser browser;
    private Path report;

    @BeforeAll
    void start() throws IOException {
        playwright = Playwright.create(new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("chromium", "/usr/bin/chromium")))
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic")));
        report = report(folder);
    }

    @AfterAll
    void stop() {
        browser.close();
        playwright.close();
    }

    private static Path report(Path folder) throws IOException {
        StringBuilder table = new StringBuilder("when,who,took\n");
        IntStream.range(0, 60).forEach(i -> table.append("2026-01-01 00:00:%02d,noisy,30\n".formatted(i % 60)));
        table.append("2026-01-01 00:01:00,\"")
                .append(EVIL.replace("\"", "\"\""))
                .append("\",20\n");
        table.append("2026-01-01 00:02:00,quiet,20\n");
        Path input = Files.writeString(folder.resolve("table.csv"), table);
        Path plans = Files.writeString(folder.resolve("plans.yaml"), """
                resources: { api: { workers: 2 } }
                profiles: { all: { shared: api, quotas: [ { limit: 50, per: day } ] } }
                """);
        Path page = folder.resolve("report.html");
        CommandLine valve = Valve.commandLine()
                .setOut(new PrintWriter(Writer.nullWriter()))
                .setErr(new PrintWriter(Writer.nullWriter()));
        int exitCode = valve.execute(
                "replay",
                input.toString(),
                "--columns",
                "time=when,user=who,duration=took",
                "--config",
                plans.toString(),
                "--compare",
                "fifo",
                "--report",
                page.toString());
        assertThat(exitCode).isZero();
        return page;
    }

    /** What a page did while it was loaded and looked at. */
    private record Seen(List<String> requests, List<String> errors) {

        static Seen of(Page page) {
            Seen seen = new Seen(new ArrayList<>(), new ArrayList<>());
            page.onRequest(request -> seen.requests.add(request.url()));
            page.onPageError(seen.errors::add);
            page.onConsoleMessage(message -> seen.errors.add(message.text()));
            return seen;
        }
    }

    private Page open(BrowserContext context, Path file) {
        Page page = context.newPage();
        page.navigate(file.toUri().toString());
        return page;
    }

    @Test
    void the_charts_are_drawn_and_no_request_leaves_the_page() {
        try (BrowserContext context = browser.newContext()) {
            Page page = context.newPage();
            Seen seen = Seen.of(page);
            page.navigate(report.toUri().toString());
            assertThat(colors(page)).hasSize(4).allMatch(count -> count > 3);
            assertThat(page.locator(".bar .fill").count()).isEqualTo(4);
            assertThat(seen.requests()).containsExactly(report.toUri().toString());
            assertThat(seen.errors()).isEmpty();
        }
    }

    @Test
    void a_name_that_is_a_script_is_shown_and_not_run() {
        try (BrowserContext context = browser.newContext()) {
            Page page = open(context, report);
            assertThat(page.evaluate("() => window.harmed === undefined")).isEqualTo(true);
            assertThat(page.locator("img").count()).isZero();
            assertThat(page.locator("main").innerText()).contains(EVIL);
        }
    }

    @Test
    void it_fits_a_phone_in_the_light_and_in_the_dark() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Browser.NewContextOptions phone = new Browser.NewContextOptions()
                    .setViewportSize(375, 812)
                    .setDeviceScaleFactor(2)
                    .setColorScheme(scheme);
            try (BrowserContext context = browser.newContext(phone)) {
                Page page = open(context, report);
                assertThat(page.evaluate(WIDTH_BEYOND_SCREEN)).isEqualTo(0);
                String background = (String) page.evaluate("() => getComputedStyle(document.body).backgroundColor");
                assertThat(background).isEqualTo(scheme == ColorScheme.DARK ? "rgb(15, 18, 22)" : "rgb(246, 247, 249)");
                assertThat(colors(page)).allMatch(count -> count > 3);
            }
        }
    }

    /** The control: a page that asks for something, draws nothing and runs what it is given is found out. */
    @Test
    void a_page_that_does_all_of_that_is_found_out() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.html"), "<canvas></canvas><img src=x onerror=harmed=true>");
        try (BrowserContext context = browser.newContext()) {
            Page page = context.newPage();
            Seen seen = Seen.of(page);
            page.navigate(bad.toUri().toString());
            page.waitForFunction("() => window.harmed");
            assertThat(colors(page)).containsExactly(0);
            assertThat(seen.requests()).hasSize(2);
            assertThat(seen.errors()).isNotEmpty();
        }
    }

    private static List<Integer> colors(Page page) {
        return ((List<?>) page.evaluate(DRAWN))
                .stream().map(Integer.class::cast).toList();
    }
}
