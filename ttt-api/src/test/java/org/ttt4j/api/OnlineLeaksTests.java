package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OnlineLeaksTests {

    private static String verses(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append("Verse ")
                    .append(i)
                    .append(" tells of ")
                    .append(i * i)
                    .append(" ships at the pier of ")
                    .append(7 * i)
                    .append(".\n");
        }
        return text.toString();
    }

    @Test
    void aDocumentHoldsWhatComesIfAnyStretchOfItStandsThere() {
        String ahead = verses(100, 200);
        assertThat(OnlineLeaks.holdsAny(verses(100, 102), ahead))
                .as("its beginning")
                .isTrue();
        assertThat(OnlineLeaks.holdsAny(verses(0, 20) + verses(150, 170), ahead))
                .as("a later part")
                .isTrue();
        assertThat(OnlineLeaks.holdsAny(verses(150, 170).replace("\n", "  \n"), ahead))
                .as("with other white space")
                .isTrue();
        assertThat(OnlineLeaks.holdsAny(verses(0, 90), ahead)).isFalse();
        assertThat(OnlineLeaks.holdsAny(verses(0, 90), "")).isFalse();
        assertThat(OnlineLeaks.holdsAny("It says: \u00fc.", "\u00fc."))
                .as("short, to the letter")
                .isTrue();
    }

    @Test
    void theOldestAreForgottenWhereMemoryEnds() {
        OnlineLeaks leaks = new OnlineLeaks();
        OnlinePast past = new OnlinePast();
        String text = verses(0, 4);
        past.append(text);
        leaks.learned(3, verses(1, 3));
        leaks.learned(5, verses(50, 60));
        int at = text.indexOf("Verse 1");
        past.moveTo(at);
        assertThat(leaks.holding(past, 64)).containsExactly(3L);
        past.moveTo(0);
        assertThat(leaks.holding(past, at)).isEmpty();
        past.moveTo(at);
        for (int i = 0; i < 4; i++) {
            leaks.learned(10 + i, verses(100_000 * (i + 1), 100_000 * (i + 1) + 60_000));
        }
        assertThat(leaks.ids()).doesNotContain(3L).contains(13L);
        assertThat(leaks.holding(past, 64)).isEmpty();
        leaks.learned(3, verses(1, 3));
        leaks.clear();
        assertThat(leaks.holding(past, 64)).isEqualTo(List.of());
    }
}
