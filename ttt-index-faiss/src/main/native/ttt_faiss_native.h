// The index behind a handle, and what every part of this library needs. Not parsed by JavaCPP.
//
// Compiles against FAISS 1.7.3 and later: idx_t moved from faiss::Index to faiss, so only its width is relied upon.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <shared_mutex>

#include <faiss/Index.h>
#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>
#include <faiss/IndexIDMap.h>
#include <faiss/IndexIVF.h>
#include <faiss/IndexIVFFastScan.h>
#include <faiss/IndexIVFFlat.h>
#include <faiss/IndexIVFPQ.h>
#include <faiss/IndexIVFPQR.h>
#include <faiss/IndexPreTransform.h>
#include <faiss/IndexRefine.h>
#include <faiss/IndexScalarQuantizer.h>
#include <faiss/impl/AuxIndexStructures.h>
#include <faiss/impl/DistanceComputer.h>
#include <faiss/impl/FaissException.h>
#include <faiss/impl/IDSelector.h>
#ifdef TTT_FAISS_GPU
#include <cuda_runtime_api.h>
#include <faiss/gpu/GpuAutoTune.h>
#include <faiss/gpu/GpuCloner.h>
#include <faiss/gpu/GpuIndexFlat.h>
#include <faiss/gpu/GpuIndexIVFFlat.h>
#include <faiss/gpu/GpuIndexIVFPQ.h>
#include <faiss/gpu/GpuIndexIVFScalarQuantizer.h>
#include <faiss/gpu/StandardGpuResources.h>
#endif

// Functions of OpenMP and one of OpenBLAS, declared here because omp.h lies in a compiler's private folder and cblas.h
// differs between BLAS builds. The weak one is absent when FAISS was linked with another BLAS.
extern "C" {
void omp_set_num_threads(int threads);
int omp_get_max_threads(void);
int omp_get_num_procs(void);
void openblas_set_num_threads(int threads) __attribute__((weak));
}

namespace ttt_faiss {

static_assert(sizeof(decltype(faiss::Index::ntotal)) == sizeof(int64_t), "FAISS ids are 64 bits wide");
static_assert(sizeof(float) == 4, "vectors are float32");

// An index and, in a GPU build, its copy on a device.
struct NativeIndex {
    std::unique_ptr<faiss::Index> cpu;
    std::shared_mutex attributes; // of an index that takes parameters only as its own
    std::once_flag numbered;      // where each id lies, found when it is first asked for
#ifdef TTT_FAISS_GPU
    // Declared before the copy that uses it, so that it is destroyed after it.
    std::unique_ptr<faiss::gpu::StandardGpuResources> resources;
    std::unique_ptr<faiss::Index> gpu;
    std::mutex one_search;
#endif

    explicit NativeIndex(faiss::Index* owned) : cpu(owned) {}
};

// JNI hands over NULL for an array that it could not copy.
template <typename T>
T* present(T* array) {
    if (!array) {
        throw std::bad_alloc();
    }
    return array;
}

// OpenMP keeps the thread count per calling thread, so it is set on every call; 0 means one per processor.
inline void use_threads(int threads) {
    omp_set_num_threads(threads > 0 ? threads : omp_get_num_procs());
}

// The index inside id maps, transformations and refinements: FAISS's own extract_index_ivf stops at refinements.
inline faiss::Index* core(faiss::Index* index) {
    while (true) {
        if (auto* mapped = dynamic_cast<faiss::IndexIDMap*>(index)) {
            index = mapped->index;
        } else if (auto* transformed = dynamic_cast<faiss::IndexPreTransform*>(index)) {
            index = transformed->index;
        } else if (auto* refined = dynamic_cast<faiss::IndexRefine*>(index)) {
            index = refined->base_index;
        } else {
            return index;
        }
    }
}

} // namespace ttt_faiss
