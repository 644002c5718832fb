package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ConfigException;

class FailuresTests {

    @Test
    void ownExceptionsSpeakForThemselves() {
        assertThat(Failures.sentence(CommandException.failed("no"))).isEqualTo("no");
        assertThat(Failures.exitCode(CommandException.failed("no"))).isEqualTo(1);
        assertThat(Failures.exitCode(CommandException.usage("no"))).isEqualTo(2);
        ConfigException config = new ConfigException("ttt.x", "my.conf: 3", "bad");
        assertThat(Failures.sentence(config)).isEqualTo("ttt.x (my.conf: 3): bad");
        assertThat(Failures.exitCode(config)).isEqualTo(2);
        BackendException backend = new BackendException("faiss", "the file is cut short");
        assertThat(Failures.sentence(backend)).isEqualTo("faiss: the file is cut short");
        assertThat(Failures.exitCode(backend)).isEqualTo(1);
        assertThat(Failures.sentence(new IllegalArgumentException("found 1"))).isEqualTo("found 1");
    }

    @Test
    void failuresOfFilesNameTheFileAndTheReason() {
        assertThat(sentence(new NoSuchFileException("a"))).isEqualTo("a: no such file or directory");
        assertThat(sentence(new AccessDeniedException("a"))).isEqualTo("a: permission denied");
        assertThat(sentence(new FileAlreadyExistsException("a"))).isEqualTo("a: exists already");
        assertThat(sentence(new FileSystemException("a", null, "No space left on device")))
                .isEqualTo("a: No space left on device");
        assertThat(sentence(new IOException("plain"))).isEqualTo("plain");
    }

    private static String sentence(IOException failure) {
        return Failures.sentence(new UncheckedIOException(failure));
    }

    @Test
    void wrappersAreLookedThrough() {
        Throwable wrapped = new ExecutionException(new UncheckedIOException(new NoSuchFileException("x")));
        assertThat(Failures.sentence(wrapped)).isEqualTo("x: no such file or directory");
    }

    @Test
    void errorsOfTheVirtualMachineAreSentencesToo() {
        assertThat(Failures.sentence(new OutOfMemoryError("Java heap space"))).contains("out of memory", "-Xmx");
        assertThat(Failures.sentence(new StackOverflowError())).contains("nested too deeply");
        assertThat(Failures.sentence(new NullPointerException("x is null")))
                .isEqualTo("internal error: NullPointerException: x is null; --verbose shows where");
        assertThat(Failures.sentence(new CancellationException())).isEqualTo("stopped");
        assertThat(Failures.exitCode(new OutOfMemoryError("x"))).isEqualTo(1);
    }
}
