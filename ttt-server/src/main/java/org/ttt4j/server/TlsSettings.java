package org.ttt4j.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import org.ttt4j.api.Settings;

/**
 * Where the certificate is. Thread-safe.
 *
 * @param keyStore holds the private key and its certificates
 * @param password of the key store and of the key
 */
public record TlsSettings(KeyStore keyStore, String password) {

    /**
     * Refuses null.
     *
     * @param keyStore loaded, not null
     * @param password not null; empty if there is none
     */
    public TlsSettings {
        Objects.requireNonNull(keyStore, "keyStore");
        Objects.requireNonNull(password, "password");
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "TlsSettings[" + keyStore.getType() + "]";
    }

    static Optional<TlsSettings> from(Settings settings) {
        Optional<Path> password = settings.path("tls.password-file");
        Optional<Path> store = settings.path("tls.keystore");
        if (store.isEmpty() && password.isPresent()) { // who sets it expects TLS, and would send keys in the clear
            throw settings.refuse(
                    "tls.password-file",
                    "found " + password.get() + " and no tls.keystore, wanted both for HTTPS, or neither for HTTP");
        }
        return store.map(file -> {
            String secret = password.map(from -> line(settings, from)).orElse("");
            return new TlsSettings(read(settings, file, secret), secret);
        });
    }

    private static String line(Settings settings, Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            throw settings.refuse(
                    "tls.password-file", "found " + file + ", wanted a file of one line that can be read");
        }
    }

    /** Without a private key every handshake would fail, of which only the clients hear. */
    private static void demandKey(Settings settings, Path file, KeyStore store) throws KeyStoreException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return;
            }
        }
        throw settings.refuse(
                "tls.keystore",
                "found " + file + " with " + store.size() + " entries and no private key among them, wanted the"
                        + " server's private key with its certificates");
    }

    private static KeyStore read(Settings settings, Path file, String password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12"); // reads JKS as well
            store.load(in, password.toCharArray());
            demandKey(settings, file, store);
            return store;
        } catch (IOException | GeneralSecurityException unusable) {
            throw settings.refuse(
                    "tls.keystore",
                    "found " + file + ", wanted a key store in PKCS #12 that opens with the password in"
                            + " tls.password-file: " + unusable.getMessage());
        }
    }
}
