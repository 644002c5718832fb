// Searching through id maps, transformations and refinements with the parameters of one call. Not parsed by JavaCPP.
//
// FAISS 1.7.3 refuses search parameters in IndexIDMap and IndexRefine, and IndexRefine asks for its distance computer
// inside an OpenMP region, which an exception cannot leave: the process would end. So the wrappers are walked here, and
// what FAISS gets is a kind of index that takes what it is given.
#pragma once

#include "ttt_faiss_native.h"

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

namespace ttt_faiss {

// Leaves out some ids, which Java sorted.
struct Excluding : faiss::IDSelector {
    const int64_t* first;
    const int64_t* last;

    Excluding(const int64_t* first, const int64_t* last) : first(first), last(last) {}
    bool is_member(int64_t id) const override { return !std::binary_search(first, last, id); }
};

// What one call asks for.
struct Wanted {
    int64_t lists;      // visited by an IVF index
    int64_t candidates; // kept by a graph
    int64_t refine;     // times k that a refinement compares
    Excluding* excluded; // or null
};

// A graph that takes parameters with a call; the two-level one searches in its own way.
inline const faiss::IndexHNSW* graph(const faiss::Index* index) {
    return dynamic_cast<const faiss::IndexHNSW2Level*>(index) ? nullptr : dynamic_cast<const faiss::IndexHNSW*>(index);
}

// Inverted lists whose scanners know selections and ranges: the others throw where an exception ends the process, or
// look at some ids of a list only.
inline bool scans(const faiss::Index* index) {
    return (dynamic_cast<const faiss::IndexIVFFlat*>(index) && !dynamic_cast<const faiss::IndexIVFFlatDedup*>(index)) ||
            (dynamic_cast<const faiss::IndexIVFPQ*>(index) && !dynamic_cast<const faiss::IndexIVFPQR*>(index)) ||
            dynamic_cast<const faiss::IndexIVFScalarQuantizer*>(index);
}

// Whether an index, unwrapped, can leave out ids itself.
inline bool can_select(const faiss::Index* index) {
    return scans(index) || graph(index) || dynamic_cast<const faiss::IndexFlat*>(index) ||
            dynamic_cast<const faiss::IndexScalarQuantizer*>(index);
}

// Parameters of an IVF index and of the graph that finds its lists, if that is what finds them.
struct ListParameters : faiss::SearchParametersIVF {
    faiss::SearchParametersHNSW of_graph;

    ListParameters(const faiss::IndexIVF* index, const Wanted& wanted) {
        sel = wanted.excluded;
        nprobe = static_cast<size_t>(std::min<int64_t>(wanted.lists, index->nlist));
        max_codes = index->max_codes;
        if (graph(index->quantizer)) {
            of_graph.efSearch = static_cast<int>(wanted.candidates);
            quantizer_params = &of_graph;
        }
    }
};

// The k best of what the base found, by the distances of the refinement; equal ones by id.
inline void best_of(
        const faiss::IndexRefine* refined, faiss::DistanceComputer& computer, int64_t found, const int64_t* base,
        int64_t k, float* distances, int64_t* labels) {
    std::vector<std::pair<float, int64_t>> order;
    order.reserve(found);
    // The sign makes the best one the smallest for either metric.
    float sign = refined->metric_type == faiss::METRIC_INNER_PRODUCT ? -1.0f : 1.0f;
    for (int64_t i = 0; i < found; i++) {
        if (base[i] >= 0) {
            order.emplace_back(sign * computer(base[i]), base[i]);
        }
    }
    int64_t kept = std::min<int64_t>(k, order.size());
    std::partial_sort(order.begin(), order.begin() + kept, order.end());
    for (int64_t i = 0; i < k; i++) {
        distances[i] = i < kept ? sign * order[i].first : 0;
        labels[i] = i < kept ? order[i].second : -1;
    }
}

inline void search_in(
        NativeIndex* handle, const faiss::Index* index, int64_t n, const float* x, int64_t k, float* distances,
        int64_t* labels, const Wanted& wanted);

inline void search_refined(
        NativeIndex* handle, const faiss::IndexRefine* refined, int64_t n, const float* x, int64_t k, float* distances,
        int64_t* labels, const Wanted& wanted) {
    int64_t found = std::min<int64_t>(k * wanted.refine, refined->ntotal);
    std::vector<float> base_distances(n * found);
    std::vector<int64_t> base(n * found);
    search_in(handle, refined->base_index, n, x, found, base_distances.data(), base.data(), wanted);
    std::exception_ptr failure;
    std::mutex one_failure;
    int64_t slices = std::min<int64_t>(n, omp_get_max_threads());
#pragma omp parallel for if (slices > 1)
    for (int64_t slice = 0; slice < slices; slice++) {
        try {
            std::unique_ptr<faiss::DistanceComputer> computer(refined->refine_index->get_distance_computer());
            for (int64_t i = n * slice / slices; i < n * (slice + 1) / slices; i++) {
                computer->set_query(x + i * refined->d);
                best_of(refined, *computer, found, base.data() + i * found, k, distances + i * k, labels + i * k);
            }
        } catch (...) {
            std::lock_guard<std::mutex> alone(one_failure);
            failure = std::current_exception();
        }
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

// FastScan lists know no parameters of a call, so their own are set; searches that agree run side by side.
inline void search_fast_scan(
        NativeIndex* handle, faiss::IndexIVFFastScan* index, int64_t n, const float* x, int64_t k, float* distances,
        int64_t* labels, const Wanted& wanted) {
    size_t lists = static_cast<size_t>(std::min<int64_t>(wanted.lists, index->nlist));
    {
        std::shared_lock<std::shared_mutex> together(handle->attributes);
        if (index->nprobe == lists) {
            index->search(n, x, k, distances, labels);
            return;
        }
    }
    std::unique_lock<std::shared_mutex> alone(handle->attributes);
    index->nprobe = lists;
    index->search(n, x, k, distances, labels);
}

// Labels are positions throughout: add_to gives id maps their positions as ids.
inline void search_in(
        NativeIndex* handle, const faiss::Index* index, int64_t n, const float* x, int64_t k, float* distances,
        int64_t* labels, const Wanted& wanted) {
    if (auto* mapped = dynamic_cast<const faiss::IndexIDMap*>(index)) {
        search_in(handle, mapped->index, n, x, k, distances, labels, wanted);
    } else if (auto* transformed = dynamic_cast<const faiss::IndexPreTransform*>(index)) {
        const float* inner = transformed->apply_chain(n, x);
        std::unique_ptr<const float[]> owned(inner == x ? nullptr : inner);
        search_in(handle, transformed->index, n, inner, k, distances, labels, wanted);
    } else if (auto* refined = dynamic_cast<const faiss::IndexRefine*>(index)) {
        search_refined(handle, refined, n, x, k, distances, labels, wanted);
    } else if (auto* fast = dynamic_cast<const faiss::IndexIVFFastScan*>(index)) {
        search_fast_scan(handle, const_cast<faiss::IndexIVFFastScan*>(fast), n, x, k, distances, labels, wanted);
    } else if (auto* ivf = dynamic_cast<const faiss::IndexIVF*>(index)) {
        ListParameters parameters(ivf, wanted);
        ivf->search(n, x, k, distances, labels, &parameters);
    } else if (auto* hnsw = graph(index)) {
        faiss::SearchParametersHNSW parameters;
        parameters.sel = wanted.excluded;
        parameters.efSearch = static_cast<int>(wanted.candidates);
        hnsw->search(n, x, k, distances, labels, &parameters);
    } else if (wanted.excluded) {
        faiss::SearchParameters parameters;
        parameters.sel = wanted.excluded;
        index->search(n, x, k, distances, labels, &parameters);
    } else {
        index->search(n, x, k, distances, labels);
    }
}

// Whether range_in can work.
inline bool can_range(const faiss::Index* index) {
    if (auto* mapped = dynamic_cast<const faiss::IndexIDMap*>(index)) {
        return can_range(mapped->index);
    }
    if (auto* transformed = dynamic_cast<const faiss::IndexPreTransform*>(index)) {
        return can_range(transformed->index);
    }
    return scans(index) || dynamic_cast<const faiss::IndexFlat*>(index);
}

inline void range_in(
        const faiss::Index* index, int64_t n, const float* x, float radius, faiss::RangeSearchResult* result,
        const Wanted& wanted) {
    if (auto* mapped = dynamic_cast<const faiss::IndexIDMap*>(index)) {
        range_in(mapped->index, n, x, radius, result, wanted);
    } else if (auto* transformed = dynamic_cast<const faiss::IndexPreTransform*>(index)) {
        const float* inner = transformed->apply_chain(n, x);
        std::unique_ptr<const float[]> owned(inner == x ? nullptr : inner);
        range_in(transformed->index, n, inner, radius, result, wanted);
    } else if (auto* ivf = dynamic_cast<const faiss::IndexIVF*>(index)) {
        ListParameters parameters(ivf, wanted);
        ivf->range_search(n, x, radius, result, &parameters);
    } else {
        index->range_search(n, x, radius, result);
    }
}

} // namespace ttt_faiss
