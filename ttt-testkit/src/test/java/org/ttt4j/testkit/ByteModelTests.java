package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ByteModelTests {

    private static final BytesSettings SETTINGS = new BytesSettings(256, 3, 50, 0.3, 1);

    /** Central differences in the weights; h = 2^-7 is exact in float32, the third-order error is below h^2. */
    @Test
    void gradientEqualsFiniteDifferences() {
        ByteModel model = trained();
        int[] tokens = ByteTokens.withStart("abracadabra, said the old magician to the crowd");
        ByteGradient gradient = new ByteGradient(51);
        double loss = model.gradient(tokens, 0, 1, tokens.length, gradient);
        assertThat(loss).isCloseTo(model.loss(tokens, 0, 1, tokens.length), within(1e-9));

        SplittableRandom random = new SplittableRandom(3);
        AtomicInteger compared = new AtomicInteger();
        gradient.forEachRow((row, values, offset) -> {
            for (int sample = 0; sample < 10; sample++) {
                int v = sample < 2 ? tokens[3 + sample] : random.nextInt(ByteModel.VOCABULARY);
                int weight = row * ByteModel.VOCABULARY + v;
                double h = 0x1p-7;
                float before = model.weights()[weight];
                model.weights()[weight] = before + (float) h;
                double above = model.loss(tokens, 0, 1, tokens.length);
                double up = model.weights()[weight] - (double) before;
                model.weights()[weight] = before - (float) h;
                double below = model.loss(tokens, 0, 1, tokens.length);
                double down = before - (double) model.weights()[weight];
                model.weights()[weight] = before;
                assertThat((double) values[offset + v])
                        .as("row %d, token %d", row, v)
                        .isCloseTo((above - below) / (up + down), within(2e-3));
                compared.incrementAndGet();
            }
        });
        assertThat(compared.get()).as("weights compared").isGreaterThan(200);
    }

    @Test
    void distributionsSumToOne() {
        ByteModel model = trained();
        int[] tokens = ByteTokens.withStart("any text");
        for (int at = 1; at < tokens.length; at++) {
            double sum = 0;
            for (double p : model.predict(tokens, 0, at)) {
                assertThat(p).isBetween(0.0, 1.0);
                sum += p;
            }
            assertThat(sum).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void untrainedModelIsUniform() {
        int[] tokens = ByteTokens.withStart("xyz");
        assertThat(new ByteModel(SETTINGS).loss(tokens, 0, 1, 4)).isCloseTo(3 * Math.log(257), within(1e-12));
    }

    /** One Adagrad step by hand: sums of squares start at 1. */
    @Test
    void firstStepIsAdagrads() {
        BytesSettings orderless = new BytesSettings(256, 0, 1, 0.3, 1);
        ByteModel model = new ByteModel(orderless);
        model.step(new int[] {'a', 'b', 'b'}, 0, 3);
        double gradientOfB = 2.0 / 257 - 2;
        double gradientOfOthers = 2.0 / 257;
        assertThat((double) model.weights()['b'])
                .isCloseTo(-0.3 * gradientOfB / Math.sqrt(1 + gradientOfB * gradientOfB), within(1e-7));
        assertThat((double) model.weights()['a'])
                .isCloseTo(-0.3 * gradientOfOthers / Math.sqrt(1 + gradientOfOthers * gradientOfOthers), within(1e-7));
    }

    private static ByteModel trained() {
        ByteModel model = new ByteModel(SETTINGS);
        int[] tokens = ByteTokens.withEnds("the quick brown fox jumps over the lazy dog; abracadabra");
        for (int pass = 0; pass < 3; pass++) {
            model.step(tokens, 0, tokens.length);
        }
        return model;
    }
}
