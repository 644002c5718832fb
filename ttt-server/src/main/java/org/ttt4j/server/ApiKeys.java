package org.ttt4j.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.ttt4j.api.Settings;

/** Who may call. What is compared are hashes, all of them each time, so that time tells nothing. Thread-safe. */
final class ApiKeys {

    private static final String SCHEME = "Bearer ";

    private final List<byte[]> hashes;

    ApiKeys(List<String> keys) {
        this.hashes = keys.stream().map(ApiKeys::sha256).toList();
    }

    /** Whether there is any key; without one everybody may call. */
    boolean demanded() {
        return !hashes.isEmpty();
    }

    /**
     * Lets a caller in.
     *
     * @param authorization the header, or null
     * @return a name for the caller that does not tell the key
     * @throws ApiError 401 if the key is missing or wrong
     */
    String admit(String authorization) {
        if (!demanded()) {
            return "";
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refused("found no API key, wanted the header Authorization: Bearer KEY");
        }
        byte[] hash = sha256(authorization.substring(SCHEME.length()).strip());
        int found = 0;
        for (byte[] known : hashes) {
            found |= MessageDigest.isEqual(known, hash) ? 1 : 0;
        }
        if (found == 0) {
            throw refused("found an API key that this server does not know, wanted one of its own");
        }
        return HexFormat.of().formatHex(hash);
    }

    private static ApiError refused(String message) {
        return ApiError.of(401, "invalid_api_key", message).with("WWW-Authenticate", "Bearer");
    }

    /** The keys of the settings {@code keys} and {@code keys-file}. */
    static List<String> read(Settings settings) {
        List<String> keys = new ArrayList<>(ServerSettings.words(settings.string("keys", "")));
        Optional<Path> file = settings.path("keys-file");
        if (file.isPresent()) {
            try {
                Files.readAllLines(file.get()).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .forEach(keys::add);
            } catch (IOException unreadable) {
                throw settings.refuse(
                        "keys-file", "found " + file.get() + ", wanted a text file that can be read, one key a line");
            }
            if (keys.isEmpty()) { // an empty file must not open the server to everybody
                throw settings.refuse("keys-file", "found no key in " + file.get() + ", wanted at least one");
            }
        }
        return keys;
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
