package org.ttt4j.train.tf;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Undo;

/**
 * What the models of a trainer begin with and return to: the weights of a directory and, where a PEFT adapter is given,
 * that adapter: as what is trained, or merged into the weights where those are. Confined to one thread.
 */
final class StartingWeights implements AutoCloseable {

    private final TrainerSettings settings;
    private final ModelDirectory directory;
    private final Architecture architecture;
    private final WeightFiles weights;
    private final Map<String, String> names;
    private final Optional<PeftAdapter> adapter;
    private final String base;
    private final Undo files;

    private StartingWeights(TrainerSettings settings, ModelDirectory directory, Architecture architecture, Undo files) {
        this.settings = settings;
        this.directory = directory;
        this.architecture = architecture;
        this.files = files;
        weights = files.push(directory.weights());
        names = WeightMap.match(weights, architecture, directory.name());
        base = directory.fingerprint();
        AdapterSettings given = settings.adapters();
        adapter = given.directory().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        files.push(PeftAdapter.open(path(given.directory()), architecture, base, given.anyBase())));
    }

    /** Opens the files and checks that they fit the model. */
    static StartingWeights open(TrainerSettings settings, ModelDirectory directory, Architecture architecture) {
        try (Undo undo = new Undo()) {
            Undo files = undo.push(new Undo());
            return undo.keep(new StartingWeights(settings, directory, architecture, files));
        }
    }

    /** The adapters that are trained, or none. An adapter from a file brings its own. */
    Lora lora() {
        return settings.lora().rank() == 0
                ? Lora.NONE
                : adapter.map(PeftAdapter::lora).orElse(settings.lora());
    }

    /** Loads everything as base and brings it into use, with zero moments. */
    void load(LanguageModel model) {
        if (lora().rank() > 0) {
            adapter.ifPresentOrElse(peft -> peft.load(model), () -> lora().loadInitial(model));
            WeightMap.load(weights, names, model);
        } else {
            MergedWeights merged = adapter.map(peft -> new MergedWeights(peft.lora(), architecture, peft::values))
                    .orElseGet(() -> new MergedWeights(Lora.NONE, architecture, Map.<String, FloatPieces>of()::get));
            WeightMap.load(weights, names, merged::of, model);
        }
    }

    /** SHA-256 over all that the models begin with. */
    String fingerprint() {
        return adapter.map(
                        peft -> new Digest().add(base).add(peft.fingerprint()).hex())
                .orElse(base);
    }

    /** How sessions are saved. */
    Saving saving() {
        return lora().rank() > 0 && !settings.adapters().saveMerged()
                ? new SavedAdapter(
                        directory.name(), base, lora(), settings.training().adapterDropout())
                : new SavedModel(directory, names, lora());
    }

    @Override
    public void close() {
        files.close();
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException impossible) {
            throw new BackendException(
                    Ids.BACKEND,
                    "found adapter " + name + ", wanted a directory: " + impossible.getReason(),
                    impossible);
        }
    }
}
