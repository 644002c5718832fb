package org.ttt4j.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps the last two snapshots of an {@link OnlineAdaptation} in a directory, and the last good one: {@code NUMBER.weights},
 * then {@code NUMBER.state}, whose presence says that both are whole and which holds the checksum of the weights, and
 * {@code NUMBER.good} once the weights have predicted a segment that they had not learned about as well as the base model.
 * A killed process leaves the one before. Confined to one thread.
 */
public final class OnlineSnapshots {

    private static final int KEPT = 2;

    private final Path directory;
    private Optional<Snapshot> unproven = Optional.empty();

    /**
     * Snapshots in a directory, made when the first is.
     *
     * @param directory of this stream alone; snapshots that it has already are gone on with, and removed as they become
     *     too old
     */
    public OnlineSnapshots(Path directory) {
        this.directory = Objects.requireNonNull(directory, "directory");
    }

    /**
     * A snapshot that is there as a whole. Thread-safe.
     *
     * @param state where the run was
     * @param weights file of the weights
     */
    public record Snapshot(OnlineState state, Path weights) {}

    /**
     * Takes one and removes those that are too old.
     *
     * @param run settled: see {@link OnlineAdaptation#settled()}
     * @return what was written
     * @throws IllegalStateException if the run is not settled
     * @throws BackendException if it cannot be written
     */
    public Snapshot save(OnlineAdaptation run) {
        OnlineState state = run.state();
        String name = String.format("%012d", state.segments());
        Path weights = directory.resolve(name + ".weights");
        try {
            Files.createDirectories(directory);
            Path file = directory.resolve(name + ".state");
            Files.deleteIfExists(goodOf(file));
            Files.deleteIfExists(file); // before the weights it speaks of change
            run.snapshot(weights);
            write(file, OnlineStateText.write(state, sha256(weights)));
            unproven = Optional.of(new Snapshot(state, weights));
            removeOld();
            return unproven.orElseThrow();
        } catch (IOException failed) {
            throw new BackendException("online", weights + ": the snapshot cannot be written (" + failed + ")", failed);
        }
    }

    /**
     * {@return the last one that is whole, or empty if there never was one}
     *
     * @param damaged told of each newer one why it is none, in words
     * @throws BackendException if there are some and none is whole, naming the newest; or if they cannot be read
     */
    public Optional<Snapshot> last(Consumer<String> damaged) {
        BackendException first = null;
        for (Path file : listed(".state")) {
            try {
                unproven = Optional.of(read(file));
                return unproven;
            } catch (BackendException broken) {
                damaged.accept(broken.getMessage());
                first = first == null ? broken : first;
            }
        }
        if (first != null) {
            throw first;
        }
        return Optional.empty();
    }

    /**
     * Looks at what the weights of the last snapshot made of the segment after it: where they predict about as well as the base
     * model, the snapshot counts as good from then on and is kept until another does.
     *
     * @param line of a segment; others than the one after the last snapshot say nothing
     * @param after the run's state after it
     * @throws BackendException if it cannot be written
     */
    public void observe(OnlineLine line, OnlineState after) {
        if (unproven.isEmpty() || unproven.orElseThrow().state().segments() != line.segment()) {
            return;
        }
        Path weights = unproven.orElseThrow().weights();
        unproven = Optional.empty();
        if (after.trend().harmless() && OnlineTrend.harmless(line)) {
            try {
                Files.writeString(goodOf(stateOf(weights)), "");
            } catch (IOException failed) {
                throw new BackendException("online", weights + ": cannot be marked as good (" + failed + ")", failed);
            }
        }
    }

    /**
     * {@return the last whole one that is known to predict about as well as the base model, or empty if none is}
     *
     * @throws BackendException if they cannot be read
     */
    public Optional<Snapshot> good() {
        for (Path file : listed(".state")) {
            Optional<Snapshot> whole = Files.exists(goodOf(file)) ? whole(file) : Optional.empty();
            if (whole.isPresent()) {
                return whole;
            }
        }
        return Optional.empty();
    }

    private static Optional<Snapshot> whole(Path file) {
        try {
            return Optional.of(read(file));
        } catch (BackendException damaged) {
            return Optional.empty();
        }
    }

    private static Snapshot read(Path file) {
        Path weights = weightsOf(file);
        try {
            OnlineStateText.Stored stored = OnlineStateText.read(file);
            if (!Files.exists(weights)) {
                throw new BackendException("online", weights + ": missing, wanted the weights that belong to " + file);
            }
            String found = sha256(weights);
            if (!found.equals(stored.weights())) {
                throw new BackendException(
                        "online",
                        weights + ": found the SHA-256 " + found + ", wanted the " + stored.weights() + " of " + file
                                + ": these are other weights, or damaged ones");
            }
            return new Snapshot(stored.state(), weights);
        } catch (IOException failed) {
            throw new BackendException("online", file + ": the snapshot cannot be read (" + failed + ")", failed);
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = OnlineSegment.digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[1 << 16];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void removeOld() throws IOException {
        List<Path> states = files(".state");
        Optional<Path> good =
                states.stream().filter(state -> Files.exists(goodOf(state))).findFirst();
        for (Path old : states.subList(Math.min(KEPT, states.size()), states.size())) {
            if (!old.equals(good.orElse(null))) {
                Files.deleteIfExists(goodOf(old));
                Files.deleteIfExists(old);
                Files.deleteIfExists(weightsOf(old));
            }
        }
        for (Path weights : files(".weights")) { // of a process that was killed before it wrote the state
            if (!Files.exists(stateOf(weights))) {
                Files.deleteIfExists(weights);
            }
        }
    }

    private List<Path> listed(String suffix) {
        try {
            return files(suffix);
        } catch (IOException failed) {
            throw new BackendException("online", directory + ": snapshots cannot be read (" + failed + ")", failed);
        }
    }

    /** Newest first. */
    private List<Path> files(String suffix) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        Pattern pattern = Pattern.compile("\\d{12}" + Pattern.quote(suffix));
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> pattern.matcher(name(file)).matches())
                    .sorted(Comparator.comparing(OnlineSnapshots::name).reversed())
                    .toList();
        }
    }

    private static Path weightsOf(Path state) {
        return state.resolveSibling(name(state).replace(".state", ".weights"));
    }

    private static Path goodOf(Path state) {
        return state.resolveSibling(name(state).replace(".state", ".good"));
    }

    private static Path stateOf(Path weights) {
        return weights.resolveSibling(name(weights).replace(".weights", ".state"));
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static void write(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling(name(file) + ".tmp");
        Files.writeString(temporary, text, StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel parent = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            parent.force(true);
        }
    }
}
