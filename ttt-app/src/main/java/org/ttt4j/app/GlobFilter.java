package org.ttt4j.app;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * Chooses files by glob. A glob without {@code /} is matched with the file's name, one with {@code /} with its path
 * below the directory or in the archive, where {@code **} crosses directories. Thread-safe.
 */
final class GlobFilter {

    /** Lets everything through. */
    static final GlobFilter ALL = new GlobFilter(List.of(), List.of());

    private final List<Glob> include;
    private final List<Glob> exclude;

    /**
     * A filter.
     *
     * @param include globs of which one must match; none lets everything through
     * @param exclude globs of which none may match
     * @throws IllegalArgumentException if one is no glob
     */
    GlobFilter(List<String> include, List<String> exclude) {
        this.include = include.stream().map(Glob::of).toList();
        this.exclude = exclude.stream().map(Glob::of).toList();
    }

    /** Whether a file counts. */
    boolean accepts(String path) {
        return (include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(path))) && !excludes(path);
    }

    /** Whether a file or archive is ruled out. */
    boolean excludes(String path) {
        return exclude.stream().anyMatch(glob -> glob.matches(path));
    }

    private record Glob(boolean wholePath, PathMatcher matcher) {

        static Glob of(String text) {
            try {
                return new Glob(text.contains("/"), FileSystems.getDefault().getPathMatcher("glob:" + text));
            } catch (PatternSyntaxException malformed) {
                throw new IllegalArgumentException(
                        "found the glob \"" + text + "\": " + malformed.getDescription(), malformed);
            }
        }

        boolean matches(String path) {
            Path whole = Path.of(path);
            return matcher.matches(wholePath || whole.getFileName() == null ? whole : whole.getFileName());
        }
    }
}
