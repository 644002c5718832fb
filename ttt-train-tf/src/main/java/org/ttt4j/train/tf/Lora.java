package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ttt4j.api.BackendException;

/**
 * Low-rank adapters: y + (alpha / r) x A^T B^T beside linear layers, the only weights that are trained. Hu et al., arXiv
 * 2106.09685, with the names of Hugging Face's PEFT. Thread-safe.
 *
 * @param rank r, 0 for no adapters
 * @param alpha numerator of the scale, positive where there is a rank
 * @param targets layers by the end of their name, with or without {@code _proj}: {@code q}, {@code c_attn},
 *     {@code mlp.c_proj}; or {@code all-linear}, every linear layer of the blocks as a whole
 */
record Lora(int rank, double alpha, List<String> targets) {

    /** No adapters: every weight is trained. */
    static final Lora NONE = new Lora(0, 0, List.of());

    /** What PEFT writes after the name of a layer. */
    static final String A = ".lora_A.weight";

    static final String B = ".lora_B.weight";

    /** PEFT's word for every linear layer but the head. */
    private static final String ALL = "all-linear";

    static final int LARGEST_RANK = 4096;

    private static final Pattern LINEAR = Pattern.compile("((h|layers)\\.[0-9]+\\..+)\\.weight");
    private static final long SEED = 1;

    Lora {
        targets = List.copyOf(targets);
        if (rank < 0 || (rank > 0 && (!(alpha > 0) || targets.isEmpty()))) {
            throw new IllegalArgumentException("found rank=" + rank + ", alpha=" + alpha + ", targets=" + targets
                    + ", wanted a positive alpha and at least one target");
        }
    }

    /**
     * One adapter.
     *
     * @param name of the layer, or of the part of its columns that it adapts
     * @param linear name of the layer
     * @param in columns of A
     * @param out rows of B
     * @param from first column of the layer's output that it adapts
     * @param total columns of the layer's output
     */
    record Adapter(String name, String linear, long in, long out, long from, long total) {

        /** (rank, in). */
        String a() {
            return name + A;
        }

        /** (out, rank). */
        String b() {
            return name + B;
        }
    }

    /** The factor alpha / r. */
    float scale() {
        return (float) (alpha / rank);
    }

    /**
     * The adapters of a model, in the order of its weights.
     *
     * @throws BackendException if a target matches nothing, with the names there are
     */
    List<Adapter> adapters(Architecture architecture) {
        List<Adapter> all = candidates(architecture);
        for (String target : targets) {
            if (all.stream().noneMatch(adapter -> matches(adapter, target))) {
                List<String> names = kinds(all.stream().map(Adapter::name).toList());
                throw new BackendException(
                        Ids.BACKEND,
                        "found no linear layer of a block for the LoRA target " + target + ", wanted " + ALL
                                + " or some of " + String.join(", ", names));
            }
        }
        return all.stream()
                .filter(adapter -> targets.stream().anyMatch(target -> matches(adapter, target)))
                .toList();
    }

    /** The weights of the adapters with their shapes. */
    Map<String, long[]> parameters(Architecture architecture) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (Adapter adapter : adapters(architecture)) {
            shapes.put(adapter.a(), new long[] {rank, adapter.in()});
            shapes.put(adapter.b(), new long[] {adapter.out(), rank});
        }
        return shapes;
    }

    /** Loads bases that change nothing yet: A normal with variance 1 / in, the same for every session, and B zero. */
    void loadInitial(LanguageModel model) {
        Map<String, FloatPieces> values = new LinkedHashMap<>();
        for (Adapter adapter : adapters(model.architecture())) {
            float[] a = new float[Math.toIntExact(rank * adapter.in())];
            SplittableRandom random =
                    new SplittableRandom(SEED * 31 + adapter.name().hashCode());
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) (InitialWeights.gaussian(random) / Math.sqrt((double) adapter.in()));
            }
            values.put(adapter.a(), FloatPieces.of(a));
            values.put(adapter.b(), FloatPieces.constant(0, adapter.out() * rank));
        }
        model.loadBase(values);
    }

    /** Every layer that can have adapters, in the order of the weights. */
    static List<String> linears(Architecture architecture) {
        return candidates(architecture).stream().map(Adapter::linear).distinct().toList();
    }

    /** The last parts of these names, without repetition. */
    static List<String> kinds(List<String> names) {
        return names.stream().map(Lora::last).distinct().sorted().toList();
    }

    private static List<Adapter> candidates(Architecture architecture) {
        List<Adapter> all = new ArrayList<>();
        architecture.parameters().forEach((weight, shape) -> {
            Matcher linear = LINEAR.matcher(weight);
            if (shape.length != 2 || !linear.matches()) {
                return;
            }
            String name = linear.group(1);
            long in = shape[architecture.outFirst() ? 1 : 0];
            long out = shape[architecture.outFirst() ? 0 : 1];
            all.add(new Adapter(name, name, in, out, 0, out));
            long from = 0;
            for (Map.Entry<String, Long> part : architecture.fused(last(name)).entrySet()) {
                all.add(new Adapter(name + "." + part.getKey(), name, in, part.getValue(), from, out));
                from += part.getValue();
            }
        });
        return all;
    }

    private static boolean matches(Adapter adapter, String target) {
        if (target.equals(ALL)) {
            return adapter.name().equals(adapter.linear());
        }
        return ("." + bare(adapter.name())).endsWith("." + bare(target));
    }

    /** Names are the same with and without the usual ending of projections. */
    private static String bare(String name) {
        return name.endsWith("_proj") ? name.substring(0, name.length() - "_proj".length()) : name;
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
