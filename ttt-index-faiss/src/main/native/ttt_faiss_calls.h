// Definitions of what ttt_faiss.h declares. Not parsed by JavaCPP.
//
// Compiles against FAISS 1.7.3 and later: idx_t moved from faiss::Index to faiss, so only its width is relied upon.
#pragma once

#include "ttt_faiss.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include <faiss/AutoTune.h>
#include <faiss/Index.h>
#include <faiss/IndexFlat.h>
#include <faiss/IndexIDMap.h>
#include <faiss/IndexIVF.h>
#include <faiss/IndexIVFPQ.h>
#include <faiss/IndexPQ.h>
#include <faiss/IndexPreTransform.h>
#include <faiss/IndexRefine.h>
#include <faiss/impl/FaissException.h>
#include <faiss/index_factory.h>
#include <faiss/index_io.h>
#ifdef TTT_FAISS_GPU
#include <faiss/gpu/GpuCloner.h>
#include <faiss/gpu/StandardGpuResources.h>
#endif

// Two functions of OpenMP and one of OpenBLAS, declared here because omp.h lies in a compiler's private folder and
// cblas.h differs between BLAS builds. The weak one is absent when FAISS was linked with another BLAS.
extern "C" {
void omp_set_num_threads(int threads);
int omp_get_num_procs(void);
void openblas_set_num_threads(int threads) __attribute__((weak));
}

namespace ttt_faiss {

static_assert(sizeof(decltype(faiss::Index::ntotal)) == sizeof(int64_t), "FAISS ids are 64 bits wide");
static_assert(sizeof(float) == 4, "vectors are float32");

// An index and, in a GPU build, its copy on a device.
struct NativeIndex {
    std::unique_ptr<faiss::Index> cpu;
#ifdef TTT_FAISS_GPU
    // Declared before the copy that uses it, so that it is destroyed after it.
    std::unique_ptr<faiss::gpu::StandardGpuResources> resources;
    std::unique_ptr<faiss::Index> gpu;
    std::mutex one_search;
#endif

    explicit NativeIndex(faiss::Index* owned) : cpu(owned) {}
};

// A stream whose failures all surface: FAISS's own file writer drops the error of fclose, which is where a full disk
// often shows.
class File {
public:
    File(const int8_t* path, const char* mode)
            : name(reinterpret_cast<const char*>(path)), stream(std::fopen(name.c_str(), mode)) {
        if (!stream) {
            fail("cannot open");
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (stream) {
            std::fclose(stream);
        }
    }
    std::FILE* get() { return stream; }
    void finish() {
        if (std::fflush(stream) != 0 || fsync(fileno(stream)) != 0) {
            fail("cannot write");
        }
        std::FILE* last = stream;
        stream = nullptr;
        if (std::fclose(last) != 0) {
            fail("cannot close");
        }
    }

private:
    [[noreturn]] void fail(const char* what) {
        throw std::runtime_error(std::string(what) + " " + name + ": " + std::strerror(errno));
    }
    std::string name;
    std::FILE* stream;
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

inline NativeIndex* read(const int8_t* path) {
    File file(present(path), "rb");
    return new NativeIndex(faiss::read_index(file.get()));
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
    return dynamic_cast<const faiss::IndexFlat*>(handle->cpu.get()) != nullptr;
}

inline int64_t training_centroids(const NativeIndex* handle) {
    return handle->cpu->is_trained ? 0 : centroids(core(handle->cpu.get()));
}

inline int64_t lists(const NativeIndex* handle) {
    auto* ivf = dynamic_cast<const faiss::IndexIVF*>(core(handle->cpu.get()));
    return ivf ? static_cast<int64_t>(ivf->nlist) : 0;
}

inline bool set_parameter(NativeIndex* handle, const char* name, double value) {
    try {
        faiss::ParameterSpace().set_index_parameter(handle->cpu.get(), present(name), value);
        return true;
    } catch (const faiss::FaissException&) {
        return false;
    }
}

inline void train(NativeIndex* handle, int64_t n, const float* x, int threads) {
    use_threads(threads);
    handle->cpu->train(n, present(x));
}

inline void add(NativeIndex* handle, int64_t n, const float* x, int threads) {
    use_threads(threads);
    handle->cpu->add(n, present(x));
}

inline void search(
        NativeIndex* handle, int64_t n, const float* x, int64_t k, float* distances, int64_t* labels, int threads) {
    use_threads(threads);
#ifdef TTT_FAISS_GPU
    if (handle->gpu) {
        // A set of GPU resources serves one thread at a time.
        std::lock_guard<std::mutex> alone(handle->one_search);
        handle->gpu->search(n, present(x), k, present(distances), present(labels));
        return;
    }
#endif
    handle->cpu->search(n, present(x), k, present(distances), present(labels));
}

inline bool prepare_reconstruction(NativeIndex* handle) {
    try {
        if (auto* ivf = dynamic_cast<faiss::IndexIVF*>(core(handle->cpu.get()))) {
            ivf->make_direct_map();
        }
        if (handle->cpu->ntotal > 0) {
            std::unique_ptr<float[]> row(new float[handle->cpu->d]);
            handle->cpu->reconstruct(0, row.get());
        }
        return true;
    } catch (const faiss::FaissException&) {
        return false;
    }
}

inline void reconstruct(const NativeIndex* handle, int64_t n, const int64_t* ids, float* rows) {
    present(ids);
    present(rows);
    for (int64_t i = 0; i < n; i++) {
        handle->cpu->reconstruct(ids[i], rows + i * handle->cpu->d);
    }
}

inline void to_gpu(NativeIndex* handle, int device) {
#ifdef TTT_FAISS_GPU
    handle->resources.reset(new faiss::gpu::StandardGpuResources());
    handle->gpu.reset(faiss::gpu::index_cpu_to_gpu(handle->resources.get(), device, handle->cpu.get()));
#else
    (void)handle;
    (void)device;
    throw std::runtime_error("built without GPU support");
#endif
}

} // namespace ttt_faiss
