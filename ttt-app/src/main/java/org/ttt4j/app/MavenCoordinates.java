package org.ttt4j.app;

import java.util.List;

/**
 * Names a file in a Maven repository: {@code group:artifact:version[:classifier[@extension]]}. Thread-safe.
 *
 * @param group such as {@code org.apache.commons}
 * @param artifact such as {@code commons-lang3}
 * @param version such as {@code 3.14.0}
 * @param classifier such as {@code sources}, or empty
 * @param extension such as {@code jar}
 */
record MavenCoordinates(String group, String artifact, String version, String classifier, String extension) {

    MavenCoordinates {
        for (String part : List.of(group, artifact, version, classifier, extension)) {
            // Parts become path segments: nothing may climb out of the repository.
            if (!part.matches("[A-Za-z0-9._-]*") || part.contains("..")) {
                throw new IllegalArgumentException("found \"" + part
                        + "\" in Maven coordinates, wanted letters, digits," + " dots, dashes and underscores");
            }
        }
        if (group.isEmpty() || artifact.isEmpty() || version.isEmpty() || extension.isEmpty()) {
            throw new IllegalArgumentException("found " + group + ":" + artifact + ":" + version + ":" + classifier
                    + "@" + extension + ", wanted group:artifact:version[:classifier[@extension]]");
        }
    }

    static MavenCoordinates parse(String text) {
        int at = text.lastIndexOf('@');
        List<String> parts = List.of((at < 0 ? text : text.substring(0, at)).split(":", -1));
        if (parts.size() != 3 && parts.size() != 4) {
            throw new IllegalArgumentException(
                    "found coordinates \"" + text + "\", wanted group:artifact:version[:classifier[@extension]]");
        }
        return new MavenCoordinates(
                parts.get(0),
                parts.get(1),
                parts.get(2),
                parts.size() == 4 ? parts.get(3) : "",
                at < 0 ? "jar" : text.substring(at + 1));
    }

    String fileName() {
        return artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + "." + extension;
    }

    /** Path below a repository's root, with slashes. */
    String path() {
        return group.replace('.', '/') + "/" + artifact + "/" + version + "/" + fileName();
    }

    @Override
    public String toString() {
        return group + ":" + artifact + ":" + version + (classifier.isEmpty() ? "" : ":" + classifier)
                + (extension.equals("jar") ? "" : "@" + extension);
    }
}
