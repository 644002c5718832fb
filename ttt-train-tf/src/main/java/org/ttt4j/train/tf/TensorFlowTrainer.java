package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.Undo;

/**
 * A language model adapted as a whole, in part or by low-rank adapters. Every session has a slot: what it
 * trains and its moments are its own, the rest exists once. {@link #begin} is thread-safe; a session is confined to one thread.
 */
final class TensorFlowTrainer implements Trainer {

    private static final long POLL_MILLIS = 20;

    private final Traits traits;
    private final TrainerSettings settings;
    private final Codec codec;
    private final RunIdentity identity;
    private final Saving saved;
    private final List<AdaptedModel> slots;
    private final BlockingQueue<AdaptedModel> free;
    private final Undo models;
    private final AtomicBoolean closed = new AtomicBoolean();

    private TensorFlowTrainer(
            Traits traits,
            TrainerSettings settings,
            Codec codec,
            RunIdentity identity,
            Saving saved,
            List<AdaptedModel> slots,
            Undo models) {
        this.traits = traits;
        this.settings = settings;
        this.codec = codec;
        this.identity = identity;
        this.saved = saved;
        this.slots = slots;
        this.models = models;
        this.free = new ArrayBlockingQueue<>(slots.size(), false, slots);
    }

    /** Opens the model that the settings name, once per slot. */
    static TensorFlowTrainer open(TrainerSettings settings) {
        ModelDirectory directory = ModelDirectory.of(settings.model());
        Architecture architecture = directory.architecture();
        Codec codec = codec(settings, architecture, directory);
        double rate = settings.learningRate() >= 0 ? settings.learningRate() : directory.learningRate();
        try (Undo undo = new Undo();
                Undo files = new Undo();
                StartingWeights start = StartingWeights.open(settings, directory, architecture)) {
            Undo models = undo.push(new Undo());
            Map<String, String> model = RunIdentity.model(start.fingerprint(), start.lora());
            Optional<GradientStatistics> statistics = settings.training()
                    .statistics()
                    .map(file ->
                            files.push(GradientStatistics.open(file, model, trained(settings, start, architecture))));
            TrainingSettings training = statistics
                    .map(read -> settings.training().over(read.meanRoot()))
                    .orElse(settings.training());
            List<AdaptedModel> slots = new ArrayList<>();
            List<LanguageModel> opened = LanguageModel.open(
                    settings.maxSessions(),
                    architecture,
                    start.lora(),
                    training.recipe(directory),
                    settings.threads(),
                    settings.parallelSteps());
            opened.forEach(models::push);
            start.load(opened.get(0));
            for (LanguageModel slot : opened) {
                slot.reset();
                slot.zeroMoments();
                statistics.ifPresent(read -> read.load(slot));
                slots.add(new AdaptedModel(slot, training, rate, settings.carryOptimizerState()));
            }
            Traits traits = new Traits(
                    directory.name(),
                    slots.get(0).model().contextTokens(),
                    architecture.size(),
                    settings.maxSessions(),
                    slots.get(0).model().device(),
                    start.fingerprint());
            RunIdentity identity = RunIdentity.of(
                    model,
                    training,
                    rate,
                    statistics.map(GradientStatistics::checksum).orElse(""));
            return undo.keep(new TensorFlowTrainer(traits, settings, codec, identity, start.saving(), slots, models));
        }
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public Session begin(RunControl control) {
        try {
            while (true) {
                control.checkCancelled();
                checkOpen();
                AdaptedModel slot = free.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (slot != null) {
                    AdaptedModel lease = slot.lease();
                    return new TensorFlowSession(
                            lease, codec, identity, settings.scoreBatch(), saved, () -> giveBack(slot, lease));
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("interrupted while waiting for a session");
            cancelled.initCause(interrupted);
            throw cancelled;
        }
    }

    @Override
    public void close() {
        if (closed.get()) {
            return;
        }
        if (free.size() < slots.size()) {
            throw new IllegalStateException("found " + (slots.size() - free.size())
                    + " open sessions, wanted none: close them before the trainer");
        }
        if (closed.compareAndSet(false, true)) {
            models.close();
        }
    }

    @Override
    public String toString() {
        return "TensorFlowTrainer[" + settings + "]";
    }

    private void giveBack(AdaptedModel slot, AdaptedModel lease) {
        try {
            slot.end(lease);
        } finally {
            free.add(slot);
        }
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new IllegalStateException("TensorFlowTrainer is closed");
        }
    }

    /** Names and shapes of what a step moves. */
    private static Map<String, long[]> trained(
            TrainerSettings settings, StartingWeights start, Architecture architecture) {
        Map<String, long[]> shapes = new LinkedHashMap<>(
                start.lora().rank() > 0 ? start.lora().parameters(architecture) : architecture.parameters());
        shapes.keySet().retainAll(settings.training().trainable().of(shapes.keySet()));
        return shapes;
    }

    private static Codec codec(TrainerSettings settings, Architecture architecture, ModelDirectory directory) {
        return switch (settings.tokenizer()) {
            case BYTES -> Codec.bytes(architecture, directory);
            case FILE -> Codec.file(architecture, directory, settings.splitSpecialTokens());
        };
    }
}
