package org.ttt4j.app;

import java.util.List;
import java.util.Optional;
import org.ttt4j.api.Flops;
import org.ttt4j.api.OnlineAdaptation;
import org.ttt4j.api.OnlineLine;
import org.ttt4j.api.OnlineOptions;
import org.ttt4j.api.OnlineParts;
import org.ttt4j.api.OnlineState;
import org.ttt4j.api.OnlineText;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.study.Cost;

/**
 * The dynamic-evaluation baseline: the document itself is read in segments, each scored before it is learned
 * ({@link OnlineAdaptation}). Its score is the same at all counts: it uses no neighbours. Confined to one thread.
 */
final class DynamicEvaluation {

    private final StudyModel model;
    private final StudyWork work;
    private final RunControl control;

    DynamicEvaluation(StudyModel model, StudyWork work, RunControl control) {
        this.model = model;
        this.work = work;
        this.control = control;
    }

    /** Scores the document once and repeats that at all counts above 0. */
    void run(List<Integer> counts, Score base) {
        work.score(0, 0, base, Cost.NONE);
        ArmOptions options = work.task().run().arm().options();
        OnlineOptions reading = OnlineOptions.DEFAULT
                .reading(options.segment(), options.overlap())
                .withBase(false);
        List<OnlineText> stream = List.of(OnlineText.of("document", work.text().scored()));
        Score sum = Score.ZERO;
        long tokens = 0;
        double flops = 0;
        double scoring = 0;
        try (OnlineAdaptation adaptation =
                OnlineAdaptation.open(OnlineParts.of(model.trainer()), reading, stream.iterator(), control)) {
            for (Optional<OnlineLine> line = next(adaptation); line.isPresent(); line = next(adaptation)) {
                OnlineLine read = line.orElseThrow();
                sum = sum.plus(read.online());
                tokens += read.losses().isEmpty() ? 0 : read.online().tokens();
                read.losses().forEach(loss -> work.step(read.segment(), loss));
            }
            OnlineState.Work done = adaptation.state().work();
            long parameters = model.trainer().traits().parameters();
            flops = Flops.training(parameters, adaptation.trainedParameters(), done.trained());
            scoring = Flops.forward(parameters, done.scored());
        }
        Score scored = new Score(sum.bits(), base.bytes(), base.tokens());
        // Segments are scored and learned by turns in one measured stage: the time is divided as the operations are.
        double share = flops > 0 ? flops / (flops + scoring) : 0;
        Cost cost = new Cost(work.seconds() - (1 - share) * work.stage("train"), tokens, flops);
        counts.subList(1, counts.size()).forEach(count -> work.score(count, 0, scored, cost));
    }

    private Optional<OnlineLine> next(OnlineAdaptation adaptation) {
        return work.clock().time("train", () -> adaptation.next(control));
    }
}
