package org.ttt4j.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.ttt4j.api.Trainer;

/** What all requests share, and how their work is run: queued, within a deadline, given up when nobody waits. Thread-safe. */
final class Engine {

    static final String EMBEDDING = "embedding";
    private static final int LIGHT_THREADS = 2;

    private final ServerParts parts;
    private final ServerSettings settings;
    private final Shelf shelf;
    private final Optional<AdapterCache> cache;
    private final Metrics metrics = new Metrics();
    private final ScheduledExecutorService clock;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final long startedSeconds = System.currentTimeMillis() / 1000;

    Engine(ServerParts parts, ServerSettings settings, Optional<AdapterCache> cache, ScheduledExecutorService clock) {
        this.parts = parts;
        this.settings = settings;
        this.shelf = new Shelf(parts.documents());
        this.cache = cache;
        this.clock = clock;
        lanes.put(EMBEDDING, new Lane(EMBEDDING, LIGHT_THREADS, settings.queue()));
        parts.trainers()
                .forEach((mode, trainer) -> lanes.put(
                        "mode " + mode,
                        new Lane("mode-" + mode, trainer.traits().maxSessions(), settings.queue())));
        lanes.values().forEach(lane -> {
            String label = "lane=\"" + lane.name() + "\"";
            metrics.watch("ttt_queue_depth", "gauge", "Requests that wait.", label, lane::waiting);
            metrics.watch("ttt_running", "gauge", "Requests that are worked on.", label, lane::running);
        });
        cache.ifPresent(this::watch);
    }

    private void watch(AdapterCache kept) {
        watch(kept, "hits_total", "counter", "Adapters that served another request.", CacheStatistics::hits);
        watch(kept, "misses_total", "counter", "Requests that found no adapter.", CacheStatistics::misses);
        watch(kept, "evictions_total", "counter", "Adapters given up for space.", CacheStatistics::evictions);
        watch(kept, "invalidations_total", "counter", "Adapters of an earlier index.", CacheStatistics::invalidations);
        watch(kept, "entries", "gauge", "Adapters kept.", CacheStatistics::entries);
        watch(kept, "bytes", "gauge", "Space they take.", CacheStatistics::bytes);
    }

    private void watch(
            AdapterCache kept, String name, String type, String help, ToDoubleFunction<CacheStatistics> value) {
        metrics.watch("ttt_cache_" + name, type, help, "", () -> value.applyAsDouble(kept.statistics()));
    }

    ServerParts parts() {
        return parts;
    }

    ServerSettings settings() {
        return settings;
    }

    Shelf shelf() {
        return shelf;
    }

    Optional<AdapterCache> cache() {
        return cache;
    }

    Metrics metrics() {
        return metrics;
    }

    /** Seconds since 1970 when the server began, as models tell it. */
    long startedSeconds() {
        return startedSeconds;
    }

    /** Name of the language model in requests. */
    String model() {
        return settings.model().isEmpty()
                ? Models.shortName(
                        parts.trainers().get(parts.defaultMode()).traits().model())
                : settings.model();
    }

    Trainer trainer(String mode) {
        return parts.trainers().get(mode);
    }

    /** Runs work for an exchange among what needs a trainer. */
    void train(Exchange exchange, String mode, Work work) {
        run(exchange, lanes.get("mode " + mode), work);
    }

    /** Runs work for an exchange among what needs the embedder only. */
    void embed(Exchange exchange, Work work) {
        run(exchange, lanes.get(EMBEDDING), work);
    }

    private void run(Exchange exchange, Lane lane, Work work) {
        Job job = new Job();
        ScheduledFuture<?> deadline = clock.schedule(
                () -> giveUp(
                        exchange,
                        lane,
                        job,
                        ApiError.of(
                                504,
                                "deadline_exceeded",
                                "found no end after " + settings.deadlineSeconds()
                                        + " s, wanted a request that takes less, or a server that is less busy"),
                        "deadline"),
                settings.deadlineSeconds(),
                TimeUnit.SECONDS);
        long queued = System.nanoTime();
        Runnable task = () -> {
            try {
                if (job.givenUp()) {
                    throw new CancellationException("given up before it began");
                }
                work.run(job, (System.nanoTime() - queued) / 1e9);
            } catch (Throwable failure) { // also errors: the thread serves the next request
                exchange.fail(job.explained(failure));
            } finally {
                job.end();
                deadline.cancel(false);
            }
        };
        ApiError gone = ApiError.of(ApiError.CLIENT_GONE, "client_gone", "the client went away");
        // First: once the work has begun, the answer may be out at any moment.
        exchange.watch(() -> giveUp(exchange, lane, job, gone, "client_gone"));
        try {
            lane.submit(job, task);
        } catch (ApiError refused) {
            deadline.cancel(false);
            metrics.count("ttt_rejected_total", "Requests that found the queue full.", "lane=\"" + lane.name() + "\"");
            throw refused;
        }
    }

    private void giveUp(Exchange exchange, Lane lane, Job job, ApiError why, String reason) {
        if (!job.giveUp(why)) {
            return;
        }
        metrics.count("ttt_given_up_total", "Requests that were not finished.", "reason=\"" + reason + "\"");
        if (lane.withdraw(job)) {
            exchange.fail(why); // nothing of it runs that would have to be waited for
        }
    }

    /** Lets work end until then, and gives up the rest. */
    void close(long deadlineNanos) {
        lanes.values().forEach(lane -> lane.drain(deadlineNanos));
        lanes.values().forEach(Lane::close);
    }

    /** What a lane runs. */
    @FunctionalInterface
    interface Work {
        /**
         * Works and answers.
         *
         * @param waited seconds in the queue
         */
        void run(Job job, double waited);
    }
}
