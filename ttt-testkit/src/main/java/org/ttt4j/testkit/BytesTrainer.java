package org.ttt4j.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Trainer;

/** Hands out sessions, each with its own copy of the base model. {@link #begin} is thread-safe. */
final class BytesTrainer implements Trainer {

    private static final String BASE_TEXT = "/org-ttt4j-testkit-base.txt";
    private static final int BASE_PASSES = 5;
    private static final long POLL_MILLIS = 20;

    private final BytesSettings settings;
    private final ByteModel base;
    private final Traits traits;
    private final Semaphore slots;
    private volatile boolean closed;

    BytesTrainer(BytesSettings settings) {
        this.settings = settings;
        byte[] text = baseText();
        base = fitted(settings, new String(text, StandardCharsets.UTF_8));
        slots = new Semaphore(settings.maxSessions(), true);
        traits = new Traits(
                "bytes, order " + settings.order(),
                settings.contextTokens(),
                base.weights().length,
                settings.maxSessions(),
                "cpu",
                fingerprint(settings, text));
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public Session begin(RunControl control) {
        try {
            do {
                control.checkCancelled();
                if (closed) {
                    throw new IllegalStateException("BytesTrainer is closed");
                }
            } while (!slots.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendException(BytesTrainerProvider.ID, "interrupted while waiting for a session", e);
        }
        return new BytesSession(
                settings.contextTokens(), traits.fingerprint(), base, new ByteModel(settings), slots::release);
    }

    @Override
    public void close() {
        closed = true;
    }

    private static ByteModel fitted(BytesSettings settings, String text) {
        ByteModel model = new ByteModel(settings);
        for (int pass = 0; pass < BASE_PASSES; pass++) {
            for (String paragraph : text.split("\n\n", -1)) {
                int[] tokens = ByteTokens.withEnds(paragraph);
                model.step(tokens, 0, tokens.length);
            }
        }
        return model;
    }

    private static byte[] baseText() {
        try (InputStream in = BytesTrainer.class.getResourceAsStream(BASE_TEXT)) {
            if (in == null) {
                throw new BackendException(
                        BytesTrainerProvider.ID, "found no resource " + BASE_TEXT + ", wanted it in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new BackendException(BytesTrainerProvider.ID, "cannot read the resource " + BASE_TEXT, e);
        }
    }

    private static String fingerprint(BytesSettings settings, byte[] text) {
        MessageDigest digest = Sha256.digest();
        digest.update(("bytes 1 " + BASE_PASSES + " " + settings).getBytes(StandardCharsets.UTF_8));
        digest.update(text);
        return HexFormat.of().formatHex(digest.digest());
    }
}
