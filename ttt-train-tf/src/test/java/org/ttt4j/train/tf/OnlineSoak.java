package org.ttt4j.train.tf;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/**
 * A long stream on a tiny model: segments and contexts of all lengths, scored, learned, pulled back, snapshots written and
 * read. Arguments are the model's directory, the adaptation and the number of segments; printed is the resident set in
 * kilobytes after a tenth of them and at the end, and how many native objects are open then.
 */
final class OnlineSoak {

    private OnlineSoak() {}

    public static void main(String[] arguments) throws Exception {
        int segments = Integer.parseInt(arguments[2]);
        Map<String, String> settings =
                Map.of("model", arguments[0], "adaptation", arguments[1], "tokenizer", "bytes", "threads", "1");
        try (Trainer trainer = new TensorFlowTrainerProvider().open(Settings.of(settings));
                Trainer.Session session = trainer.begin(RunControl.silent())) {
            work(session.online(), segments / 10, Path.of("."));
            tell("warm");
            work(session.online(), segments - segments / 10, Path.of("."));
            tell("end");
        }
        System.out.println("open " + NativeHandles.of("tensorflow").count());
    }

    /** So many segments of random tokens. */
    static void work(Trainer.Online online, int segments, Path directory) {
        RunControl control = RunControl.silent();
        Random random = new Random(5);
        for (int i = 1; i <= segments; i++) {
            int[] context = tokens(random, random.nextInt(90));
            int[] segment = tokens(random, 1 + random.nextInt(40));
            switch (i % 5) {
                case 0 -> online.score(context, segment, control);
                case 1 -> online.train(i, context, segment, control);
                case 2 -> online.collect(context, segment);
                default -> online.scoreAndTrain(i, context, segment, control);
            }
            if (i % 7 == 0) {
                online.decay(0.1 * (i % 11));
            }
            if (i % 50 == 0) {
                online.snapshot(directory.resolve("soak"));
                online.restore(directory.resolve("soak"));
            }
        }
    }

    private static int[] tokens(Random random, int count) {
        return random.ints(count, 0, 256).toArray();
    }

    private static void tell(String when) throws Exception {
        System.out.println(when + " " + ChildJvm.kilobytes("VmRSS") + " handles "
                + NativeHandles.of("tensorflow").count());
    }
}
