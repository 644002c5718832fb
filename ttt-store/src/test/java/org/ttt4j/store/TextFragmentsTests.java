package org.ttt4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TextFragmentsTests {

    /** Gives as few bytes as it likes, as a pipe does. */
    private static InputStream dripping(byte[] bytes, SplittableRandom random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] to, int offset, int length) {
                return super.read(to, offset, Math.min(length, 1 + random.nextInt(9000)));
            }
        };
    }

    private static List<String> fragments(byte[] bytes, BadLines bad) throws IOException {
        List<String> fragments = new ArrayList<>();
        try (TextFragments reader = new TextFragments(dripping(bytes, new SplittableRandom(3)), "a.txt", bad)) {
            for (Optional<String> next = reader.next(); next.isPresent(); next = reader.next()) {
                fragments.add(next.orElseThrow());
            }
        }
        return fragments;
    }

    @Test
    void fragmentsJoinedAreTheText() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 20; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(300_000);
            double blanks = random.nextDouble() * 0.2;
            double ends = round % 3 == 0 ? 0 : random.nextDouble() * 0.01;
            while (text.length() < length) {
                double draw = random.nextDouble();
                text.appendCodePoint(
                        draw < ends ? '\n' : draw < blanks ? ' ' : draw < 0.7 ? 'x' : random.nextInt(0x1f300, 0x1f600));
            }
            BadLines bad = new BadLines(OnBadLine.FAIL);
            List<String> fragments = fragments(text.toString().getBytes(StandardCharsets.UTF_8), bad);
            assertThat(String.join("", fragments)).isEqualTo(text.toString());
            assertThat(fragments).allSatisfy(fragment -> assertThat(fragment.getBytes(StandardCharsets.UTF_8))
                    .hasSizeLessThanOrEqualTo(TextFragments.LONGEST));
        }
    }

    @Test
    void linesThatAreNotUtf8AreLeftOut() throws IOException {
        byte[] bytes = "\u00ef\u00bb\u00bfone\ntw\u00ffo\n\nthree".getBytes(StandardCharsets.ISO_8859_1);
        BadLines bad = new BadLines(OnBadLine.SKIP);
        assertThat(fragments(bytes, bad)).containsExactly("one\n", "\n", "three");
        assertThat(bad.sentence()).contains("1 not UTF-8").contains("a.txt:2");
        assertThatThrownBy(() -> fragments(bytes, new BadLines(OnBadLine.FAIL)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("a.txt:2");
    }

    @Test
    void ofALongLineOnlyThePartThatIsNotUtf8IsLeftOut() throws IOException {
        byte[] bytes = "word ".repeat(60_000).getBytes(StandardCharsets.UTF_8);
        bytes[100_000] = (byte) 0xff;
        BadLines bad = new BadLines(OnBadLine.SKIP);
        int kept = String.join("", fragments(bytes, bad)).length();
        assertThat(kept).isBetween(bytes.length - TextFragments.LONGEST, bytes.length - TextFragments.LONGEST / 2);
        assertThat(bad.total()).isOne();
    }

    @Test
    void anEmptyTextHasNoFragments() throws IOException {
        assertThat(fragments(new byte[0], new BadLines(OnBadLine.FAIL))).isEmpty();
    }
}
