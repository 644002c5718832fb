package org.ttt4j.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/**
 * Brings files of one repository into a directory. A file appears under its name when all of it is there and has the
 * announced checksum; until then it is {@code NAME.part}, which the next try or run continues. Confined to one thread.
 */
final class HubDownload {

    /** Tries in a row that brought nothing. */
    private static final int ATTEMPTS = 5;
    /** Whole files with a wrong checksum: a second may be the right one, further ones are the same. */
    private static final int WHOLE = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/.*");

    private final HubClient client;
    private final URI endpoint;
    private final HubRepository repository;
    private final Path directory;
    private final long pauseMillis;
    private String commit = "";

    /**
     * Downloads into an existing directory.
     *
     * @param pauseMillis before the second try; doubled before each further one
     */
    HubDownload(HubClient client, URI endpoint, HubRepository repository, Path directory, long pauseMillis) {
        this.client = client;
        this.endpoint = endpoint;
        this.repository = repository;
        this.directory = directory;
        this.pauseMillis = pauseMillis;
    }

    /** Commit that the files came from, or empty while none came or the hub does not say. */
    String commit() {
        return commit;
    }

    /** All further files must come from this commit, if it is not empty. */
    void continueFrom(String earlier) {
        commit = earlier;
    }

    /**
     * Brings one file, unless it is there with the announced size and checksum.
     *
     * @return the file with all that is known about it now
     * @throws HubRefusal if the hub does not hand it out
     * @throws IOException if it cannot be had, naming the address
     */
    HubFile fetch(HubFile announced, RunControl control) throws IOException {
        Path target = directory.resolve(announced.name());
        if (announced.checksum().isPresent()
                && Files.isRegularFile(target)
                && problem(announced, target).isEmpty()) {
            return sized(announced, target);
        }
        Path part = directory.resolve(announced.name() + ".part");
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            if (lock == null) {
                throw new HubRefusal(0, true, part + ": found another download at work on it, wanted to be alone");
            }
            HubFile file = complete(announced, part, channel, control);
            if (channel.size() == 0 && unchanged(file, target)) {
                return sized(file, target);
            }
            channel.force(true);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return sized(file, target);
        } finally {
            if (Files.exists(part) && Files.size(part) == 0) {
                Files.delete(part);
            }
        }
    }

    private HubFile complete(HubFile announced, Path part, FileChannel channel, RunControl control) throws IOException {
        URI address = repository.file(endpoint, announced.name());
        HubFile file = announced;
        IOException last = null;
        int wrong = 0;
        long furthest = channel.size();
        for (int attempt = 0; attempt < ATTEMPTS && wrong < WHOLE; attempt++) {
            control.checkCancelled();
            if (attempt > 0) {
                pause(attempt, control);
            }
            try {
                file = transfer(address, file, channel, control);
                if (channel.size() == 0 && unchanged(file, directory.resolve(file.name()))) {
                    return file;
                }
                Optional<String> problem = problem(file, part);
                if (problem.isEmpty()) {
                    return file;
                }
                last = new IOException(problem.get());
                channel.truncate(0); // what is wrong in it cannot be told from what is right
                furthest = 0;
                wrong++;
            } catch (HubRefusal refusal) {
                throw refusal;
            } catch (IOException broken) {
                control.checkCancelled(); // the watch closes the body then
                last = broken;
                if (channel.size() > furthest) { // a long file over a bad line takes as many tries as it needs
                    furthest = channel.size();
                    attempt = 0;
                }
            }
        }
        String reason = last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
        throw new IOException(
                address + ": cannot be downloaded: " + reason + "; the same command goes on from what is there", last);
    }

    private HubFile transfer(URI address, HubFile announced, FileChannel channel, RunControl control)
            throws IOException {
        long have = channel.size();
        if (announced.size().isPresent() && have >= announced.size().getAsLong()) {
            if (have == announced.size().getAsLong() && announced.checksum().isPresent()) {
                return announced; // an earlier run ended just before it was verified
            }
            channel.truncate(0);
            have = 0;
        }
        HubClient.Answer answer = client.get(address, have, control);
        try (InputStream body = new WatchedBody(answer.response().body(), PATIENCE, control)) {
            demandCommit(answer.commit());
            HubFile file = announced.orElse(answer.size(), answer.checksum());
            if (have == 0 && unchanged(file, directory.resolve(file.name()))) {
                return file; // the head of the answer told; its body is not needed
            }
            if (answer.response().statusCode() == 416) {
                channel.truncate(0);
                throw new IOException("found nothing after byte " + have + " of it");
            }
            long from = answer.response().statusCode() == 206 ? start(answer) : 0;
            if (from != 0 && from != have) {
                channel.truncate(0);
                throw new IOException("found an answer from byte " + from + ", wanted it from byte " + have);
            }
            long length = answer.response()
                    .headers()
                    .firstValueAsLong("Content-Length")
                    .orElse(-1);
            boolean encoded =
                    answer.response().headers().firstValue("Content-Encoding").isPresent();
            long total = file.size().orElse(length < 0 || encoded ? -1 : from + length);
            long done = append(body, channel, from, total, file.name(), control);
            if (total >= 0 && done < total) {
                throw new IOException(ended(done, total));
            }
            return file.orElse(total < 0 ? OptionalLong.empty() : OptionalLong.of(total), Optional.empty());
        }
    }

    private static long append(
            InputStream body, FileChannel channel, long from, long total, String name, RunControl control)
            throws IOException {
        channel.truncate(from);
        channel.position(from);
        byte[] buffer = new byte[1 << 16];
        long done = from;
        for (int n = read(body, buffer, done, total); n >= 0; n = read(body, buffer, done, total)) {
            control.checkCancelled();
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            done += n;
            control.report(new Progress.Advanced(name, done, total));
        }
        return done;
    }

    private static int read(InputStream body, byte[] buffer, long done, long total) throws IOException {
        try {
            return body.read(buffer);
        } catch (IOException broken) {
            throw new IOException(ended(done, total) + " (" + broken.getMessage() + ")", broken);
        }
    }

    private static String ended(long done, long total) {
        return "the connection ended after " + done + (total < 0 ? " bytes" : " of " + total + " bytes");
    }

    /** A revision that moved meanwhile would mix two models. */
    private void demandCommit(String answered) throws IOException {
        if (!commit.isEmpty() && !answered.isEmpty() && !commit.equals(answered)) {
            throw new HubRefusal(
                    0,
                    true,
                    repository + ": found commit " + answered + " after files of commit " + commit
                            + ", wanted all of one; name a commit with --revision, or choose another --out");
        }
        commit = answered.isEmpty() ? commit : answered;
    }

    /** What is wrong with a file that shall be the announced one. */
    static Optional<String> problem(HubFile wanted, Path file) throws IOException {
        long size = Files.size(file);
        if (wanted.size().isPresent() && wanted.size().getAsLong() != size) {
            return Optional.of(
                    "found " + size + " bytes, wanted " + wanted.size().getAsLong());
        }
        if (wanted.checksum().isPresent()) {
            HubChecksum found = wanted.checksum().get().of(file);
            if (!found.equals(wanted.checksum().get())) {
                return Optional.of(
                        "found " + found + ", wanted " + wanted.checksum().get());
            }
        }
        return Optional.empty();
    }

    private static boolean unchanged(HubFile wanted, Path file) throws IOException {
        return wanted.checksum().isPresent()
                && Files.isRegularFile(file)
                && problem(wanted, file).isEmpty();
    }

    private static HubFile sized(HubFile file, Path target) throws IOException {
        return file.orElse(OptionalLong.of(Files.size(target)), Optional.empty());
    }

    private static long start(HubClient.Answer answer) {
        Matcher range = RANGE.matcher(
                answer.response().headers().firstValue("Content-Range").orElse(""));
        return range.matches() ? Long.parseLong(range.group(1)) : -1;
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException here) {
            return null;
        }
    }

    private void pause(int attempt, RunControl control) {
        long until = System.nanoTime() + (pauseMillis << (attempt - 1)) * 1_000_000;
        try {
            while (System.nanoTime() < until) {
                control.checkCancelled();
                Thread.sleep(Math.min(50, pauseMillis));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
