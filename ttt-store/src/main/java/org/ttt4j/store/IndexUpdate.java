package org.ttt4j.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One change of an index directory. Everything new goes into one directory of its own, {@code g} and the generation;
 * then the manifest, which alone decides what belongs to the index, is replaced at once. Whoever reads goes on with the
 * files of the manifest it has read: they stay until the next change begins. Confined to one thread.
 */
final class IndexUpdate implements AutoCloseable {

    private final Path directory;
    private final DirectoryLock lock;
    private final IndexManifest before;
    private final Optional<BuildIdentity> uncompleted;
    private boolean published;

    private IndexUpdate(Path directory, DirectoryLock lock, IndexManifest before) throws IOException {
        this.directory = directory;
        this.lock = lock;
        this.before = before;
        this.uncompleted = BuildIdentity.of(directory.resolve("g" + before.generation()));
    }

    /**
     * Begins: takes the lock and removes what the manifest no longer lists.
     *
     * @throws StoreException if there is no index or somebody else is changing it
     */
    static IndexUpdate begin(Path directory, String command) throws IOException {
        IndexFiles.readManifest(directory); // refuses what is no index before a lock is put there
        return begin(directory, DirectoryLock.take(directory, command));
    }

    /** Begins if nobody else is at it. */
    static Optional<IndexUpdate> tryBegin(Path directory, String command) throws IOException {
        Optional<DirectoryLock> lock = DirectoryLock.tryTake(directory, command);
        return lock.isEmpty() ? Optional.empty() : Optional.of(begin(directory, lock.orElseThrow()));
    }

    private static IndexUpdate begin(Path directory, DirectoryLock lock) throws IOException {
        try {
            IndexUpdate update = new IndexUpdate(directory, lock, IndexFiles.readManifest(directory));
            update.prune();
            return update;
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    /** The manifest as it is, read under the lock. */
    IndexManifest before() {
        return before;
    }

    /** Whether the manifest is what this addition has published, and only its end was not recorded. */
    boolean isOf(BuildIdentity identity) {
        return before.segments().size() > 1 && uncompleted.equals(Optional.of(identity));
    }

    /** Number of the generation that is being written. */
    long generation() {
        return before.generation() + 1;
    }

    /** Name of the directory, below the index directory, that everything new goes into. */
    String name() {
        return "g" + generation();
    }

    /** That directory, made when first asked for. */
    Path fresh() throws IOException {
        return Files.createDirectories(directory.resolve(name()));
    }

    /** Replaces the manifest; what is new has to be on disk. */
    void publish(IndexManifest after) throws IOException {
        if (after.generation() != generation()) {
            throw new IllegalArgumentException("found generation " + after.generation() + ", wanted " + generation());
        }
        if (Files.exists(directory.resolve(name()))) {
            Durable.forceTree(directory.resolve(name()));
        }
        Durable.force(directory);
        IndexFiles.writeManifest(directory, after);
        published = true;
        Durable.delete(directory.resolve(StagedDirectory.COMPACT)); // it was of the index as it was before
    }

    /** Removes what was not published and lets others change the directory. */
    @Override
    public void close() {
        try (lock) {
            if (!published && Files.exists(directory.resolve(name()))) {
                remove(directory, directory.resolve(name()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes files and directories of earlier generations that the manifest does not list. */
    private void prune() throws IOException {
        Set<String> kept = before.files().keySet().stream()
                .flatMap(IndexUpdate::withParents)
                .collect(Collectors.toSet());
        for (Path entry : entries(directory)) {
            String name = entry.getFileName().toString();
            if (kept.contains(name) && Files.isDirectory(entry)) {
                prune(entry, name, kept);
            } else if (!kept.contains(name) && ours(name)) {
                remove(directory, entry);
            }
        }
    }

    private static void prune(Path directory, String name, Set<String> kept) throws IOException {
        for (Path entry : entries(directory)) {
            String inner = name + "/" + entry.getFileName();
            if (!kept.contains(inner)) {
                Durable.delete(entry);
            } else if (Files.isDirectory(entry)) {
                prune(entry, inner, kept);
            }
        }
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    /** Whether this program writes something of this name at the top of an index: what else is there stays. */
    private static boolean ours(String name) {
        return name.matches("g[0-9]+|.*[.]tmp-[0-9]+")
                || IndexManifest.Segment.NAMES.contains(name)
                || (name.endsWith(BlockSums.SUFFIX)
                        && IndexManifest.Segment.NAMES.contains(
                                name.substring(0, name.length() - BlockSums.SUFFIX.length())));
    }

    /** Deletes, but keeps what `ttt index add` or `compact` had made when it was killed before the new manifest. */
    private static void remove(Path directory, Path entry) throws IOException {
        if (BuildIdentity.isIn(entry)) {
            Path staging = directory.resolve(BuildIdentity.staging(entry));
            if (!Files.exists(staging)) {
                Files.move(entry, staging);
                return;
            }
        }
        Durable.delete(entry);
    }

    private static Stream<String> withParents(String file) {
        return Stream.iterate(
                file, name -> !name.isEmpty(), name -> name.substring(0, Math.max(0, name.lastIndexOf('/'))));
    }
}
