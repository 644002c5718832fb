package org.ttt4j.api;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What was read and how well it was predicted, so far. Confined to one thread. */
final class OnlineCount {

    private final int window;
    private long segments;
    private long documents;
    private long documentBytes;
    private long resets;
    private long sinceReset;
    private String digest;
    private Score online;
    private Score base;
    private OnlineTrend trend;
    private long leaked;

    /**
     * Goes on from a state.
     *
     * @param window segments that count as late
     */
    OnlineCount(OnlineState state, int window) {
        this.window = window;
        segments = state.segments();
        documents = state.documents();
        documentBytes = state.documentBytes();
        resets = state.resets();
        sinceReset = state.sinceReset();
        digest = state.digest();
        online = state.online();
        base = state.base();
        trend = state.trend();
        leaked = state.recalls().leaked();
    }

    /** A segment was scored. */
    void scored(OnlineSegment segment, Score score, Score fixed) {
        segments = segment.number() + 1;
        documents = segment.document() + 1;
        documentBytes = (segment.start() == 0 ? 0 : documentBytes) + score.bytes();
        sinceReset += segment.tokens().length;
        digest = added(digest, segment);
        online = online.plus(score);
        base = base.plus(fixed);
        trend = trend.with(score, fixed, window);
    }

    /** A document that was learned had given the segment away. */
    void leaked() {
        leaked++;
    }

    /** The weights went back to the base. */
    void reset() {
        resets++;
        sinceReset = 0;
    }

    /** What was of late says nothing about what comes. */
    void forgetTrend() {
        trend = OnlineTrend.NONE;
    }

    long documentBytes() {
        return documentBytes;
    }

    long sinceReset() {
        return sinceReset;
    }

    OnlineTrend trend() {
        return trend;
    }

    OnlineState state(ScoreFirst guard, List<Long> recalled, OnlineState.Work work, OnlineState.Seconds seconds) {
        return new OnlineState(
                segments,
                documents,
                documentBytes,
                guard.updates(),
                guard.learned(),
                resets,
                sinceReset,
                digest,
                online,
                base,
                trend,
                new OnlineState.Recalls(recalled, leaked),
                work,
                seconds);
    }

    /** The digest of a stream with one more segment. */
    static String added(String digest, OnlineSegment segment) {
        String both = digest + OnlineSegment.sha256(segment.tokens());
        return OnlineSegment.sha256(both.getBytes(StandardCharsets.US_ASCII));
    }
}
