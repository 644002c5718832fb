package org.ttt4j.train.tf;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in words what went wrong with a file: some of Java's exceptions carry nothing but the path. Thread-safe. */
final class FileTrouble {

    private FileTrouble() {}

    /** A phrase without the path. */
    static String of(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "not found";
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission";
        }
        if (failure instanceof NotDirectoryException) {
            return "not a directory";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "is already there, but not as a directory";
        }
        String reason = failure instanceof FileSystemException system ? system.getReason() : failure.getMessage();
        return reason == null ? failure.getClass().getSimpleName() : reason;
    }
}
