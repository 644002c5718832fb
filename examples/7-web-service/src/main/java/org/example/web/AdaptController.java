package org.example.web;

import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.ttt4j.api.AdaptRequest;
import org.ttt4j.api.Adaptation;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Selector;
import org.ttt4j.api.TestTimeTraining;
import org.ttt4j.api.Trainer;

/** Adapts, answers, and forgets: what a request has taught the model is gone when its answer is there. */
@RestController
class AdaptController {
    private final TestTimeTraining ttt;
    private final Library library;

    AdaptController(Embedder embedder, Library library, Selector selector, Trainer trainer) {
        this.library = library;
        this.ttt = new TestTimeTraining(embedder, library.index(), library.corpus(), selector, trainer);
    }

    record Question(String prompt) {}

    record Answer(double before, double after, List<String> learned) {}

    @PostMapping("/adapt")
    Answer adapt(@RequestBody Question question) {
        Adaptation done = ttt.adapt(AdaptRequest.of(question.prompt(), 5, 3), RunControl.silent());
        return new Answer(
                rounded(done.before().bitsPerByte()),
                rounded(done.after().bitsPerByte()),
                library.corpus().texts(done.selection().ids()));
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
