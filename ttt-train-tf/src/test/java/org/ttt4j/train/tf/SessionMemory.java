package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sessions with adapters of rank 8 on random weights of GPT-2 small's shapes: arguments are their number, the tokens
 * of a step and the threads of each. All work at the same time; printed is the most memory that the process had, in kilobytes.
 */
final class SessionMemory {

    private static final int STEPS = 4;

    private SessionMemory() {}

    public static void main(String[] arguments) throws Exception {
        int sessions = Integer.parseInt(arguments[0]);
        int tokens = Integer.parseInt(arguments[1]);
        int threads = Integer.parseInt(arguments[2]);
        Gpt2 config = new Gpt2(12, 768, 12, 3072, 1024, 50257, 1e-5f, 50256);
        Lora lora = new Lora(8, 16, List.of("c_attn", "c_proj", "c_fc"));
        List<LanguageModel> models =
                LanguageModel.open(sessions, config, lora, Recipe.of(AdamW.testTime()), threads, 0);
        try (LanguageModel first = models.get(0)) {
            lora.loadInitial(first);
            Map<String, FloatPieces> weights = new LinkedHashMap<>();
            config.parameters().forEach((name, shape) -> weights.put(name, InitialWeights.of(name, shape, config, 1)));
            first.loadBase(weights);
            models.forEach(model -> {
                model.reset();
                model.zeroMoments();
            });
            System.out.println("loaded " + ChildJvm.kilobytes("VmRSS"));
            long start = System.nanoTime();
            work(models, tokens);
            System.out.println("seconds " + (System.nanoTime() - start) / 1e9);
        }
        System.out.println("peak " + ChildJvm.kilobytes("VmHWM"));
    }

    private static void work(List<LanguageModel> models, int tokens) throws InterruptedException, ExecutionException {
        int[][] ids = new int[1][tokens];
        for (int i = 0; i < tokens; i++) {
            ids[0][i] = i * 7919 % 50257;
        }
        ExecutorService pool = Executors.newFixedThreadPool(models.size());
        try {
            List<Future<Double>> losses = new ArrayList<>();
            for (LanguageModel model : models) {
                losses.add(pool.submit(() -> {
                    double last = 0;
                    for (int step = 1; step <= STEPS; step++) {
                        last = model.step(ids, ids, step, 1e-3);
                    }
                    return last;
                }));
            }
            for (Future<Double> loss : losses) {
                System.out.println("loss " + loss.get());
            }
        } finally {
            pool.shutdown();
        }
    }
}
