package org.ttt4j.app;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file of a repository as the hub announces it. Thread-safe.
 *
 * @param name at the root of the repository
 * @param size bytes, if known
 * @param checksum of its content, if known
 */
record HubFile(String name, OptionalLong size, Optional<HubChecksum> checksum) {

    /** A file about which nothing is known. */
    static HubFile named(String name) {
        return new HubFile(name, OptionalLong.empty(), Optional.empty());
    }

    /** With what an answer adds where this one knows nothing. */
    HubFile orElse(OptionalLong otherSize, Optional<HubChecksum> otherChecksum) {
        return new HubFile(name, size.isPresent() ? size : otherSize, checksum.or(() -> otherChecksum));
    }
}
