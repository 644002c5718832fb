// Searching on a CUDA device, in a build with TTT_FAISS_GPU. Not parsed by JavaCPP.
#pragma once

#include "ttt_faiss_native.h"

#ifdef TTT_FAISS_GPU

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace ttt_faiss {

// FAISS aborts the process where a device is missing, so CUDA is asked before.
inline void require_device(int device) {
    int count = 0;
    cudaError_t failure = cudaGetDeviceCount(&count);
    if (failure != cudaSuccess) {
        throw std::runtime_error(std::string("found no usable CUDA device: ") + cudaGetErrorString(failure));
    }
    if (device >= count) {
        throw std::runtime_error("found " + std::to_string(count) + " CUDA devices, wanted device " +
                std::to_string(device));
    }
}

// What searches on the device, inside id maps and transformations; the cloner leaves what it does not know on the CPU.
inline const faiss::gpu::GpuIndex* gpu_core(const faiss::Index* index) {
    while (true) {
        if (auto* mapped = dynamic_cast<const faiss::IndexIDMap*>(index)) {
            index = mapped->index;
        } else if (auto* transformed = dynamic_cast<const faiss::IndexPreTransform*>(index)) {
            index = transformed->index;
        } else {
            return dynamic_cast<const faiss::gpu::GpuIndex*>(index);
        }
    }
}

inline void copy_to_gpu(NativeIndex* handle, int device) {
    require_device(device);
    std::unique_ptr<faiss::gpu::StandardGpuResources> resources(new faiss::gpu::StandardGpuResources());
    std::unique_ptr<faiss::Index> copy(
            faiss::gpu::index_cpu_to_gpu(resources.get(), device, handle->cpu.get()));
    const faiss::gpu::GpuIndex* searched = gpu_core(copy.get());
    if (!dynamic_cast<const faiss::gpu::GpuIndexFlat*>(searched) &&
        !dynamic_cast<const faiss::gpu::GpuIndexIVFFlat*>(searched) &&
        !dynamic_cast<const faiss::gpu::GpuIndexIVFPQ*>(searched) &&
        !dynamic_cast<const faiss::gpu::GpuIndexIVFScalarQuantizer*>(searched)) {
        throw std::runtime_error("found a kind of index that FAISS cannot search on a GPU, wanted Flat, or IVF with "
                                 "Flat, PQ or SQ");
    }
    handle->resources = std::move(resources);
    handle->gpu = std::move(copy);
}

inline void search_on_gpu(
        NativeIndex* handle, int64_t n, const float* x, int64_t k, float* distances, int64_t* labels, int lists) {
    // A set of GPU resources serves one thread at a time.
    std::lock_guard<std::mutex> alone(handle->one_search);
    if (auto* ivf = dynamic_cast<const faiss::gpu::GpuIndexIVF*>(gpu_core(handle->gpu.get()))) {
        int visited = std::min<int>(lists, static_cast<int>(ivf->getNumLists()));
        faiss::gpu::GpuParameterSpace().set_index_parameter(handle->gpu.get(), "nprobe", visited);
    }
    handle->gpu->search(n, x, k, distances, labels);
}

} // namespace ttt_faiss

#endif
