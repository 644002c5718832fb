// k-means in parts: FAISS's own iterations one at a time, each of which can be left between two blocks of rows. Not parsed
// by JavaCPP.
#pragma once

#include "ttt_faiss_native.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include <faiss/Clustering.h>

namespace ttt_faiss {

// Thrown where a part of the training ends.
struct Paused {};

// When the part under way ends. Something is done in each part, however short, and a part that took long to get where the
// one before was left lasts longer, so that most of the time is work.
class Pace {
public:
    void begin(double wanted) {
        begun = now();
        seconds = wanted;
        moved = false;
    }
    void pause_if_due() {
        if (moved && now() >= end) {
            throw Paused();
        }
    }
    void step(double multiplications) {
        if (!moved) {
            end = now() + std::max(seconds, std::min(MOST_TIMES * seconds, LEAD_TIMES * (now() - begun)));
            moved = true;
        }
        done += multiplications;
    }
    double done = 0; // multiplications of all parts

private:
    static constexpr double LEAD_TIMES = 4;
    static constexpr double MOST_TIMES = 6;

    static double now() {
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    }

    double begun = 0;
    double seconds = 0;
    double end = 0;
    bool moved = false;
};

// A clustering under way.
struct Clusters {
    int64_t iterations = 0;       // complete ones
    std::vector<float> centroids; // after them; empty before the first unless they were given
    std::vector<int64_t> nearest; // of the rows that the next iteration has assigned so far
};

// Finds the nearest centroid for a block of rows after the other. FAISS's matrix products have blocks of as many rows, so
// that what it finds is what it would find in one call.
class Assigner : public faiss::Index {
public:
    Assigner(faiss::Index& inner, Clusters& clusters, Pace& pace)
            : faiss::Index(inner.d, inner.metric_type), inner(inner), clusters(clusters), pace(pace) {
        is_trained = inner.is_trained;
        ntotal = inner.ntotal; // of the iteration before, which FAISS then removes
    }

    void train(int64_t n, const float* x) override {
        inner.train(n, x);
        is_trained = true;
    }

    void add(int64_t n, const float* x) override {
        inner.add(n, x);
        ntotal = inner.ntotal;
    }

    void reset() override {
        inner.reset();
        ntotal = 0;
    }

    void search(
            int64_t n, const float* x, int64_t k, float* distances, int64_t* labels,
            const faiss::SearchParameters* parameters) const override {
        std::vector<int64_t>& nearest = clusters.nearest;
        std::vector<float> unused(ROWS);
        std::vector<int64_t> found(ROWS);
        while (static_cast<int64_t>(nearest.size()) < n) {
            pace.pause_if_due();
            int64_t from = nearest.size();
            int64_t rows = std::min<int64_t>(ROWS, n - from);
            inner.search(rows, x + from * d, 1, unused.data(), found.data(), parameters);
            nearest.insert(nearest.end(), found.begin(), found.begin() + rows);
            pace.step(static_cast<double>(rows) * ntotal * d);
        }
        std::copy(nearest.begin(), nearest.begin() + n * k, labels); // k is 1
        std::fill(distances, distances + n * k, 0.0f);               // only statistics read them
    }

private:
    static constexpr int64_t ROWS = 4096;

    faiss::Index& inner;
    Clusters& clusters;
    Pace& pace;
};

// Clusters rows, or goes on with it; empties what was under way and returns the centroids.
inline std::vector<float> cluster(
        Clusters& clusters, Pace& pace, int64_t k, const faiss::ClusteringParameters& told, int64_t n, const float* x,
        faiss::Index& inner) {
    faiss::ClusteringParameters one(told);
    one.niter = 1;
    one.min_points_per_centroid = 0; // below it FAISS prints a warning, in every iteration
    while (clusters.iterations < told.niter) {
        faiss::Clustering iteration(inner.d, k, one);
        iteration.centroids = clusters.centroids;
        Assigner assigner(inner, clusters, pace);
        iteration.train(n, x, assigner);
        clusters.centroids.swap(iteration.centroids);
        clusters.nearest.clear();
        clusters.iterations++;
        pace.pause_if_due();
    }
    std::vector<float> centroids;
    centroids.swap(clusters.centroids);
    clusters = Clusters();
    return centroids;
}

} // namespace ttt_faiss
