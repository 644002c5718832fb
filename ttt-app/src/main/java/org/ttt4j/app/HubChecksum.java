package org.ttt4j.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ttt4j.store.Sha256;

/**
 * What a hub says the content of a file hashes to: SHA-256 for large files, and for small ones Git's name of the content,
 * which is SHA-1 over its length and itself. Thread-safe.
 *
 * @param kind which hash
 * @param hex the hash, lower case
 */
record HubChecksum(Kind kind, String hex) {

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /** Which hash. */
    enum Kind {
        SHA256("SHA-256"),
        GIT("Git SHA-1");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    /** Reads an entity tag or an id: 64 digits are SHA-256, 40 are Git's; others say nothing about the content. */
    static Optional<HubChecksum> of(String tag) {
        String hex =
                tag.replaceAll("^(W/)?\"?|\"$", "").replaceAll("^sha256:", "").toLowerCase(Locale.ROOT);
        return HEX.matcher(hex).matches()
                ? Optional.of(new HubChecksum(hex.length() == 64 ? Kind.SHA256 : Kind.GIT, hex))
                : Optional.empty();
    }

    /** The same hash of a file. */
    HubChecksum of(Path file) throws IOException {
        MessageDigest digest = kind == Kind.SHA256 ? Sha256.digest() : sha1();
        if (kind == Kind.GIT) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return new HubChecksum(kind, HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public String toString() {
        return kind.label + " " + hex;
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-1, this one has not", impossible);
        }
    }
}
