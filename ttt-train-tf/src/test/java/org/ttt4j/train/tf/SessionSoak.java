package org.ttt4j.train.tf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/**
 * A thousand sessions on a tiny model, one after the other: many do their work, others fail, are cancelled, time out, are
 * closed by another thread or find a loss that is not a number. Arguments are the model's directory and the adaptation; printed is the resident set in
 * kilobytes after session 50 and after the last, and how many native objects are open between two sessions.
 */
final class SessionSoak {

    private static final int SESSIONS = 1000;
    private static final int WARM = 50;
    private static final String LONG = "A text that makes a few steps, and then some more of them. ".repeat(8);

    private final Trainer trainer;
    private final Trainer broken;
    private int expectedEnds;
    private final ExecutorService pool = Executors.newSingleThreadExecutor();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    private SessionSoak(Trainer trainer, Trainer broken) {
        this.trainer = trainer;
        this.broken = broken;
    }

    public static void main(String[] arguments) throws Exception {
        Path model = Path.of(arguments[0]);
        try (Trainer trainer = open(model, arguments[1]);
                Trainer broken = open(broken(model), arguments[1])) {
            new SessionSoak(trainer, broken).run();
        }
        System.out.println("open " + NativeHandles.of("tensorflow").count());
    }

    private static Trainer open(Path model, String adaptation) {
        Map<String, String> settings = new HashMap<>(Map.of("model", model.toString(), "adaptation", adaptation));
        settings.putAll(Map.of("tokenizer", "bytes", "max-sessions", "2", "learning-rate", "0.001", "threads", "1"));
        return new TensorFlowTrainerProvider().open(Settings.of(settings));
    }

    /** The same model with a weight that is not a number, in the working directory. */
    private static Path broken(Path model) throws IOException {
        Path broken = Files.createDirectories(
                Path.of("broken-" + ProcessHandle.current().pid()));
        Files.copy(model.resolve("config.json"), broken.resolve("config.json"));
        TensorFile.read(model.resolve("model.safetensors"))
                .put("transformer.h.1.mlp.c_fc.weight", 5, Float.NaN)
                .write(broken.resolve("model.safetensors"));
        return broken;
    }

    private void run() throws Exception {
        try {
            List<Score> wanted = work();
            for (int i = 1; i <= SESSIONS; i++) {
                switch (i % 7) {
                    case 0 -> fail();
                    case 1 -> cancel();
                    case 2 -> timeOut(i);
                    case 3 -> closeMeanwhile();
                    case 4 -> findNoNumber();
                    default -> {
                        if (!work().equals(wanted)) {
                            throw new IllegalStateException("session " + i + " scores differently");
                        }
                    }
                }
                if (i == WARM || i == SESSIONS) {
                    System.out.println("ended early " + expectedEnds);
                    System.out.println("after " + i + " " + ChildJvm.kilobytes("VmRSS") + " handles "
                            + NativeHandles.of("tensorflow").count());
                }
            }
        } finally {
            pool.shutdownNow();
            clock.shutdownNow();
        }
    }

    private List<Score> work() {
        RunControl control = RunControl.silent();
        try (Trainer.Session session = trainer.begin(control)) {
            session.train(new long[] {1}, List.of(LONG), control);
            session.generate("To be continued", GenerateOptions.greedy(4), control);
            return session.score(List.of(LONG, "short"), control);
        }
    }

    private void fail() {
        train(RunControl.reportingTo(event -> {
            throw new IllegalStateException("a listener that fails");
        }));
    }

    private void cancel() {
        RunControl[] control = new RunControl[1];
        control[0] = RunControl.reportingTo(event -> {
            if (event instanceof Progress.Stepped) {
                control[0].cancel();
            }
        });
        train(control[0]);
    }

    private void timeOut(int number) {
        RunControl control = RunControl.silent();
        Future<?> timer = clock.schedule(control::cancel, 1 + number % 20, TimeUnit.MILLISECONDS);
        train(control);
        timer.cancel(false);
    }

    private void train(RunControl control) {
        try (Trainer.Session session = trainer.begin(control)) {
            session.train(new long[] {1, 2, 3}, List.of(LONG, LONG, LONG), control);
        } catch (IllegalStateException expected) {
            expectedEnds++; // cancellations are such exceptions, too
        }
    }

    private void findNoNumber() {
        RunControl control = RunControl.silent();
        try (Trainer.Session session = broken.begin(control)) {
            session.train(new long[] {1}, List.of(LONG), control);
            throw new AssertionError("found a finite loss, wanted an error");
        } catch (BackendException expected) {
            expectedEnds++;
        }
    }

    private void closeMeanwhile() throws InterruptedException, ExecutionException {
        RunControl control = RunControl.silent();
        Trainer.Session session = trainer.begin(control);
        Future<Boolean> training = pool.submit(() -> {
            try {
                session.train(new long[] {1, 2, 3}, List.of(LONG, LONG, LONG), control);
                return true;
            } catch (IllegalStateException closed) {
                return false;
            }
        });
        TimeUnit.MILLISECONDS.sleep(5);
        session.close();
        training.get();
    }
}
