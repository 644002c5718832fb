package org.ttt4j.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ttt4j.api.RunControl;
import org.ttt4j.store.Durable;

/**
 * Brings what a trainer needs of a model from a hub into a directory: configuration and tokenizer first, weights last.
 * Confined to one thread.
 */
final class ModelPull {

    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*\\.safetensors");
    private static final int LISTINGS = 3;

    /** What lies beside the weights; a model need not have any of it. */
    private static final List<String> COMPANIONS = List.of(
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "tokenizer.model",
            "chat_template.jinja");

    private final HubSettings settings;
    private final HubRepository repository;
    private final Path directory;
    private final HubClient client;
    private final HubDownload download;
    private PulledModel pulled;
    private Optional<Map<String, HubFile>> listing = Optional.empty();

    /**
     * Prepares; asks for nothing yet.
     *
     * @param pauseMillis before a second try
     */
    ModelPull(HubSettings settings, HubRepository repository, Path directory, long pauseMillis) {
        this.settings = settings;
        this.repository = repository;
        this.directory = directory;
        client = new HubClient(settings);
        download = new HubDownload(client, settings.endpoint(), repository, directory, pauseMillis);
        pulled = new PulledModel(repository.name(), repository.revision(), "", false, Map.of());
    }

    /**
     * Downloads what is not there yet.
     *
     * @return what the directory holds then
     * @throws HubRefusal if the hub does not hand the model out
     */
    PulledModel run(RunControl control) throws IOException {
        Optional<PulledModel> before = claim();
        if (settings.offline()) {
            return offline(before);
        }
        Optional<Path> made = firstMissing();
        Files.createDirectories(directory);
        try {
            return bring(before, control);
        } catch (IOException | RuntimeException failed) {
            if (before.isEmpty()) {
                removeIfNothingCame(made);
            }
            throw failed;
        }
    }

    private PulledModel bring(Optional<PulledModel> before, RunControl control) throws IOException {
        listing = listing(control);
        if (listing.isEmpty()) { // then what an earlier run finished is known from that run alone
            before.filter(earlier -> !earlier.complete()).ifPresent(earlier -> {
                pulled = earlier;
                download.continueFrom(earlier.commit());
            });
        }
        pulled.write(directory);
        demand(CONFIG, control);
        for (String file : COMPANIONS) {
            fetch(file, control);
        }
        if (!fetch(WEIGHTS, control)) {
            if (!fetch(INDEX, control)) {
                throw noWeights();
            }
            for (String shard : shards()) {
                demand(shard, control);
            }
        }
        pulled = pulled.completed();
        pulled.write(directory);
        Durable.force(directory);
        return pulled;
    }

    /** The outermost directory that this run makes. */
    private Optional<Path> firstMissing() {
        Path missing = null;
        for (Path path = directory.toAbsolutePath(); path != null && !Files.exists(path); path = path.getParent()) {
            missing = path;
        }
        return Optional.ofNullable(missing);
    }

    /** A name that the hub does not hand out leaves no trace; a part of a file is kept for the next run. */
    private void removeIfNothingCame(Optional<Path> made) throws IOException {
        Path source = directory.resolve(PulledModel.FILE);
        try (Stream<Path> files = Files.list(directory)) {
            if (files.anyMatch(file -> !file.equals(source))) {
                return;
            }
        }
        Files.deleteIfExists(source);
        if (made.isEmpty()) {
            return;
        }
        for (Path path = directory.toAbsolutePath(); path.startsWith(made.get()); path = path.getParent()) {
            try {
                Files.delete(path);
            } catch (DirectoryNotEmptyException shared) { // another run put something beside it meanwhile
                return;
            }
        }
    }

    /** Only a new or empty directory, or one that was begun for the same model, is written to. */
    private Optional<PulledModel> claim() throws IOException {
        if (!Files.exists(directory)) {
            return Optional.empty();
        }
        Optional<PulledModel> found = PulledModel.read(directory);
        if (found.isPresent()) {
            if (!found.get().repository().equals(repository.name())) {
                throw CommandException.failed(directory + ": found files of "
                        + found.get().repository() + ", wanted a new directory or one of " + repository.name());
            }
            boolean same = found.get().revision().equals(repository.revision());
            return same ? found : Optional.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            if (!settings.offline() && files.findAny().isPresent()) {
                throw CommandException.failed(directory
                        + ": found files that `ttt model pull` did not bring, wanted a new or empty directory");
            }
        }
        return Optional.empty();
    }

    private PulledModel offline(Optional<PulledModel> before) throws IOException {
        List<String> missing = new ArrayList<>();
        Stream.of(CONFIG).filter(file -> !there(file)).forEach(missing::add);
        if (!there(WEIGHTS)) {
            if (there(INDEX)) {
                shards().stream().filter(file -> !there(file)).forEach(missing::add);
            } else {
                missing.add(WEIGHTS);
            }
        }
        before.ifPresent(model -> model.files().keySet().stream()
                .filter(file -> !there(file) && !missing.contains(file))
                .forEach(missing::add));
        if (!missing.isEmpty()) {
            throw CommandException.failed(repository + ": found no " + String.join(", ", missing) + " in " + directory
                    + ", wanted the whole model there, because --offline or HF_HUB_OFFLINE allows no download");
        }
        return before.orElse(pulled).completed();
    }

    private boolean there(String file) {
        return Files.isRegularFile(directory.resolve(file));
    }

    private Optional<Map<String, HubFile>> listing(RunControl control) throws IOException {
        IOException last = null;
        for (int attempt = 0; attempt < LISTINGS; attempt++) {
            control.checkCancelled();
            try {
                return HubListing.read(client, settings, repository, control);
            } catch (HubRefusal refusal) {
                throw refusal;
            } catch (IOException broken) {
                last = broken;
            }
        }
        String reason = last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
        throw new IOException(
                settings.endpoint() + ": cannot be asked for " + repository + ": " + reason
                        + "; HF_ENDPOINT names another hub, --offline uses what is there",
                last);
    }

    private void demand(String file, RunControl control) throws IOException {
        if (!fetch(file, control)) {
            throw CommandException.failed(repository + ": found no " + file + " at " + settings.endpoint()
                    + ", wanted a model of that name and revision with " + CONFIG + " and " + WEIGHTS);
        }
    }

    /** Whether the repository has the file, which then is in the directory. */
    private boolean fetch(String name, RunControl control) throws IOException {
        HubFile announced = listing.map(files -> files.get(name))
                .orElseGet(() -> Optional.ofNullable(pulled.files().get(name))
                        .map(entry -> entry.file(name))
                        .orElse(HubFile.named(name)));
        if (listing.isPresent() && !listing.get().containsKey(name)) {
            return false;
        }
        demandSpace(announced);
        try {
            HubFile file = download.fetch(announced, control);
            pulled = pulled.with(file, download.commit());
            pulled.write(directory);
            return true;
        } catch (HubRefusal refusal) {
            if (refusal.absent() && listing.isEmpty()) {
                return false;
            }
            throw refusal;
        }
    }

    private void demandSpace(HubFile file) throws IOException {
        long room = Files.getFileStore(directory).getUsableSpace();
        Path part = directory.resolve(file.name() + ".part");
        long have = Files.exists(part) ? Files.size(part) : 0;
        if (!there(file.name()) && file.size().orElse(0) - have > room) {
            throw CommandException.failed(directory + ": found room for " + ByteSize.text(room) + ", wanted "
                    + ByteSize.text(file.size().orElse(0) - have) + " for " + file.name());
        }
    }

    private Set<String> shards() throws IOException {
        Path index = directory.resolve(INDEX);
        Set<String> shards = new LinkedHashSet<>();
        try {
            for (JsonNode shard :
                    Json.MAPPER.readTree(Files.readAllBytes(index)).path("weight_map")) {
                if (!SHARD.matcher(shard.asText()).matches()) {
                    throw CommandException.failed(index + ": found the file " + shard
                            + ", wanted names of safetensors files in the same directory");
                }
                shards.add(shard.asText());
            }
        } catch (JsonProcessingException broken) {
            throw CommandException.failed(index + ": found what is not JSON, wanted an index of weights", broken);
        }
        if (shards.isEmpty()) {
            throw CommandException.failed(index + ": found no weight_map, wanted an index of weights");
        }
        return shards;
    }

    private CommandException noWeights() {
        boolean pickled = listing.map(
                        files -> files.keySet().stream().anyMatch(file -> file.startsWith("pytorch_model")))
                .orElse(false);
        return CommandException.failed(repository + ": found "
                + (pickled ? "only pytorch_model.bin, which is a Python program that builds the weights" : "no weights")
                + ", wanted " + WEIGHTS + " or " + INDEX
                + (pickled ? "; a revision such as refs/pr/1 may have them converted" : ""));
    }
}
