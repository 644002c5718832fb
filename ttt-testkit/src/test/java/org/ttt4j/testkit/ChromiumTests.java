package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tests of pages rely on: that a flaw of a page is seen. */
class ChromiumTests {

    private static final Chromium.View PHONE = new Chromium.View(390, 844, true);

    @TempDir
    Path folder;

    @BeforeAll
    static void chromium() {
        Chromium.need();
    }

    @Test
    void looksAtAPageAndSeesItsErrorsAndRequests() throws IOException {
        URI address = page("<!doctype html><title>one</title><p>text</p><img src='missing.png'>"
                + "<script>console.error('said'); nothing.here();</script>");
        try (Chromium chromium = Chromium.start();
                ChromiumPage page = chromium.open(address, PHONE)) {
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

    private URI page(String html) throws IOException {
        return Files.writeString(folder.resolve("page.html"), html).toUri();
    }
}
