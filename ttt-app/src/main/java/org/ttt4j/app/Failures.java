package org.ttt4j.app;

import com.google.inject.ProvisionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ConfigException;
import org.ttt4j.store.StoreException;

/** Turns whatever was thrown into one sentence and an exit code. Thread-safe. */
final class Failures {

    private Failures() {}

    /** The failure below wrappers that say nothing of their own. */
    static Throwable root(Throwable failure) {
        Throwable found = failure;
        while (found.getCause() != null
                && (found instanceof UncheckedIOException
                        || found instanceof ExecutionException
                        || found instanceof ProvisionException
                        || found instanceof picocli.CommandLine.ExecutionException
                        || found instanceof java.lang.reflect.InvocationTargetException)) {
            found = found.getCause();
        }
        return found;
    }

    /** One sentence for the user. */
    static String sentence(Throwable failure) {
        Throwable root = root(failure);
        if (root instanceof InvalidPathException path) {
            return "\"" + path.getInput() + "\" cannot be a file name here: " + path.getReason();
        }
        boolean spokenFor = root instanceof CommandException
                || root instanceof StoreException
                || root instanceof ConfigException
                || root instanceof IllegalArgumentException;
        if (spokenFor && root.getMessage() != null) {
            return root.getMessage();
        }
        if (root instanceof BackendException backend) {
            return backend.backendId() + ": " + backend.getMessage();
        }
        if (root instanceof IOException io) {
            return ofFile(io);
        }
        if (root instanceof CancellationException) {
            return "stopped";
        }
        if (root instanceof OutOfMemoryError) {
            return "out of memory (" + root.getMessage() + "): give the Java heap more with TTT_JAVA_OPTS=-Xmx..., or a"
                    + " container more memory, of which Java takes two fifths";
        }
        if (root instanceof StackOverflowError) {
            return "the input is nested too deeply: the stack overflowed; --verbose shows where";
        }
        return "internal error: " + root.getClass().getSimpleName() + ": " + root.getMessage()
                + "; --verbose shows where";
    }

    /** Exit code for a failure that was not asked for. */
    static int exitCode(Throwable failure) {
        Throwable root = root(failure);
        if (root instanceof CommandException command) {
            return command.exitCode();
        }
        return root instanceof ConfigException ? Main.USAGE : Main.FAILED;
    }

    /** Wraps a failure of a file for places that cannot declare it. */
    static UncheckedIOException unchecked(IOException failure) {
        return new UncheckedIOException(failure);
    }

    private static String ofFile(IOException failure) {
        if (!(failure instanceof FileSystemException file)) {
            return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        }
        return file.getFile() + ": " + reason(file);
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "exists already";
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return "the directory is not empty";
        }
        if (failure instanceof NotDirectoryException) {
            return "is not a directory";
        }
        return failure.getReason() == null ? "cannot be used" : failure.getReason();
    }
}
