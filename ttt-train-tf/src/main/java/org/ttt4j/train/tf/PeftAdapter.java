package org.ttt4j.train.tf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Undo;

/** A directory with low-rank adapters as Hugging Face's PEFT writes them, opened for a model. Confined to one thread. */
final class PeftAdapter implements AutoCloseable {

    static final String WEIGHTS = "adapter_model.safetensors";

    /** In the metadata of adapters that were written here: {@link ModelDirectory#fingerprint()} of their base. */
    static final String BASE = "ttt4j.base";

    private static final String PICKLED = "adapter_model.bin";
    private static final long LARGEST_CONFIG = 1 << 20;

    private final AdapterTensors tensors;
    private final Map<String, String> names;
    private final Lora lora;
    private final String fingerprint;

    private PeftAdapter(AdapterTensors tensors, Map<String, String> names, Lora lora, String fingerprint) {
        this.tensors = tensors;
        this.names = names;
        this.lora = lora;
        this.fingerprint = fingerprint;
    }

    /**
     * Opens an adapter and accounts for every tensor of it.
     *
     * @param base fingerprint of the model
     * @param anyBase whether an adapter of another model with the same shapes will do
     * @throws BackendException if it is damaged, incomplete, of a kind that is not there or of another base
     */
    static PeftAdapter open(Path directory, Architecture architecture, String base, boolean anyBase) {
        try (Undo undo = new Undo()) {
            PeftConfig config = config(directory);
            AdapterTensors tensors = undo.push(tensors(directory));
            String made = tensors.metadata(BASE);
            if (!anyBase && !made.isEmpty() && !made.equals(base)) {
                throw refuse(
                        directory,
                        "found an adapter of another model, " + config.base() + " with fingerprint " + made
                                + ", wanted one of the model with fingerprint " + base
                                + "; adapter-any-base = true takes it all the same",
                        null);
            }
            String fingerprint = fingerprint(directory);
            try {
                Lora lora = lora(config, architecture);
                Map<String, String> names = tensors.match(lora.parameters(architecture), architecture);
                return undo.keep(new PeftAdapter(tensors, names, lora, fingerprint));
            } catch (BackendException misfit) {
                throw refuse(
                        directory,
                        "found an adapter that does not fit this model (it was made for "
                                + (config.base().isEmpty() ? "one without a name" : config.base()) + "): "
                                + misfit.getMessage(),
                        misfit);
            }
        }
    }

    /** Rank, factor and layers. */
    Lora lora() {
        return lora;
    }

    /** SHA-256 over its files. */
    String fingerprint() {
        return fingerprint;
    }

    /** The values of one weight of {@link #lora()}. */
    FloatPieces values(String weight) {
        return tensors.floats(names.get(weight));
    }

    /** Loads the adapters as the base to which sessions return; {@link LanguageModel#reset()} brings them into use. */
    void load(LanguageModel model) {
        Map<String, FloatPieces> values = new LinkedHashMap<>();
        names.keySet().forEach(weight -> values.put(weight, values(weight)));
        model.loadBase(values);
    }

    @Override
    public void close() {
        tensors.close();
    }

    private static PeftConfig config(Path directory) {
        Path file = directory.resolve(PeftConfig.FILE);
        try {
            long size = Files.size(file);
            if (size > LARGEST_CONFIG) {
                throw refuse(file, "found " + size + " bytes, wanted at most " + LARGEST_CONFIG, null);
            }
            return PeftConfig.parse(Files.readAllBytes(file), file.toString());
        } catch (IOException failure) {
            throw refuse(
                    file,
                    FileTrouble.of(failure) + "; wanted a PEFT directory with " + PeftConfig.FILE + " and " + WEIGHTS,
                    failure);
        }
    }

    private static AdapterTensors tensors(Path directory) {
        if (!Files.exists(directory.resolve(WEIGHTS)) && Files.exists(directory.resolve(PICKLED))) {
            throw refuse(
                    directory.resolve(WEIGHTS),
                    "found only " + PICKLED + ", which is a Python program that builds the weights; wanted " + WEIGHTS
                            + ": convert it once, where Python has torch and safetensors, with python3 -c \""
                            + "import torch; from safetensors.torch import save_file; save_file({k: v.contiguous() for"
                            + " k, v in torch.load('" + directory.resolve(PICKLED)
                            + "', weights_only=True).items()}, '" + directory.resolve(WEIGHTS) + "')\"",
                    null);
        }
        return AdapterTensors.open(directory.resolve(WEIGHTS));
    }

    private static String fingerprint(Path directory) {
        Digest digest = new Digest();
        for (String name : List.of(PeftConfig.FILE, WEIGHTS)) {
            try (ByteSource file = ByteSource.file(directory.resolve(name))) {
                digest.add(file);
            } catch (IOException failure) {
                throw refuse(directory.resolve(name), FileTrouble.of(failure), failure);
            }
        }
        return digest.hex();
    }

    /** The layers that the config names, each by its whole name: PEFT knows no parts of layers. */
    private static Lora lora(PeftConfig config, Architecture architecture) {
        List<String> all = Lora.linears(architecture);
        for (String target : config.targets()) {
            if (all.stream().noneMatch(linear -> names(target, linear, architecture))) {
                throw new BackendException(
                        Ids.BACKEND,
                        "no linear layer is called " + target + ", wanted some of "
                                + String.join(", ", Lora.kinds(all)));
            }
        }
        return new Lora(
                config.rank(),
                config.alpha(),
                all.stream()
                        .filter(linear ->
                                config.targets().stream().anyMatch(target -> names(target, linear, architecture)))
                        .toList());
    }

    private static boolean names(String target, String linear, Architecture architecture) {
        return ("." + architecture.fileName(linear)).endsWith("." + target);
    }

    private static BackendException refuse(Path place, String problem, Throwable cause) {
        return new BackendException(Ids.BACKEND, place + ": " + problem, cause);
    }
}
