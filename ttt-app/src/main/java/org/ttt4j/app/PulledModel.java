package org.ttt4j.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.ttt4j.store.Durable;
import org.ttt4j.store.NamedOutput;

/**
 * Where a directory's files came from, kept beside them as {@value #FILE}. Thread-safe.
 *
 * @param repository name of the model
 * @param revision that was asked for
 * @param commit that the files came from, or empty if the hub did not say
 * @param complete whether all files are there
 * @param files what is there, by name
 */
record PulledModel(String repository, String revision, String commit, boolean complete, Map<String, Entry> files) {

    static final String FILE = "ttt-source.json";

    PulledModel {
        files = files == null ? Map.of() : new LinkedHashMap<>(files);
    }

    /**
     * A file.
     *
     * @param bytes its size
     * @param checksum in hexadecimal, as {@link HubChecksum} reads it; empty if the hub announced none
     */
    record Entry(long bytes, String checksum) {

        /** With the name it has. */
        HubFile file(String name) {
            return new HubFile(name, OptionalLong.of(bytes), HubChecksum.of(checksum == null ? "" : checksum));
        }
    }

    /** What a directory says, or empty if it says nothing. */
    static Optional<PulledModel> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Json.MAPPER.readValue(Files.readAllBytes(file), PulledModel.class));
        } catch (JsonProcessingException broken) {
            throw CommandException.failed(file
                    + ": found what is not JSON of a pulled model, wanted it as it was written" + " or not at all");
        }
    }

    /** The same with one more file. */
    PulledModel with(HubFile file, String fromCommit) {
        Map<String, Entry> more = new LinkedHashMap<>(files);
        more.put(
                file.name(),
                new Entry(
                        file.size().orElse(0),
                        file.checksum().map(HubChecksum::hex).orElse("")));
        return new PulledModel(repository, revision, fromCommit, complete, more);
    }

    /** The same with all files there. */
    PulledModel completed() {
        return new PulledModel(repository, revision, commit, true, files);
    }

    /** Writes it, as a whole or not at all. */
    void write(Path directory) throws IOException {
        Path target = directory.resolve(FILE);
        Path beside = Durable.temporaryFor(target);
        try (NamedOutput out = new NamedOutput(beside)) {
            out.write((Json.pretty(this) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Everything that is no longer as it was pulled, one sentence each. */
    List<String> problems(Path directory) throws IOException {
        List<String> problems = new ArrayList<>();
        if (!complete) {
            problems.add(FILE + ": found a download that did not end, wanted all of " + repository
                    + "; `ttt model pull` goes on with it");
        }
        for (Map.Entry<String, Entry> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            if (!Files.isRegularFile(path)) {
                problems.add(file.getKey() + ": found nothing, wanted the file that was pulled");
            } else {
                HubDownload.problem(file.getValue().file(file.getKey()), path)
                        .ifPresent(problem -> problems.add(file.getKey() + ": " + problem));
            }
        }
        return problems;
    }
}
