package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;

/** Reading on with remembered keys and values against reading everything again. */
class DecoderTests {

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void logitsAreThoseOfReadingAgain(Golden golden) throws IOException {
        int[] ids = golden.ids();
        long handles = NativeHandles.of(Ids.BACKEND).count();
        try (LanguageModel model = golden.open("model.safetensors")) {
            int vocabulary = golden.architecture().vocabulary();
            float[] all = model.logits(new int[][] {ids});
            // Token by token, in pieces, and at once; the windows of three models end within these lengths.
            for (int piece : new int[] {1, 7, 33, 100}) {
                try (Decoder decoder = model.decoder()) {
                    for (int from = 0; from < ids.length; from += piece) {
                        int to = Math.min(from + piece, ids.length);
                        float[] next = decoder.next(Arrays.copyOfRange(ids, from, to));
                        assertThat(next)
                                .as("%s after %d tokens, %d at a time", golden, to, piece)
                                .containsExactly(
                                        Arrays.copyOfRange(all, (to - 1) * vocabulary, to * vocabulary), within(2e-5f));
                    }
                }
            }
        }
        assertThat(NativeHandles.of(Ids.BACKEND).count()).isEqualTo(handles);
    }

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void greedyTextsAreThoseOfReadingAgain(Golden golden) throws IOException {
        try (LanguageModel model = golden.open("model.safetensors")) {
            int context = golden.architecture().contextTokens();
            Codec codec = new Codec(new ByteTokenizer(), 0, List.of(), Set.of());
            String prompt = "a".repeat(Math.max(1, context - 20));
            List<Integer> seen = new ArrayList<>();
            for (int id : codec.prompt(prompt)) {
                seen.add(id);
            }
            StringBuilder wanted = new StringBuilder();
            for (int made = 0; made < 30; made++) { // ten of them beyond the context
                int[] tail = seen.subList(Math.max(0, seen.size() - context), seen.size()).stream()
                        .mapToInt(id -> id)
                        .toArray();
                int best = best(model.nextLogits(tail));
                seen.add(best);
                wanted.append(best).append(' ');
            }
            StringBuilder found = new StringBuilder();
            Tokenizer spelling = new SpelledIds();
            Codec spelled = new Codec(spelling, 0, List.of(), Set.of());
            new Generation(model, spelled, GenerateOptions.greedy(30))
                    .continuation(prompt, 0, RunControl.silent(), found::append);
            assertThat(found.toString()).isEqualTo(wanted.toString());
        }
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    /** Bytes in, numbers out, so that every id can be told. */
    private static final class SpelledIds implements Tokenizer {

        private final ByteTokenizer bytes = new ByteTokenizer();

        @Override
        public int[] encode(String text) {
            return bytes.encode(text);
        }

        @Override
        public String decode(int[] ids) {
            return bytes.decode(ids);
        }

        @Override
        public byte[] bytes(int id) {
            return (id + " ").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[][] spelled(int[] ids) {
            return bytes.spelled(ids);
        }

        @Override
        public int size() {
            return bytes.size();
        }

        @Override
        public int endOfText() {
            return -1;
        }

        @Override
        public byte[] toJson() {
            return new byte[0];
        }
    }
}
