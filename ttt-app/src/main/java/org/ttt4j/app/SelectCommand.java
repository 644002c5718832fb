package org.ttt4j.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ttt select}: selects among vectors in files; needs no index, no model and no native library. Confined to one
 * thread.
 */
@Command(
        name = "select",
        subcommands = SelectTuneCommand.class,
        description = {
            "Select among candidate vectors those that tell most about a query.",
            "Reads .npy (little-endian float32 or float64, C order, shape (n, d) or (d,)) and .fvecs. Rows count from 0."
                    + " Further settings of a selector are set by --set ttt.selector.<id>.<key>=<value>, for instance"
                    + " ttt.selector.sift.kernel=cosine; `ttt config` lists them all."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt select --query q.npy --candidates x.npy",
            "  ttt select --query q.npy --candidates x.npy --lambda 0.01 --n 50 --json",
            "  ttt select --query q.npy --candidates x.npy --alpha 0.5 --n 200",
            "  ttt select --query q.fvecs --candidates x.fvecs --selector kmeans++"
        })
final class SelectCommand implements Runnable {

    private static final int MOST_PICKS = 1_000_000;

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    // These two are checked here, because a subcommand does without them.
    @Option(
            names = "--query",
            paramLabel = "FILE",
            description = "Query vectors; several rows make one query of several vectors, whose mean inner product with"
                    + " a candidate is its similarity.")
    private Path query;

    @Option(names = "--candidates", paramLabel = "FILE", description = "Vectors to select from, one per row.")
    private Path candidates;

    @Option(names = "--selector", paramLabel = "ID", description = "Which selector (default: key ttt.selector.use).")
    private String selector;

    @Option(
            names = "--n",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many picks at most; may be more than there are candidates (default ${DEFAULT-VALUE}).")
    private int budget;

    @Option(names = "--lambda", paramLabel = "L", description = "Noise variance; short for the selector's key lambda.")
    private String lambda;

    @Option(
            names = "--alpha",
            paramLabel = "A",
            description = "Stop when pick n would leave an uncertainty above 1/(A n); short for the key alpha.")
    private String alpha;

    @Option(
            names = "--target-uncertainty",
            paramLabel = "U",
            description = "Stop when the uncertainty is at most U; short for the key target-uncertainty.")
    private String targetUncertainty;

    SelectCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        demand("--query=FILE", query);
        demand("--candidates=FILE", candidates);
        if (budget < 1 || budget > MOST_PICKS) {
            throw CommandException.usage("found --n " + budget + ", wanted a number in [1, " + MOST_PICKS + "]");
        }
        Registered chosen = chosen();
        Configuration configuration = invocation.configuration(shorthands(chosen));
        try (Backends backends = new Backends(configuration)) {
            Selector opened = backends.selector(chosen.provider().id());
            Selector.Request request = request();
            long start = System.nanoTime();
            Selection selection = opened.select(request);
            double seconds = (System.nanoTime() - start) / 1e9;
            invocation.control().checkCancelled();
            if (request.candidates().isEmpty()) {
                invocation.note("ttt: " + candidates + " has no rows, so nothing was selected");
            }
            SelectionView view = new SelectionView(
                    chosen.provider().id(), configuration.settings(chosen), request, selection, seconds);
            invocation.print(view.json(), view::text);
        }
    }

    private Registered chosen() {
        Configuration configuration = invocation.configuration();
        return selector == null
                ? configuration.chosen(Slot.SELECTOR)
                : configuration.named(Slot.SELECTOR, selector, "--selector");
    }

    private List<Shorthand> shorthands(Registered chosen) {
        List<Shorthand> shorthands = new ArrayList<>();
        shorten(shorthands, chosen, "lambda", lambda);
        shorten(shorthands, chosen, "alpha", alpha);
        shorten(shorthands, chosen, "target-uncertainty", targetUncertainty);
        return shorthands;
    }

    private static void shorten(List<Shorthand> to, Registered chosen, String key, String value) {
        if (value != null) {
            String path = Slot.SELECTOR.path(chosen.provider().id());
            to.add(new Shorthand("--" + key, path + "." + key, value));
        }
    }

    private Selector.Request request() {
        EmbeddingBatch queries = FiniteVectors.read(query);
        EmbeddingBatch vectors = FiniteVectors.read(candidates);
        if (queries.rows() == 0) {
            throw CommandException.failed(query + ": has no rows, wanted at least one query vector");
        }
        if (queries.dimension() != vectors.dimension()) {
            throw CommandException.failed("found vectors of dimension " + queries.dimension() + " in " + query + " and "
                    + vectors.dimension() + " in " + candidates + ", wanted equal dimensions");
        }
        return Selector.Request.of(queries, vectors, budget);
    }

    private void demand(String option, Path given) {
        if (given == null) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '" + option + "'");
        }
    }
}
