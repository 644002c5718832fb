package org.ttt4j.train.tf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.RunControl;

/**
 * The adapters of a session as a directory for Hugging Face's PEFT. PEFT adapts whole layers: adapters of n parts of a
 * fused layer are written as one of rank n r with n alpha, their A below each other, each B in its rows and columns among
 * zeros, which computes the same. Thread-safe.
 *
 * @param base name of the model
 * @param fingerprint of the model
 * @param lora the adapters
 * @param dropout rate with which they were trained, for the record
 */
record SavedAdapter(String base, String fingerprint, Lora lora, double dropout) implements Saving {

    @Override
    public void write(LanguageModel model, Path directory, RunControl control) {
        control.checkCancelled();
        Architecture architecture = model.architecture();
        Map<String, List<Lora.Adapter>> layers = new LinkedHashMap<>();
        for (Lora.Adapter adapter : lora.adapters(architecture)) {
            layers.computeIfAbsent(adapter.linear(), linear -> new ArrayList<>())
                    .add(adapter);
        }
        int parts = layers.values().stream().mapToInt(List::size).max().orElse(1);
        PeftConfig config = new PeftConfig(
                base, parts * lora.rank(), parts * lora.alpha(), targets(List.copyOf(layers.keySet()), architecture));
        SafetensorsWriter writer =
                new SafetensorsWriter(false).metadata("format", "pt").metadata(PeftAdapter.BASE, fingerprint);
        try (Fetched values = model.values(lora.parameters(architecture).keySet())) {
            layers.forEach((linear, adapters) -> {
                Lora.Adapter first = adapters.get(0);
                String name = AdapterTensors.WRAPPER + architecture.fileName(linear);
                writer.tensor(
                        name + Lora.A, new long[] {config.rank(), first.in()}, below(values, adapters, config.rank()));
                writer.tensor(
                        name + Lora.B,
                        new long[] {first.total(), config.rank()},
                        beside(values, adapters, config.rank()));
            });
            NewDirectory.write(directory, into -> {
                AtomicFiles.write(into.resolve(PeftConfig.FILE), config.toJson(architecture.outFirst(), dropout));
                writer.write(into.resolve(PeftAdapter.WEIGHTS), control, STAGE);
            });
        }
    }

    /** Ends of names where they say it all, else whole names. */
    private static List<String> targets(List<String> linears, Architecture architecture) {
        List<String> kinds = Lora.kinds(linears);
        boolean all = Lora.linears(architecture).stream()
                .allMatch(linear -> linears.contains(linear)
                        || !kinds.contains(Lora.kinds(List.of(linear)).get(0)));
        return all ? kinds : linears.stream().map(architecture::fileName).toList();
    }

    /** (rank, in): each A below the one before, and zeros. */
    private FloatPieces below(Fetched values, List<Lora.Adapter> adapters, int rank) {
        return sink -> {
            adapters.forEach(adapter -> values.of(adapter.a()).forEach(sink));
            long zeros = (long) (rank - adapters.size() * lora.rank())
                    * adapters.get(0).in();
            FloatPieces.constant(0, zeros).forEach(sink);
        };
    }

    /** (total, rank): each B in the rows of its part and the columns of its A. */
    private FloatPieces beside(Fetched values, List<Lora.Adapter> adapters, int rank) {
        return sink -> {
            float[] all = new float[Math.toIntExact(adapters.get(0).total() * rank)];
            for (int part = 0; part < adapters.size(); part++) {
                Lora.Adapter adapter = adapters.get(part);
                float[] b = values.of(adapter.b()).array(adapter.out() * lora.rank());
                for (int row = 0; row < adapter.out(); row++) {
                    int to = ((int) adapter.from() + row) * rank + part * lora.rank();
                    System.arraycopy(b, row * lora.rank(), all, to, lora.rank());
                }
            }
            sink.accept(all, all.length);
        };
    }
}
