package org.ttt4j.train.tf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ModelCheck;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;

/** Losses, gradient norm and optimizer steps of a checkpoint on given token ids. Confined to one thread. */
final class PortCheck {

    private final ModelDirectory directory;
    private final ModelCheck.Plan plan;
    private final TrainerSettings settings;
    private final Architecture architecture;
    private final Lora lora;

    /** Ids without the last, and without the first. */
    private final int[][] inputs;

    private final int[][] targets;

    /** Reads config.json and checks that the ids fit it. */
    PortCheck(ModelDirectory directory, ModelCheck.Plan plan, TrainerSettings settings) {
        this.directory = directory;
        this.plan = plan;
        this.settings = settings;
        architecture = directory.architecture();
        lora = plan.adapters()
                .map(a -> new Lora(a.rank(), a.alpha(), a.targets()))
                .orElse(Lora.NONE);
        int[] ids = plan.ids().stream().mapToInt(Integer::intValue).toArray();
        demand(ids);
        inputs = new int[][] {Arrays.copyOf(ids, ids.length - 1)};
        targets = new int[][] {Arrays.copyOfRange(ids, 1, ids.length)};
    }

    /** Opens the model, computes and closes it. */
    ModelCheck.Report run(RunControl control) {
        control.checkCancelled();
        Map<String, long[]> trained =
                plan.adapters().isPresent() ? lora.parameters(architecture) : architecture.parameters();
        try (LanguageModel model = open()) {
            control.checkCancelled();
            float[] nll = model.losses(inputs, targets);
            double base = finite(mean(nll), 0);
            control.checkCancelled();
            float norm = model.gradientNorm(inputs, targets);
            List<Double> losses = new ArrayList<>();
            for (int step = 0; step < plan.steps(); step++) {
                control.checkCancelled();
                losses.add(finite(model.step(inputs, targets, step + 1, plan.learningRate()), step));
                control.report(new Progress.Advanced("check", step + 1, plan.steps()));
            }
            losses.add(plan.steps() == 0 ? base : finite(mean(model.losses(inputs, targets)), plan.steps()));
            long parameters =
                    trained.values().stream().mapToLong(Shapes::elements).sum();
            return new ModelCheck.Report(base, boxed(nll), norm, losses, parameters);
        }
    }

    private void demand(int[] ids) {
        if (ids.length > architecture.contextTokens()) {
            throw new IllegalArgumentException("found " + ids.length + " token ids, wanted at most the "
                    + architecture.contextTokens() + " positions of " + directory.name());
        }
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= architecture.vocabulary()) {
                throw new IllegalArgumentException("found token id " + ids[i] + " at place " + i
                        + ", wanted ids of the vocabulary of " + directory.name() + ", 0 to "
                        + (architecture.vocabulary() - 1));
            }
        }
    }

    private LanguageModel open() {
        Optional<Path> init = plan.adapters().flatMap(ModelCheck.Adapters::init);
        try (Undo undo = new Undo();
                WeightFiles weights = directory.weights()) {
            Map<String, String> names = WeightMap.match(weights, architecture, directory.name());
            LanguageModel model = undo.push(LanguageModel.open(
                    architecture,
                    lora,
                    Recipe.of(AdamW.testTime())
                            .in(settings.training().precision())
                            .on(settings.training().device()),
                    settings.threads()));
            if (init.isPresent()) {
                try (AdapterTensors adapters = AdapterTensors.open(init.get())) {
                    adapters.load(lora, model);
                }
            } else {
                lora.loadInitial(model);
            }
            WeightMap.load(weights, names, model);
            return undo.keep(model);
        }
    }

    private double finite(double loss, int steps) {
        if (!Double.isFinite(loss)) {
            throw new BackendException(
                    Ids.BACKEND,
                    directory.name() + ": found a loss of " + loss + " after " + steps + " steps at learning rate "
                            + plan.learningRate() + ", wanted a finite one");
        }
        return loss;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static List<Float> boxed(float[] values) {
        List<Float> boxed = new ArrayList<>(values.length);
        for (float value : values) {
            boxed.add(value);
        }
        return boxed;
    }
}
