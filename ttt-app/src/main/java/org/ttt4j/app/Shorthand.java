package org.ttt4j.app;

/**
 * An option of one command that is short for a configuration key; {@code --set} of the same key wins. Thread-safe.
 *
 * @param option as the user typed it, such as {@code --lambda}: the origin that messages about the value name
 * @param key full key, such as {@code ttt.selector.sift.lambda}
 * @param value what the user gave
 */
record Shorthand(String option, String key, String value) {}
