package org.ttt4j.testkit;

import java.nio.file.Path;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;

/** Reads a text under a session's weights while they learn from it. Confined to the session's thread. */
final class BytesOnline implements Trainer.Online {

    private final BytesSession session;

    BytesOnline(BytesSession session) {
        this.session = session;
    }

    @Override
    public int[] tokens(String text) {
        session.refuseWhenClosed();
        return ByteTokens.of(text);
    }

    @Override
    public byte[] bytes(int token) {
        session.refuseWhenClosed();
        if (token < 0 || token >= ByteModel.VOCABULARY) {
            throw new IllegalArgumentException(
                    "found token " + token + ", wanted one in [0, " + ByteModel.VOCABULARY + ")");
        }
        return ByteTokens.bytes(token);
    }

    @Override
    public int prefix() {
        session.refuseWhenClosed();
        return ByteModel.END;
    }

    @Override
    public long trainedParameters() {
        session.refuseWhenClosed();
        return session.model.weights().length;
    }

    @Override
    public Score score(int[] context, int[] segment, RunControl control) {
        session.refuseWhenClosed();
        if (segment.length == 0) {
            return Score.ZERO;
        }
        int[] tokens = joined(context, segment);
        control.checkCancelled();
        int from = tokens.length - segment.length;
        double nats = session.model.loss(tokens, 0, from, tokens.length);
        long bytes = 0;
        for (int token : segment) {
            bytes += token == ByteModel.END ? 0 : 1;
        }
        return new Score(nats / Math.log(2), bytes, segment.length);
    }

    @Override
    public Step train(long id, int[] context, int[] segment, RunControl control) {
        session.refuseWhenClosed();
        if (segment.length == 0) {
            throw new IllegalArgumentException("found a segment of no tokens, wanted at least one to learn");
        }
        int[] tokens = joined(context, segment);
        control.checkCancelled();
        Step step = session.step(id, tokens, 0, tokens.length - segment.length, tokens.length);
        control.report(new Progress.Stepped(step));
        return step;
    }

    @Override
    public void decay(double share) {
        session.refuseWhenClosed();
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("found a share of " + share + ", wanted one in [0, 1]");
        }
        if (share > 0) {
            session.model.decayTowards(session.base, share);
        }
    }

    @Override
    public void snapshot(Path file) {
        session.refuseWhenClosed();
        BytesSnapshot.write(file, session);
    }

    @Override
    public void restore(Path file) {
        session.refuseWhenClosed();
        BytesSnapshot.read(file, session);
    }

    /** As much of the context as fits, at least the prefix, then the segment. */
    private int[] joined(int[] context, int[] segment) {
        if (segment.length > session.context) {
            throw new IllegalArgumentException("found a segment of " + segment.length + " tokens, wanted at most the "
                    + session.context + " of the context");
        }
        int kept = Math.min(context.length, session.context + 1 - segment.length); // the last token is only predicted
        int[] tokens = new int[Math.max(1, kept) + segment.length];
        tokens[0] = ByteModel.END;
        System.arraycopy(context, context.length - kept, tokens, 0, kept);
        System.arraycopy(segment, 0, tokens, tokens.length - segment.length, segment.length);
        for (int token : tokens) {
            if (token < 0 || token >= ByteModel.VOCABULARY) {
                throw new IllegalArgumentException(
                        "found token id " + token + ", wanted one of the model's " + ByteModel.VOCABULARY);
            }
        }
        return tokens;
    }
}
