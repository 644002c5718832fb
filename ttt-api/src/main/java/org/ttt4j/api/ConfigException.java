package org.ttt4j.api;

import java.util.Objects;

/** A setting is missing, mistyped, unknown or out of range. */
public class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Full key of the setting, never null. */
    private final String path;

    /**
     * A refusal of one setting.
     *
     * @param path full key, such as {@code ttt.index.faiss.factory}
     * @param origin where the value came from (file and line, {@code --set}, default), or empty
     * @param problem what was found and what was wanted
     */
    public ConfigException(String path, String origin, String problem) {
        super(path + (origin.isEmpty() ? "" : " (" + origin + ")") + ": " + problem);
        this.path = Objects.requireNonNull(path, "path");
    }

    /** {@return the full key of the setting, such as {@code ttt.index.faiss.factory}} */
    public String path() {
        return path;
    }
}
