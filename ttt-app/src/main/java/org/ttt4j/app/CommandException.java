package org.ttt4j.app;

/** A command cannot do what it was asked for; the message is the one sentence the user sees. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Input, files or backends are at fault: exit code 1. */
    static CommandException failed(String message) {
        return new CommandException(Main.FAILED, message, null);
    }

    /** Input, files or backends are at fault: exit code 1. */
    static CommandException failed(String message, Throwable cause) {
        return new CommandException(Main.FAILED, message, cause);
    }

    /** The command line is at fault: exit code 2. */
    static CommandException usage(String message) {
        return new CommandException(Main.USAGE, message, null);
    }

    int exitCode() {
        return exitCode;
    }
}
