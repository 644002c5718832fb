package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OnlineSegmentsTests {

    private static final int PREFIX = 1_000_000;

    private static int[] characters(String text) {
        return text.codePoints().toArray();
    }

    private static List<OnlineSegment> segments(List<OnlineText> texts, int length, int overlap) {
        OnlineSegments segments =
                new OnlineSegments(texts.iterator(), OnlineSegmentsTests::characters, PREFIX, length, overlap);
        List<OnlineSegment> all = new ArrayList<>();
        for (Optional<OnlineSegment> next = segments.next(); next.isPresent(); next = segments.next()) {
            all.add(next.orElseThrow());
        }
        return all;
    }

    private static String text(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.appendCodePoint(
                    random.nextInt(8) == 0 ? ' ' : random.nextInt(20) == 0 ? 0x1f600 : 'a' + random.nextInt(26));
        }
        return text.toString();
    }

    /** Against the whole document in one array. */
    @Test
    void segmentsFollowEachOtherWithTheirPast() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 30; round++) {
            int length = 1 + random.nextInt(100);
            int overlap = random.nextInt(150);
            List<OnlineText> pieces = new ArrayList<>();
            List<int[]> wanted = new ArrayList<>();
            for (int document = 0; document < 3; document++) {
                String text = text(random, random.nextInt(60_000));
                int[] tokens = new int[characters(text).length + 1];
                tokens[0] = PREFIX;
                System.arraycopy(characters(text), 0, tokens, 1, tokens.length - 1);
                wanted.add(tokens);
                int cut = text.offsetByCodePoints(0, random.nextInt(tokens.length));
                pieces.add(new OnlineText(true, "d" + document, text.substring(0, cut)));
                pieces.add(new OnlineText(false, "", text.substring(cut)));
            }
            List<OnlineSegment> segments = segments(pieces, length, overlap);
            int next = 0;
            for (int document = 0; document < 3; document++) {
                int[] tokens = wanted.get(document);
                for (int from = 1; from < tokens.length; from += length) {
                    OnlineSegment segment = segments.get(next++);
                    assertThat(segment.document()).isEqualTo(document);
                    assertThat(segment.name()).isEqualTo("d" + document);
                    assertThat(segment.start()).isEqualTo(from - 1);
                    assertThat(segment.number()).isEqualTo(next - 1);
                    assertThat(segment.tokens())
                            .isEqualTo(Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + length)));
                    assertThat(segment.context())
                            .isEqualTo(Arrays.copyOfRange(tokens, Math.max(0, from - overlap), from));
                }
            }
            assertThat(segments).hasSize(next);
        }
    }

    @Test
    void longDocumentsAreCutWhereTokenizersCutToo() {
        String text = "word ".repeat(OnlineSegments.PIECE);
        int cut = OnlineSegments.cut(text);
        assertThat(cut).isBetween(OnlineSegments.PIECE / 2, OnlineSegments.PIECE);
        assertThat(text.substring(cut)).startsWith(" word");
        String faces = "x" + "\ud83d\ude00".repeat(OnlineSegments.PIECE);
        assertThat(Character.isLowSurrogate(faces.charAt(OnlineSegments.cut(faces))))
                .isFalse();
    }

    @Test
    void thePastIsFoundByBytes() {
        OnlinePast past = new OnlinePast();
        past.append("Grüße, ");
        past.append("Wörld");
        past.moveTo(9); // behind the comma and the blank: "ü" and "ß" are two bytes each
        assertThat(past.before(100)).isEqualTo("Grüße, ");
        assertThat(past.before(4)).as("whole characters only").isEqualTo("e, ");
        assertThat(past.after(2)).as("whole characters only").isEqualTo("W");
        assertThat(past.after(3)).isEqualTo("Wö");
        past.moveTo(1000);
        assertThat(past.after(10)).isEmpty();
    }

    @Test
    void whatIsFarBehindIsForgotten() {
        OnlinePast past = new OnlinePast();
        for (int i = 0; i < 100; i++) {
            past.append("0123456789".repeat(5000));
            past.moveTo((i + 1) * 50_000L);
            assertThat(past.before(10)).isEqualTo("0123456789");
        }
    }

    /** A pipe that delivers a line and stalls: what is complete comes out before anything is waited for. */
    @Test
    void whatIsThereIsCutBeforeMoreIsWaitedFor() {
        List<String> lines = List.of("one two three four", " five six\n", "seven eight nine ", "ten\n");
        StringBuilder delivered = new StringBuilder();
        List<Integer> taken = new ArrayList<>();
        int[] out = {0};
        OnlineText.Live pipe = new OnlineText.Live() {
            private int next;

            @Override
            public boolean ready() {
                return false;
            }

            @Override
            public boolean hasNext() {
                taken.add(out[0]);
                return next < lines.size();
            }

            @Override
            public OnlineText next() {
                delivered.append(lines.get(next));
                return new OnlineText(next == 0, "pipe", lines.get(next++));
            }
        };
        OnlineSegments segments = new OnlineSegments(pipe, OnlineSegmentsTests::characters, PREFIX, 5, 0);
        StringBuilder read = new StringBuilder();
        for (Optional<OnlineSegment> next = segments.next(); next.isPresent(); next = segments.next()) {
            int[] tokens = next.orElseThrow().tokens();
            read.append(new String(tokens, 0, tokens.length));
            out[0]++;
        }
        assertThat(read).hasToString(String.join("", lines));
        assertThat(taken)
                .as("segments before each wait: of 13 characters up to a blank, of 22, of 38 and of all")
                .startsWith(0, 2, 4);
    }

    @Test
    void aWholeDocumentEndsWithoutALookAtTheNext() {
        List<String> asked = new ArrayList<>();
        List<OnlineText> texts = List.of(OnlineText.of("a", "first"), OnlineText.of("b", "second"));
        OnlineSegments segments = new OnlineSegments(
                new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return asked.size() < texts.size();
                    }

                    @Override
                    public OnlineText next() {
                        OnlineText text = texts.get(asked.size());
                        asked.add(text.document());
                        return text;
                    }
                },
                OnlineSegmentsTests::characters,
                PREFIX,
                64,
                0);
        assertThat(segments.next().orElseThrow().tokens()).hasSize(5);
        assertThat(asked).containsExactly("a");
    }
}
