package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tests of pages rely on: that a flaw of a page is seen. */
class ChromiumTests {

    private static final Chromium.View PHONE = new Chromium.View(390, 844, true);

    @TempDir
    Path folder;

    private static Chromium chromium;

    @BeforeAll
    static void start() {
        Chromium.need();
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void looksAtAPageAndSeesItsErrorsAndRequests() throws IOException {
        URI address = page("<!doctype html><title>one</title><p>text</p><img src='missing.png'>"
                + "<script>console.error('said'); nothing.here();</script>");
        try (ChromiumPage page = chromium.open(address, PHONE)) {
            assertThat(page.evaluate("document.title").textValue()).isEqualTo("one");
            assertThat(page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]"))
                    .hasToString("[390,true]");
            page.look(new Chromium.View(1280, 800, false));
            assertThat(page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]"))
                    .hasToString("[1280,false]");
            page.lookPrinted();
            assertThat(page.evaluate("matchMedia('print').matches").booleanValue())
                    .isTrue();
            assertThat(page.evaluate("new Promise(done => setTimeout(() => done(7), 5))")
                            .intValue())
                    .isEqualTo(7);
            assertThat(page.evaluate("undefined").isNull()).isTrue();
            assertThatThrownBy(() -> page.evaluate("nothing.here()"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nothing is not defined");
            assertThat(page.errors())
                    .anyMatch(error -> error.contains("said"))
                    .anyMatch(error -> error.contains("nothing is not defined"))
                    .anyMatch(error -> error.contains("missing.png"));
            assertThat(page.requests()).hasSize(2).anyMatch(request -> request.endsWith("missing.png"));
            page.screenshot(folder.resolve("page.png"));
            assertThat(folder.resolve("page.png")).isNotEmptyFile();
            assertThatThrownBy(() -> chromium.open(folder.resolve("none.html").toUri(), PHONE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("FILE_NOT_FOUND");
        }
    }

    @Test
    void complainsAsAPersonWould() throws IOException {
        URI good = page("<!doctype html><body style='background:#fff;color:#222'><p>dark on light</p>"
                + "<div style='overflow-x:auto'><div style='width:2000px'>scrolls by itself</div></div>"
                + "<svg width=200 height=40><text x=5 y=20>one</text><text x=90 y=20>two</text></svg>");
        URI bad = Files.writeString(
                        folder.resolve("bad.html"),
                        "<!doctype html><body style='background:#fff;color:#999'><p>grey on white</p>"
                                + "<p style='width:500px'>wide</p><p style='display:none;color:#fff'>not shown</p>"
                                + "<svg width=200 height=40 aria-label='chart'><text x=5 y=20>one</text>"
                                + "<text x=12 y=24>two</text><text x=190 y=20>cut off</text></svg>")
                .toUri();
        Chromium.View light = new Chromium.View(390, 844, false);
        try (ChromiumPage fine = chromium.open(good, light);
                ChromiumPage flawed = chromium.open(bad, light)) {
            assertThat(fine.complaints()).isEmpty();
            assertThat(flawed.complaints())
                    .hasSize(5)
                    .anyMatch(complaint -> complaint.contains("wide in a window of 390"))
                    .anyMatch(complaint -> complaint.contains("\"wide\" ends at"))
                    .anyMatch(complaint -> complaint.contains("\"grey on white\" has a contrast of 2.8"))
                    .anyMatch(complaint -> complaint.contains("chart: two labels overlap"))
                    .anyMatch(complaint -> complaint.contains("chart: a label is cut off"));
        }
    }

    /** By hand: 50% black on white is 50% grey, 3.95 to 1 with white; black on it 5.32 to 1. */
    @Test
    void whatIsTranslucentIsSeenOverWhatIsBelow() throws IOException {
        String[] bad = {
            "<div style='background:#000'><p style='background:rgba(255,255,255,.5)'><b style='color:#fff'>",
            "<p><b style='color:rgba(0,0,0,.5)'>",
            "<p style='opacity:.5'><b style='color:#000'>",
            "<div style='background:rgba(255,255,255,.5)'><p style='background:rgba(0,0,0,.5)'><b style='color:#fff'>",
        };
        String good = "<div style='background:#000'><p style='background:rgba(255,255,255,.5)'>middle</p></div>"
                + "<p style='background:rgba(0,0,0,.05)'>nearly white</p>";
        for (String one : bad) {
            URI address = page("<!doctype html><body style='background:#fff;color:#000'>" + one + "text</b>");
            try (ChromiumPage page = chromium.open(address, new Chromium.View(390, 844, false))) {
                assertThat(page.complaints())
                        .as(one)
                        .hasSize(1)
                        .allMatch(said -> said.matches(".* contrast of (3\\.9|4\\.0).*"));
            }
        }
        URI address = page("<!doctype html><body style='background:#fff;color:#000'>" + good);
        try (ChromiumPage page = chromium.open(address, new Chromium.View(390, 844, false))) {
            assertThat(page.complaints()).isEmpty();
        }
    }

    private URI page(String html) throws IOException {
        return Files.writeString(folder.resolve("page.html"), html).toUri();
    }
}
