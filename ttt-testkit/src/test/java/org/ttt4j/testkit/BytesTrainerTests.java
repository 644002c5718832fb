package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.Trainer.Session;

class BytesTrainerTests extends TrainerContract {

    private static final String ENGLISH = "When the work was finished, they sat down by the fire and talked about the"
            + " summer that was coming. Nobody knew what it would bring, but they were glad that the winter was over.";

    @Override
    protected Trainer open() {
        return open(Map.of());
    }

    private static Trainer open(Map<String, String> settings) {
        return new BytesTrainerProvider().open(Settings.of(settings));
    }

    @Test
    void baseKnowsSomeEnglish() {
        with(session -> assertThat(score(session, ENGLISH).bitsPerByte())
                .as("bits per byte; a uniform guess costs log2(257) = 8.006")
                .isBetween(1.5, 3.0));
    }

    @Test
    void aFewPassesMakeATextCheap() {
        with(session -> {
            double before = score(session, ENGLISH).bits();
            for (int pass = 0; pass < 5; pass++) {
                train(session, ENGLISH);
            }
            assertThat(score(session, ENGLISH).bits()).isLessThan(before / 2);
        });
    }

    /** A model that looks at no context pays the same in one window and in many, up to the order of summation. */
    @Test
    void withoutContextWindowsDoNotMatter() {
        String text = ENGLISH.repeat(4);
        try (Trainer small = open(Map.of("context-tokens", "64", "order", "0"));
                Trainer large = open(Map.of("context-tokens", "65536", "order", "0"));
                Session windows = small.begin(RunControl.silent());
                Session whole = large.begin(RunControl.silent())) {
            assertThat(score(windows, text).bits()).isCloseTo(score(whole, text).bits(), within(1e-9));
            assertThat(score(windows, text).tokens()).isEqualTo(text.length());
        }
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> open(Map.of("context-tokens", "1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("context-tokens");
        assertThatThrownBy(() -> open(Map.of("learning-rate", "-1"))).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> open(Map.of("learning-rate", "NaN"))).isInstanceOf(ConfigException.class);
    }

    @Test
    void absurdLearningRatesStayFinite() {
        try (Trainer trainer = open(Map.of("learning-rate", "100"));
                Session session = trainer.begin(RunControl.silent())) {
            for (int pass = 0; pass < 20; pass++) {
                train(session, ENGLISH);
            }
            assertThat(score(session, A).bits()).isFinite();
        } catch (BackendException refused) {
            assertThat(refused).hasMessageContaining("learning-rate");
        }
    }
}
