package org.ttt4j.app;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A model on a hub. Thread-safe.
 *
 * @param name {@code OWNER/NAME}, or a name alone where the hub knows one
 * @param revision branch, tag or commit
 */
record HubRepository(String name, String revision) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][\\w.-]{0,95}(/[A-Za-z0-9][\\w.-]{0,95})?");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9][\\w./-]{0,255}");

    /** Refuses names that could mean another address. */
    HubRepository {
        if (!NAME.matcher(name).matches() || name.contains("..")) {
            throw CommandException.usage("found model " + name + ", wanted OWNER/NAME");
        }
        if (!REVISION.matcher(revision).matches() || revision.contains("..")) {
            throw CommandException.usage("found --revision " + revision + ", wanted a branch, tag or commit");
        }
    }

    /** Where the files are listed. */
    URI listing(URI endpoint) {
        return URI.create(endpoint + "/api/models/" + name + "/tree/" + encoded(revision));
    }

    /** Where a file is. */
    URI file(URI endpoint, String file) {
        return URI.create(endpoint + "/" + name + "/resolve/" + encoded(revision) + "/" + encoded(file));
    }

    @Override
    public String toString() {
        return name + " at " + revision;
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
