package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/** Hundreds of steps, scores and resets leave no native object open and the resident set where it was. */
class NativeMemoryTests {

    private static final Path STATUS = Path.of("/proc/self/status");

    private final RunControl control = RunControl.silent();

    @Test
    void residentSetStaysFlat() throws IOException {
        assumeTrue(Files.exists(STATUS), "this system does not tell the resident set in /proc/self/status");
        NativeHandles handles = NativeHandles.of("tensorflow");
        long before = handles.count();
        try (Trainer trainer = new TensorFlowTrainerProvider()
                .open(Settings.of(
                        Map.of("model", Golden.DIRECTORY.toString(), "tokenizer", "bytes", "threads", "1")))) {
            work(trainer, 60);
            long open = handles.count();
            long warm = residentKilobytes();
            work(trainer, 240);
            assertThat(handles.count()).isEqualTo(open);
            // A leaked step would hold at least the 0.5 MB of its gradients: 240 of them are 120 MB.
            assertThat(residentKilobytes() - warm).isLessThan(30_000);
        }
        assertThat(handles.count()).isEqualTo(before);
    }

    private void work(Trainer trainer, int rounds) {
        for (int i = 0; i < rounds; i++) {
            try (Trainer.Session session = trainer.begin(control)) {
                String text = "A sentence that is number " + i + ", no longer than it needs to be.";
                session.train(new long[] {i}, List.of(text), control);
                session.score(List.of(text), control);
                session.generate(text, GenerateOptions.greedy(2), control);
                session.reset();
            }
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
