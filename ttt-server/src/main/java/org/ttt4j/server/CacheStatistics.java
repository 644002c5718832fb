package org.ttt4j.server;

/**
 * What an adapter cache did so far. Thread-safe.
 *
 * @param hits requests served with an adapter that an earlier one learned
 * @param misses requests that found none
 * @param stored adapters kept
 * @param evictions adapters given up for space, least recently used first
 * @param invalidations adapters given up because the index changed
 * @param entries adapters there now
 * @param bytes space they take now
 */
public record CacheStatistics(
        long hits, long misses, long stored, long evictions, long invalidations, int entries, long bytes) {}
