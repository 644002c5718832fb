package org.ttt4j.train.tf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Pretrainer;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;

/**
 * Trains GPT-2 from scratch: AdamW with decay on matrices only, global norm clipped at 1, warm-up and cosine over the
 * budget of steps or time, whichever is further used up. Confined to one thread.
 */
final class TensorFlowPretrainer implements Pretrainer {

    /** Held-out text scored on the way; the end scores all of it. */
    private static final int SAMPLE_BYTES = 96 << 10;

    private static final int SCORED_TOGETHER = 8;
    private static final double FLOOR = 0.05;
    private static final long REPORT_NANOS = 5_000_000_000L;

    private final PretrainSettings settings;

    TensorFlowPretrainer(PretrainSettings settings) {
        this.settings = settings;
    }

    @Override
    public Score pretrain(Plan plan, List<String> training, List<String> heldOut, Path out, RunControl control) {
        if (training.stream().allMatch(String::isEmpty) || heldOut.stream().allMatch(String::isEmpty)) {
            throw new IllegalArgumentException("found " + training.size() + " training and " + heldOut.size()
                    + " held-out texts, wanted at least one that is not empty of each");
        }
        try {
            prepare(out);
            Tokenizer tokenizer = tokenizer(plan, training, out);
            int endOfText = tokenizer.endOfText() < 0 ? tokenizer.size() : tokenizer.endOfText();
            Gpt2 config = new Gpt2(
                    plan.layers(),
                    plan.width(),
                    plan.heads(),
                    Math.multiplyExact(4, plan.width()),
                    plan.contextTokens(),
                    Math.max(tokenizer.size(), endOfText + 1),
                    1e-5f,
                    endOfText);
            AdamW adamW = new AdamW(0.9, settings.beta2(), 1e-8, plan.weightDecay(), AdamW.Decay.MATRICES, 1);
            try (LanguageModel model = LanguageModel.open(
                    config, Lora.NONE, Recipe.of(adamW).in(settings.precision()), settings.threads())) {
                Run run = new Run(plan, config, tokenizer, model, out, training, heldOut);
                return run.go(control);
            }
        } catch (IOException failure) {
            throw new BackendException(Ids.BACKEND, out + ": " + FileTrouble.of(failure), failure);
        } catch (UncheckedIOException failure) {
            throw new BackendException(Ids.BACKEND, out + ": " + FileTrouble.of(failure.getCause()), failure);
        }
    }

    @Override
    public void close() {}

    private static void prepare(Path out) throws IOException {
        Files.createDirectories(out);
        if (Files.exists(out.resolve(Checkpoint.FILE))) {
            return;
        }
        try (Stream<Path> files = Files.list(out)) {
            // A run killed before its first checkpoint leaves its tokenizer.
            if (files.anyMatch(file -> !file.toString().endsWith(".tmp") && !file.endsWith(ModelDirectory.TOKENIZER))) {
                throw new BackendException(
                        Ids.BACKEND,
                        out + ": found a directory with other files, wanted a new one, an empty one or one with the "
                                + Checkpoint.FILE + " of this run");
            }
        }
    }

    /** A tokenizer that was learned is kept from the start: learning it again at each resume would take a while. */
    private Tokenizer tokenizer(Plan plan, List<String> training, Path out) throws IOException {
        if (Files.exists(out.resolve(ModelDirectory.TOKENIZER))) {
            return ModelDirectory.of(out.toString()).tokenizer();
        }
        Tokenizer tokenizer = settings.tokenizer(plan.vocabulary(), training);
        if (tokenizer.toJson().length > 0) {
            AtomicFiles.write(out.resolve(ModelDirectory.TOKENIZER), tokenizer.toJson());
            return ModelDirectory.of(out.toString()).tokenizer(); // which finds special tokens in texts, now as later
        }
        return tokenizer;
    }

    /** One call of {@link #pretrain}: what its steps share. Confined to one thread. */
    private final class Run {

        private final Plan plan;
        private final Gpt2 config;
        private final Tokenizer tokenizer;
        private final LanguageModel model;
        private final Path out;
        private final String digest;
        private final TrainingStream stream;
        private final Scorer scorer;
        private final List<String> heldOut;
        private final CosineSchedule schedule;
        private final long started = System.nanoTime();
        private long nanosBefore;
        private long stepsBefore;
        private long step;

        Run(
                Plan plan,
                Gpt2 config,
                Tokenizer tokenizer,
                LanguageModel model,
                Path out,
                List<String> training,
                List<String> heldOut) {
            this.plan = plan;
            this.config = config;
            this.tokenizer = tokenizer;
            this.model = model;
            this.out = out;
            this.heldOut = heldOut;
            stream = new TrainingStream(training, tokenizer, config.endOfText(), plan.batch(), plan.seed());
            scorer = new Scorer(model, tokenizer, config.endOfText());
            schedule = new CosineSchedule(plan.learningRate(), plan.warmup(), FLOOR);
            Digest all =
                    new Digest().add(plan.toString()).add(settings.toString()).add(tokenizer.toJson());
            training.forEach(all::add);
            heldOut.forEach(all::add);
            digest = all.hex();
        }

        Score go(RunControl control) throws IOException {
            start();
            List<String> sample = sample(heldOut);
            long lastCheckpoint = System.nanoTime();
            long lastReport = lastCheckpoint;
            double losses = 0;
            int counted = 0;
            while (fraction() < 1) {
                if (control.cancelled()) {
                    save();
                    throw new CancellationException("cancelled");
                }
                losses += step();
                counted++;
                long now = System.nanoTime();
                boolean checkpoint =
                        now - lastCheckpoint >= plan.checkpointEvery().toNanos();
                if (checkpoint) {
                    save();
                    lastCheckpoint = now;
                }
                if (checkpoint || now - lastReport >= REPORT_NANOS) {
                    report(losses / counted, checkpoint ? bitsPerByte(sample, control) : Double.NaN, control);
                    losses = 0;
                    counted = 0;
                    lastReport = now;
                }
            }
            save();
            Score score = scorer.total(heldOut, SCORED_TOGETHER, control);
            report(counted == 0 ? Double.NaN : losses / counted, score.bitsPerByte(), control);
            finish();
            return score;
        }

        private void start() throws IOException {
            Path file = out.resolve(Checkpoint.FILE);
            if (Files.exists(file)) {
                Checkpoint checkpoint = Checkpoint.read(file, digest, model);
                step = checkpoint.step();
                stepsBefore = step;
                nanosBefore = checkpoint.nanos();
                seek(checkpoint.position(), file);
                return;
            }
            Map<String, FloatPieces> initial = new LinkedHashMap<>();
            config.parameters()
                    .forEach((name, shape) -> initial.put(name, InitialWeights.of(name, shape, config, plan.seed())));
            model.loadBase(initial);
            model.reset();
            model.zeroMoments();
        }

        private void seek(String position, Path file) {
            try {
                stream.seek(position);
            } catch (IllegalArgumentException damaged) {
                throw new BackendException(
                        Ids.BACKEND, file + ": the place in the texts: " + damaged.getMessage(), damaged);
            }
        }

        private double step() {
            int[][] batch = stream.next(plan.contextTokens());
            int[][] inputs = new int[batch.length][];
            int[][] targets = new int[batch.length][];
            for (int i = 0; i < batch.length; i++) {
                inputs[i] = Arrays.copyOf(batch[i], batch[i].length - 1);
                targets[i] = Arrays.copyOfRange(batch[i], 1, batch[i].length);
            }
            double rate = schedule.rate(step, fraction());
            step++;
            double loss = model.step(inputs, targets, step, rate);
            if (!Double.isFinite(loss)) {
                throw new BackendException(
                        Ids.BACKEND,
                        "found a loss of " + loss + " at step " + step
                                + ", wanted a finite one; a smaller learning rate may help");
            }
            return loss;
        }

        private double fraction() {
            double steps = plan.steps() == 0 ? 0 : (double) step / plan.steps();
            double time =
                    plan.time().isZero() ? 0 : (double) nanos() / plan.time().toNanos();
            return Math.min(1, Math.max(steps, time));
        }

        private long nanos() {
            return nanosBefore + System.nanoTime() - started;
        }

        private void report(double loss, double bitsPerByte, RunControl control) {
            double tokens = (double) (step - stepsBefore) * plan.batch() * plan.contextTokens();
            double seconds = (System.nanoTime() - started) / 1e9;
            control.report(new Progress.Pretrained(step, fraction(), loss, bitsPerByte, tokens / seconds));
        }

        private double bitsPerByte(List<String> texts, RunControl control) {
            return scorer.total(texts, SCORED_TOGETHER, control).bitsPerByte();
        }

        private void save() throws IOException {
            new Checkpoint(digest, step, nanos(), stream.position()).write(model, out.resolve(Checkpoint.FILE));
        }

        private void finish() throws IOException {
            byte[] json = config.toJson(settings.half() ? "float16" : "float32");
            ModelDirectory.write(out, model, json, tokenizer, settings.half());
            Files.delete(out.resolve(Checkpoint.FILE));
        }
    }

    /** Texts evenly spaced through the list, about {@link #SAMPLE_BYTES} in all. */
    private static List<String> sample(List<String> texts) {
        long bytes = 0;
        for (String text : texts) {
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
        }
        int every = (int) Math.max(1, bytes / SAMPLE_BYTES);
        List<String> sample = new ArrayList<>();
        for (int i = 0; i < texts.size(); i += every) {
            sample.add(texts.get(i));
        }
        return sample;
    }
}
