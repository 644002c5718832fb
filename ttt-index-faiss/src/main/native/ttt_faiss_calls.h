// Definitions of what ttt_faiss.h declares. Not parsed by JavaCPP.
#pragma once

#include "ttt_faiss.h"
#include "ttt_faiss_file.h"
#include "ttt_faiss_gpu.h"
#include "ttt_faiss_native.h"
#include "ttt_faiss_search.h"
#include "ttt_faiss_stored.h"
#include "ttt_faiss_training.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include <faiss/AutoTune.h>
#include <faiss/Index2Layer.h>
#include <faiss/IndexAdditiveQuantizer.h>
#include <faiss/IndexLattice.h>
#include <faiss/IndexPQ.h>
#include <faiss/index_factory.h>
#include <faiss/index_io.h>
#include <faiss/invlists/OnDiskInvertedLists.h>

namespace ttt_faiss {

// Centroids that training has to place: the most that one stage asks for.
inline int64_t centroids(const faiss::Index* index) {
    int64_t most = 256;
    if (auto* lists = dynamic_cast<const faiss::IndexIVF*>(index)) {
        most = std::max<int64_t>(most, lists->nlist);
    }
    if (auto* coded = dynamic_cast<const faiss::IndexIVFPQ*>(index)) {
        most = std::max<int64_t>(most, coded->pq.ksub);
    }
    if (auto* coded = dynamic_cast<const faiss::IndexPQ*>(index)) {
        most = std::max<int64_t>(most, coded->pq.ksub);
    }
    return most;
}

inline std::string version() {
    return std::to_string(FAISS_VERSION_MAJOR) + "." + std::to_string(FAISS_VERSION_MINOR) + "." +
            std::to_string(FAISS_VERSION_PATCH);
}

inline bool gpu_build() {
#ifdef TTT_FAISS_GPU
    return true;
#else
    return false;
#endif
}

inline void blas_threads(int threads) {
    if (openblas_set_num_threads) {
        openblas_set_num_threads(threads);
    }
}

inline NativeIndex* make(int dimension, const char* factory, bool inner_product) {
    return new NativeIndex(faiss::index_factory(
            dimension, present(factory), inner_product ? faiss::METRIC_INNER_PRODUCT : faiss::METRIC_L2));
}

inline NativeIndex* read(const int8_t* path, bool mapped) {
    File file(present(path), "rb");
    std::unique_ptr<NativeIndex> handle(
            new NativeIndex(faiss::read_index(file.get(), mapped ? faiss::IO_FLAG_MMAP : 0)));
    if (auto* ivf = dynamic_cast<faiss::IndexIVF*>(core(handle->cpu.get()))) {
        if (auto* on_disk = dynamic_cast<faiss::OnDiskInvertedLists*>(ivf->invlists)) {
            on_disk->prefetch_nthread = 0; // it would start 32 threads for every search
        }
    }
    return handle.release();
}

inline void write(const NativeIndex* handle, const int8_t* path) {
    File file(present(path), "wb");
    faiss::write_index(handle->cpu.get(), file.get());
    file.finish();
}

inline void release(NativeIndex* handle) {
    delete handle;
}

inline int dimension(const NativeIndex* handle) {
    return handle->cpu->d;
}

inline int64_t size(const NativeIndex* handle) {
    return handle->cpu->ntotal;
}

inline bool trained(const NativeIndex* handle) {
    return handle->cpu->is_trained;
}

inline int metric(const NativeIndex* handle) {
    return static_cast<int>(handle->cpu->metric_type);
}

inline bool exact(const NativeIndex* handle) {
    const faiss::Index* index = handle->cpu.get();
    while (auto* mapped = dynamic_cast<const faiss::IndexIDMap*>(index)) {
        index = mapped->index;
    }
    return dynamic_cast<const faiss::IndexFlat*>(index) != nullptr;
}

inline int64_t training_centroids(const NativeIndex* handle) {
    return handle->cpu->is_trained ? 0 : centroids(core(handle->cpu.get()));
}

inline int64_t training_rows_wanted(const NativeIndex* handle) {
    return handle->cpu->is_trained ? 0 : rotation_rows(handle->cpu.get());
}

inline int64_t lists(const NativeIndex* handle) {
    auto* ivf = dynamic_cast<const faiss::IndexIVF*>(core(handle->cpu.get()));
    return ivf ? static_cast<int64_t>(ivf->nlist) : 0;
}

inline bool searchable(const NativeIndex* handle) {
    const faiss::Index* index = core(handle->cpu.get());
    return !dynamic_cast<const faiss::Index2Layer*>(index) && !dynamic_cast<const faiss::IndexLattice*>(index) &&
            !dynamic_cast<const faiss::AdditiveCoarseQuantizer*>(index);
}

inline bool has_graph(const NativeIndex* handle) {
    const faiss::Index* index = core(handle->cpu.get());
    auto* ivf = dynamic_cast<const faiss::IndexIVF*>(index);
    return graph(ivf ? ivf->quantizer : index) != nullptr;
}

inline bool refines(const NativeIndex* handle) {
    const faiss::Index* index = handle->cpu.get();
    while (true) {
        if (auto* mapped = dynamic_cast<const faiss::IndexIDMap*>(index)) {
            index = mapped->index;
        } else if (auto* transformed = dynamic_cast<const faiss::IndexPreTransform*>(index)) {
            index = transformed->index;
        } else {
            return dynamic_cast<const faiss::IndexRefine*>(index) != nullptr;
        }
    }
}

inline bool selects(const NativeIndex* handle) {
    return can_select(core(handle->cpu.get()));
}

inline bool ranges(const NativeIndex* handle) {
    return can_range(handle->cpu.get());
}

inline bool set_parameter(NativeIndex* handle, const char* name, double value) {
    try {
        faiss::ParameterSpace().set_index_parameter(handle->cpu.get(), present(name), value);
        return true;
    } catch (const faiss::FaissException&) {
        return false;
    }
}

inline void resume(NativeIndex* handle) {
    if (auto* hnsw = dynamic_cast<faiss::IndexHNSW*>(core(handle->cpu.get()))) {
        for (int64_t i = 0; i < hnsw->ntotal; i++) { // a file keeps no random numbers, and each vector has drawn one
            hnsw->hnsw.random_level();
        }
    }
}

inline NativeTraining* training(NativeIndex* handle, int64_t n) {
    return new NativeTraining(handle->cpu.get(), n);
}

inline void training_rows(NativeTraining* training, int64_t from, int64_t n, const float* x) {
    std::copy(present(x), x + n * training->whole->d, training->sample.begin() + from * training->whole->d);
}

inline bool train_part(NativeTraining* training, double seconds, int threads) {
    use_threads(threads);
    return training->part(seconds);
}

inline double training_share(const NativeTraining* training) {
    return training->share();
}

inline void write_training(const NativeTraining* training, const int8_t* path) {
    File file(present(path), "wb");
    training->write(file);
    file.finish();
}

inline void read_training(NativeTraining* training, const int8_t* path) {
    File file(present(path), "rb");
    training->read(file);
}

inline void release_training(NativeTraining* training) {
    delete training;
}

inline void add(NativeIndex* handle, int64_t n, const float* x, int threads) {
    use_threads(threads);
    add_to(handle->cpu.get(), n, present(x));
}

inline void search(
        NativeIndex* handle, int64_t n, const float* x, int64_t k, float* distances, int64_t* labels, int lists,
        int candidates, int refine, int64_t excluded_count, const int64_t* excluded, int threads) {
    use_threads(threads);
    present(x);
    present(distances);
    present(labels);
#ifdef TTT_FAISS_GPU
    if (handle->gpu && excluded_count == 0) { // the GPU knows no selections
        search_on_gpu(handle, n, x, k, distances, labels, lists);
        return;
    }
#endif
    Excluding selection(present(excluded), excluded + excluded_count);
    Wanted wanted{lists, candidates, refine, excluded_count > 0 ? &selection : nullptr};
    search_in(handle, handle->cpu.get(), n, x, k, distances, labels, wanted);
}

// Found within a radius, until Java has copied it.
struct NativeRange {
    faiss::RangeSearchResult result;

    explicit NativeRange(int64_t n) : result(n) {}
};

inline NativeRange* range(
        NativeIndex* handle, int64_t n, const float* x, float radius, int lists, int candidates, int threads) {
    use_threads(threads);
    std::unique_ptr<NativeRange> found(new NativeRange(n));
    range_in(handle->cpu.get(), n, present(x), radius, &found->result, Wanted{lists, candidates, 1, nullptr});
    return found.release();
}

inline int64_t range_size(const NativeRange* found) {
    return static_cast<int64_t>(found->result.lims[found->result.nq]);
}

inline void range_copy(const NativeRange* found, int64_t* ends, float* distances, int64_t* labels) {
    const faiss::RangeSearchResult& result = found->result;
    std::copy(result.lims + 1, result.lims + result.nq + 1, present(ends));
    std::copy(result.distances, result.distances + range_size(found), present(distances));
    std::copy(result.labels, result.labels + range_size(found), present(labels));
}

inline void release_range(NativeRange* found) {
    delete found;
}

inline bool reconstructs(const NativeIndex* handle) {
    try {
        if (handle->cpu->ntotal > 0) {
            std::vector<float> row(handle->cpu->d);
            rebuild(handle->cpu.get(), row.data(), rebuild_any);
        }
        return true;
    } catch (const faiss::FaissException&) {
        return false;
    }
}

inline void reconstruct(NativeIndex* handle, int64_t n, const int64_t* ids, float* rows) {
    present(ids);
    present(rows);
    if (auto* ivf = dynamic_cast<faiss::IndexIVF*>(stored(handle->cpu.get()))) {
        std::call_once(handle->numbered, [&] { ivf->make_direct_map(); });
    }
    for (int64_t i = 0; i < n; i++) {
        rebuild(handle->cpu.get(), rows + i * handle->cpu->d, [&](const faiss::Index* index, float* row) {
            index->reconstruct(ids[i], row);
        });
    }
}

inline void to_gpu(NativeIndex* handle, int device) {
#ifdef TTT_FAISS_GPU
    copy_to_gpu(handle, device);
#else
    (void)handle;
    (void)device;
    throw std::runtime_error("built without GPU support");
#endif
}

} // namespace ttt_faiss
