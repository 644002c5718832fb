package org.ttt4j.api;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps the last snapshots of an {@link OnlineAdaptation} in a directory, two files each: {@code NUMBER.weights}, then
 * {@code NUMBER.state}, whose presence says that both are whole. A killed process leaves the one before. Confined to one
 * thread.
 */
public final class OnlineSnapshots {

    private static final int KEPT = 2;

    private final Path directory;

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
            Files.deleteIfExists(file); // before the weights it speaks of change
            run.snapshot(weights);
            write(file, OnlineStateText.write(state));
            removeOld();
            return new Snapshot(state, weights);
        } catch (IOException failed) {
            throw new BackendException("online", weights + ": the snapshot cannot be written (" + failed + ")", failed);
        }
    }

    /**
     * {@return the last one, or empty if there is none}
     *
     * @throws BackendException if it cannot be read
     */
    public Optional<Snapshot> last() {
        try {
            List<Path> states = states();
            if (states.isEmpty()) {
                return Optional.empty();
            }
            Path file = states.get(0);
            return Optional.of(new Snapshot(OnlineStateText.read(file), weightsOf(file)));
        } catch (IOException failed) {
            throw new BackendException("online", directory + ": snapshots cannot be read (" + failed + ")", failed);
        }
    }

    private void removeOld() throws IOException {
        List<Path> states = states();
        for (Path old : states.subList(Math.min(KEPT, states.size()), states.size())) {
            Files.deleteIfExists(old);
            Files.deleteIfExists(weightsOf(old));
        }
        for (Path weights : files(".weights")) { // of a process that was killed before it wrote the state
            if (!Files.exists(weights.resolveSibling(name(weights).replace(".weights", ".state")))) {
                Files.deleteIfExists(weights);
            }
        }
    }

    private List<Path> states() throws IOException {
        return files(".state");
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
