package org.ttt4j.server;

import java.util.List;
import java.util.Map;
import org.ttt4j.api.Selector;

/** Selectors by name, each opened for one request with that request's settings. Thread-safe. */
public interface Selectors {

    /** {@return the names that a request may give, the default first; never empty} */
    List<String> ids();

    /**
     * Opens a selector.
     *
     * @param id one of {@link #ids()}
     * @param settings keys such as {@code lambda} and {@code alpha} that a request sets over the configured ones
     * @return a selector that the caller closes
     * @throws org.ttt4j.api.ConfigException if a setting is wrong
     */
    Selector open(String id, Map<String, String> settings);
}
