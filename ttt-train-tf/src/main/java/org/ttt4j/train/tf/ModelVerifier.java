package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ModelVerification;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/** Reads all of a checkpoint and goes on after each problem. Confined to one thread. */
final class ModelVerifier {

    private final ModelDirectory directory;
    private final RunControl control;
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int tensors;
    private long values;

    ModelVerifier(ModelDirectory directory, RunControl control) {
        this.directory = directory;
        this.control = control;
    }

    ModelVerification run() {
        Optional<Architecture> architecture = attempt(directory::architecture);
        Optional<WeightFiles> opened = attempt(directory::weights);
        opened.ifPresent(files -> {
            try (files) {
                architecture.ifPresent(model -> cover(files, model));
                finite(files);
            }
        });
        tokenizer(architecture);
        Optional<String> fingerprint = opened.isEmpty() ? Optional.empty() : attempt(directory::fingerprint);
        return new ModelVerification(directory.name(), tensors, values, fingerprint.orElse(""), notes, problems);
    }

    private void cover(WeightFiles files, Architecture architecture) {
        Map<String, String> names = WeightMap.match(files, architecture, problems);
        List<String> unused = files.entries().keySet().stream()
                .filter(tensor -> !names.containsValue(tensor))
                .filter(tensor -> problems.stream().noneMatch(problem -> problem.contains(tensor)))
                .toList();
        if (!unused.isEmpty()) {
            notes.add(unused.size() + " tensors follow from the others or the config and are not read: "
                    + WeightMap.list(unused));
        }
    }

    /** Every number of every tensor of floating point numbers. */
    private void finite(WeightFiles files) {
        int all = files.entries().size();
        files.entries().forEach((name, entry) -> {
            control.checkCancelled();
            tensors++;
            if (List.of("F32", "F16", "BF16").contains(entry.dtype())) {
                long[] seen = {0, 0};
                attempt(() -> {
                    files.floats(name).forEach((floats, count) -> {
                        seen[0] += count;
                        for (int i = 0; i < count; i++) {
                            seen[1] += Float.isFinite(floats[i]) ? 0 : 1;
                        }
                    });
                    return name;
                });
                values += seen[0];
                if (seen[1] > 0) {
                    problems.add(name + ": found " + seen[1] + " of " + seen[0] + " values infinite or not a number");
                }
            }
            control.report(new Progress.Advanced("verify", tensors, all));
        });
    }

    private void tokenizer(Optional<Architecture> architecture) {
        if (!directory.hasTokenizer()) {
            notes.add("no " + ModelDirectory.TOKENIZER + ": only the setting tokenizer = bytes can be used");
            return;
        }
        attempt(() -> (Tokenizer) directory.tokenizer())
                .ifPresent(tokenizer -> architecture.ifPresent(model -> {
                    int wanted = Math.max(tokenizer.size(), tokenizer.endOfText() + 1);
                    if (wanted > model.vocabulary()) {
                        problems.add(ModelDirectory.TOKENIZER + ": found " + wanted + " ids, wanted at most the "
                                + model.vocabulary() + " of the model's embedding");
                    }
                }));
    }

    private <T> Optional<T> attempt(Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (BackendException problem) { // listed with the others
            problems.add(problem.getMessage());
            return Optional.empty();
        }
    }
}
