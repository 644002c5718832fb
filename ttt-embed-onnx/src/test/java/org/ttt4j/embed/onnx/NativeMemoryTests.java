package org.ttt4j.embed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.testkit.LeakChecked;

/** Memory outside the Java heap stays flat over many calls. */
class NativeMemoryTests extends LeakChecked {

    private static final Path STATUS = Path.of("/proc/self/status");

    private static final int CALLS = 1000;

    // An output of 64 x 256 x 2 floats per call that is not freed makes twice as much.
    private static final long ALLOWED = 64L << 20;

    @TempDir
    private Path directory;

    @Test
    void callsLeaveNoMemoryBehind() throws IOException {
        assumeTrue(Files.isReadable(STATUS), "this system does not tell a process how much memory it uses");
        List<int[]> batch = Collections.nCopies(64, new int[256]);
        ModelFiles files = ModelFiles.at(new TinyModel().write(directory), Optional.empty());
        try (OnnxSession session = OnnxSession.open(files.model(), Device.CPU)) {
            run(session, batch, 100);
            long before = nativeMemory();
            run(session, batch, CALLS);
            assertThat(nativeMemory() - before)
                    .as("bytes more after %d calls", CALLS)
                    .isLessThan(ALLOWED);
        }
    }

    private static void run(OnnxSession session, List<int[]> batch, int times) {
        for (int i = 0; i < times; i++) {
            session.run(batch, 0);
        }
    }

    /** Resident bytes without the Java heap. */
    private static long nativeMemory() throws IOException {
        System.gc();
        long heap = Runtime.getRuntime().totalMemory();
        String line = Files.readAllLines(STATUS).stream()
                .filter(text -> text.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024 - heap;
    }
}
