package org.ttt4j.train.tf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Undo;

/**
 * The values of low-rank adapters in a safetensors file under PEFT's names: {@code base_model.model.}, the layer with or
 * without the family's prefix, {@code .lora_A.weight} (r, in) or {@code .lora_B.weight} (out, r). Parts of fused layers,
 * which PEFT does not have, are named below their layer: {@code c_attn.q}. Confined to one thread.
 */
final class AdapterTensors implements AutoCloseable {

    /** What PEFT writes before the name that a weight has in the model's own file. */
    static final String WRAPPER = "base_model.model.";

    private static final Set<String> TYPES = new TreeSet<>(Set.of("F32", "F16", "BF16"));

    private final Safetensors file;
    private final String name;

    private AdapterTensors(Safetensors file, String name) {
        this.file = file;
        this.name = name;
    }

    /** Opens the file and checks its header. */
    static AdapterTensors open(Path path) {
        try (Undo undo = new Undo()) {
            ByteSource source = undo.push(ByteSource.file(path));
            return undo.keep(new AdapterTensors(Safetensors.open(source), path.toString()));
        } catch (IOException failure) {
            throw new BackendException(
                    Ids.BACKEND,
                    path + ": " + FileTrouble.of(failure) + "; wanted a safetensors file of LoRA adapters",
                    failure);
        }
    }

    /**
     * Finds the tensor of every weight.
     *
     * @param wanted weights of the adapters with their shapes
     * @return name in the file by name of the weight
     * @throws BackendException listing everything missing, surplus and mis-shaped
     */
    Map<String, String> match(Map<String, long[]> wanted, Architecture architecture) {
        Map<String, String> found = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        file.entries().forEach((tensor, entry) -> {
            String weight = weight(tensor, architecture);
            long[] shape = wanted.get(weight);
            if (shape == null) {
                problems.add("surplus " + tensor);
            } else if (!Arrays.stream(shape).boxed().toList().equals(entry.shape())) {
                problems.add(tensor + " has shape " + entry.shape() + " instead of " + Arrays.toString(shape));
            } else if (!TYPES.contains(entry.dtype())) {
                problems.add(tensor + " has type " + entry.dtype() + " instead of " + String.join(" or ", TYPES));
            } else if (found.put(weight, tensor) != null) {
                problems.add(weight + " is there twice");
            }
        });
        wanted.keySet().stream()
                .filter(weight -> file.entries().keySet().stream()
                        .noneMatch(tensor -> weight(tensor, architecture).equals(weight)))
                .forEach(weight -> problems.add("missing " + weight));
        if (!problems.isEmpty()) {
            throw new BackendException(
                    Ids.BACKEND,
                    name + ": the tensors are not those of the adapters asked for: " + WeightMap.list(problems));
        }
        return found;
    }

    /** A line of the file's {@code __metadata__}, empty where it is not there. */
    String metadata(String key) {
        return file.metadata().getOrDefault(key, "");
    }

    /**
     * Loads the values as the base of a model's adapters; {@link LanguageModel#reset()} brings them into use.
     *
     * @param lora the adapters that the model has
     * @throws BackendException listing everything missing, surplus and mis-shaped
     */
    void load(Lora lora, LanguageModel model) {
        Architecture architecture = model.architecture();
        Map<String, FloatPieces> values = new LinkedHashMap<>();
        match(lora.parameters(architecture), architecture)
                .forEach((weight, tensor) -> values.put(weight, floats(tensor)));
        model.loadBase(values);
    }

    /** The values of a tensor that {@link #match} found. */
    FloatPieces floats(String tensor) {
        return file.floats(tensor);
    }

    @Override
    public void close() {
        file.close();
    }

    private static String weight(String tensor, Architecture architecture) {
        String inner = tensor.startsWith(WRAPPER) ? tensor.substring(WRAPPER.length()) : tensor;
        String prefix = architecture.prefix();
        return inner.startsWith(prefix) ? inner.substring(prefix.length()) : inner;
    }
}
