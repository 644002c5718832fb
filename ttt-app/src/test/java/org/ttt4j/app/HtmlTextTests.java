package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HtmlTextTests {

    @Test
    void blocksBecomeLinesAndReferencesCharacters() {
        String html = "<!DOCTYPE html><html><head><title>T &amp; U</title><style>p{}</style>"
                + "<script>var a = '<p>';</script></head><body><!-- no --><h1>Head</h1>\n"
                + "<p>one<br/>two  &lt;x&gt; &#65;&#x42; &nbsp;end</p><ul><li>i</li><li>j</li></ul>"
                + "<table><tr><td>1</td><td>2</td></tr></table></body></html>";
        assertThat(HtmlText.of(html)).isEqualTo("T & U\n\nHead\n\none\ntwo <x> AB end\n\n- i\n- j\n\n1 2\n");
    }

    @Test
    void preformattedTextKeepsItsSpace() {
        assertThat(HtmlText.of("<p>a   b</p><pre>x\n  y</pre><p>c</p>")).isEqualTo("a b\n\nx\n  y\n\nc\n");
    }

    @Test
    void whatIsNoMarkupIsText() {
        assertThat(HtmlText.of("a < b && c > d &unknown; &#0; &#xD800;"))
                .isEqualTo("a < b && c > d &unknown; \ufffd \ufffd\n");
        assertThat(HtmlText.of("<a title=\"x > y\">link</a>")).isEqualTo("link\n");
        assertThat(HtmlText.of("<")).isEqualTo("<\n");
        assertThat(HtmlText.of("cut <script>never ended")).isEqualTo("cut\n");
        assertThat(HtmlText.of("cut <a href=\"")).isEqualTo("cut\n");
    }

    @Test
    void anyCharactersInAnyOrderEnd() {
        Random random = new Random(7);
        String[] atoms = {
            "<", ">", "</", "<!--", "-->", "<p", "&", ";", "&#", "x", "\"", "=", "'", "<script", "<pre>", "/>", "\n",
            " "
        };
        for (int round = 0; round < 2000; round++) {
            StringBuilder html = new StringBuilder();
            for (int i = 0; i < random.nextInt(40); i++) {
                html.append(atoms[random.nextInt(atoms.length)]);
            }
            assertThat(HtmlText.of(html.toString())).endsWith("\n");
        }
    }
}
