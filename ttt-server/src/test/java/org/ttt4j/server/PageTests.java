package org.ttt4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ttt4j.testkit.Chromium;
import org.ttt4j.testkit.ChromiumPage;

/** The page at {@code /} in a real browser; its pictures are left in {@code target/page}. */
class PageTests {

    private static final Chromium.View DESKTOP = new Chromium.View(1280, 900, false);
    private static final Chromium.View PHONE = new Chromium.View(360, 800, false);
    private static final String PROMPT = "the river measures the old stone bridge, and the ri";
    private static final Path PICTURES = Path.of("target", "page");

    private static ServerFixture server;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        Chromium.need();
        server = new ServerFixture(Map.of());
        chromium = Chromium.start();
        Files.createDirectories(PICTURES);
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
            server.close();
        }
    }

    @Test
    void showsHowTheModelLearns() {
        try (ChromiumPage page = chromium.open(server.uri("/"), DESKTOP)) {
            ready(page);
            page.screenshot(PICTURES.resolve("empty.png"));
            run(page, "Done.");
            JsonNode answer = server.complete(PROMPT, "\"ttt\":{\"trace\":true,\"neighbors\":5}");
            assertThat(text(page, "#neighbors-list tr")).isNotEmpty();
            assertThat(page.evaluate("document.querySelectorAll('#neighbors-list tr').length")
                            .intValue())
                    .isEqualTo(5);
            assertThat(page.evaluate("document.querySelectorAll('#loss circle').length")
                            .intValue())
                    .isEqualTo(answer.at("/ttt/losses").size())
                    .isPositive();
            String before = text(page, "#before");
            String after = text(page, "#after");
            assertThat(before).startsWith(PROMPT).hasSizeGreaterThan(PROMPT.length());
            assertThat(after).startsWith(PROMPT + answer.at("/choices/0/text").textValue());
            assertThat(before).isNotEqualTo(after);
            assertThat(text(page, "#tokens-text")).isEqualTo(PROMPT);
            assertThat(page.evaluate(
                                    "[...document.querySelectorAll('.token')].filter(one => one.style.backgroundColor).length")
                            .intValue())
                    .isGreaterThan(5);
            assertThat(text(page, "#figures")).contains("learned now", " → ");
            page.evaluate("document.getElementById('tokens-text').focus()");
            for (String key : new String[] {"ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"}) {
                page.evaluate("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '" + key
                        + "', bubbles: true}))");
            }
            assertThat(text(page, "#token")).startsWith("\"h\": ").contains("% before, ", "% after (");
            looksRight(page, "desktop");
            page.look(new Chromium.View(1280, 900, true));
            looksRight(page, "desktop-dark");
            page.look(PHONE);
            looksRight(page, "phone");
            page.look(new Chromium.View(360, 800, true));
            looksRight(page, "phone-dark");
            String losses = page.evaluate("rows.map(one => one.loss.textContent).join(' ')")
                    .textValue();
            assertThat(losses).matches("\\d\\.\\d{3}( \\d\\.\\d{3}){4}");
            run(page, "Done.");
            assertThat(text(page, "#figures")).contains("from the cache");
            assertThat(page.evaluate("rows.map(one => one.loss.textContent).join(' ')")
                            .textValue())
                    .isEqualTo(losses);
            assertThat(page.evaluate("document.querySelectorAll('#loss circle').length")
                            .intValue())
                    .isEqualTo(answer.at("/ttt/losses").size());
            assertThat(page.errors()).isEmpty();
            assertThat(page.requests())
                    .allMatch(address -> address.startsWith(server.uri("/").toString()) || address.startsWith("data:"));
        }
    }

    /** A long neighbour makes several steps, and one that was picked twice makes them twice. */
    @Test
    void eachNeighbourShowsTheLossOfItsFirstStep() {
        try (ChromiumPage page = chromium.open(server.uri("/"), DESKTOP)) {
            ready(page);
            page.evaluate("clear()");
            page.evaluate(
                    "found({cache: 'hit', neighbors: [7, 7, 3, 9, 7].map(id => ({id, similarity: 1, uncertainty: null,"
                            + " text: 'text'}))})");
            String losses = "rows.map(one => one.loss.textContent).join(' ')";
            for (String step : new String[] {"7,.1", "7,.2", "7,.3", "7,.4", "9,.5", "7,.6", "7,.7"}) {
                page.evaluate("step({id: " + step.replace(",", ", loss: ") + "})");
            }
            assertThat(page.evaluate(losses).textValue()).isEqualTo("0.100 0.300  0.500 0.600");
        }
    }

    @Test
    void theClipboardIsNotEverywhere() {
        try (ChromiumPage page = chromium.open(server.uri("/"), DESKTOP)) {
            ready(page);
            fill(page);
            page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})");
            page.evaluate("document.getElementById('copy').click()");
            until(page, "This browser lets only HTTPS pages copy");
            assertThat(page.evaluate("getSelection().toString() || document.activeElement.value")
                            .textValue())
                    .isEqualTo(page.evaluate("curl()").textValue());
            assertThat(page.evaluate("document.activeElement.id").textValue()).isEqualTo("command");
            assertThat(page.errors()).isEmpty();
        }
    }

    @Test
    void isUsedByKeyboardAndCopiedAsCurl() throws IOException, InterruptedException {
        try (ChromiumPage page = chromium.open(server.uri("/"), DESKTOP)) {
            ready(page);
            page.evaluate("document.getElementById('prompt').value = \"it's the river's bri\"");
            page.evaluate("document.getElementById('tokens').value = 4");
            page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true}))");
            until(page, "Done.");
            String after = text(page, "#after");
            String curl = page.evaluate("curl()").textValue();
            Process process = new ProcessBuilder("bash", "-c", curl + " -s").start();
            String streamed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            StringBuilder text = new StringBuilder("it's the river's bri");
            CompletionTests.events(streamed)
                    .forEach(chunk -> text.append(chunk.at("/choices/0/text").textValue()));
            assertThat(text.toString()).isEqualTo(after);
            assertThat(page.errors()).isEmpty();
        }
    }

    @Test
    void stopsAndSaysWhatIsWrong() {
        server.trainer().hold();
        try (ChromiumPage page = chromium.open(server.uri("/"), DESKTOP)) {
            ready(page);
            fill(page);
            page.evaluate("document.getElementById('prompt').value = 'something that no request has learned'");
            page.evaluate("document.getElementById('run').click()");
            Eventually.holds("it trains", () -> server.trainer().held() == 1);
            page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))");
            until(page, "Stopped.");
            Eventually.holds("the server has noticed", () -> server.trainer().open() == 0);
            server.trainer().letGo();
            page.evaluate("document.getElementById('neighbors').value = 100000");
            page.evaluate("document.getElementById('run').click()");
            until(page, "ttt.neighbors: found the whole number 100000");
            assertThat(page.evaluate("document.getElementById('status').className")
                            .textValue())
                    .isEqualTo("failed");
        } finally {
            server.trainer().letGo();
        }
    }

    /** Nothing is wider than the window, nothing lies over anything else, and text can be read. */
    private static void looksRight(ChromiumPage page, String name) {
        page.evaluate("dispatchEvent(new Event('resize'))");
        page.screenshot(PICTURES.resolve(name + ".png"));
        assertThat(page.evaluate("document.getElementById('loss').viewBox.baseVal.width")
                        .intValue())
                .as("%s draws the curve in its own size", name)
                .isEqualTo(page.evaluate("document.getElementById('loss').clientWidth")
                        .intValue());
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                        .booleanValue())
                .as("%s fits the window", name)
                .isTrue();
        assertThat(page.evaluate("""
                [...document.querySelectorAll('section, form')].flatMap((a, i, all) => all.slice(i + 1).filter(b => {
                  const p = a.getBoundingClientRect(), q = b.getBoundingClientRect();
                  return p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1;
                }).map(b => a.innerText.slice(0, 20) + ' over ' + b.innerText.slice(0, 20)))""").toString()).as("%s has overlaps", name).isEqualTo("[]");
        assertThat(page.evaluate("""
                (() => {
                  const parse = text => text.match(/[\\d.]+/g).map(Number);
                  const light = ([r, g, b]) => [r, g, b].map(one => one / 255)
                    .map(one => one <= .03928 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4)
                    .reduce((sum, one, i) => sum + one * [.2126, .7152, .0722][i], 0);
                  const ground = element => {
                    for (let at = element; at; at = at.parentElement) {
                      const colour = parse(getComputedStyle(at).backgroundColor);
                      if (colour.length < 4 || colour[3] === 1) return colour;
                    }
                    return [255, 255, 255];
                  };
                  return [...document.querySelectorAll('h1, h2, p, label, button:enabled, dt, dd, th, td, .hint, .prompt, small')]
                    .filter(one => one.offsetParent && one.innerText.trim())
                    .map(one => {
                      const a = light(parse(getComputedStyle(one).color)), b = light(ground(one));
                      return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), one.tagName + ' ' + one.innerText.slice(0, 20)];
                    })
                    .filter(([ratio]) => ratio < 4.5);
                })()""").toString())
                .as("%s has text of too little contrast (WCAG 2.1, AA)", name)
                .isEqualTo("[]");
    }

    private static void ready(ChromiumPage page) {
        Eventually.holds(
                "the page knows the selectors",
                () -> page.evaluate("document.getElementById('selector').options.length")
                                .intValue()
                        == 2);
    }

    private static void fill(ChromiumPage page) {
        page.evaluate("document.getElementById('prompt').value = '" + PROMPT + "'");
        page.evaluate("document.getElementById('neighbors').value = 5");
        page.evaluate("document.getElementById('tokens').value = 24");
    }

    private static void run(ChromiumPage page, String end) {
        fill(page);
        page.evaluate("document.getElementById('run').click()");
        until(page, end);
    }

    private static void until(ChromiumPage page, String status) {
        Eventually.holds(status, () -> text(page, "#status").startsWith(status));
    }

    private static String text(ChromiumPage page, String selector) {
        return page.evaluate("document.querySelector('" + selector + "').textContent")
                .textValue();
    }
}
