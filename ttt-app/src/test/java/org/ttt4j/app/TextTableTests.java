package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTests {

    @Test
    void columnsAreFlushAndSpaced() {
        String table = new TextTable("lr")
                .row("name", "n")
                .rule()
                .row("ä", "10")
                .row("longer", "7")
                .render();
        assertThat(table).isEqualTo("name     n\n----------\nä       10\nlonger   7");
    }

    @Test
    void theFirstLineThatSaysSomethingIsShown() {
        assertThat(TextTable.firstLine("\n  /**\n  * What it does.\n */", 80)).isEqualTo("* What it does.");
        assertThat(TextTable.firstLine("a\tb\u0007c", 80)).isEqualTo("a b c");
        assertThat(TextTable.firstLine("\uD83D\uDE00x".repeat(10), 5)).isEqualTo("\uD83D\uDE00x\uD83D\uDE00x…");
        assertThat(TextTable.firstLine("***", 80)).isEqualTo("***");
        assertThat(TextTable.firstLine("  ", 80)).isEmpty();
    }

    @Test
    void runsOfEmptyLinesAreShort() {
        assertThat(TextTable.compact("\n\n  a\n \n\t\n\n\nb\n\n \n")).isEqualTo("  a\n\nb");
        assertThat(TextTable.compact("\n \n")).isEmpty();
    }
}
