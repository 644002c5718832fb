package org.ttt4j.app;

/** How wide the terminal is. */
final class TextWidth {

    private static final int DEFAULT = 80;

    private TextWidth() {}

    /** The columns that the environment variable {@code COLUMNS} tells, within reason, else 80. */
    static int columns() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[1-9][0-9]{1,3}")
                ? Math.max(40, Integer.parseInt(columns))
                : DEFAULT;
    }
}
