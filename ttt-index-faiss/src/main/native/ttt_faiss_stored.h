// Adding vectors and getting them back through id maps, transformations and refinements. Not parsed by JavaCPP.
#pragma once

#include "ttt_faiss_native.h"

#include <numeric>
#include <vector>

namespace ttt_faiss {

// As FAISS's add, which id maps refuse: here they map every position to itself.
inline void add_to(faiss::Index* index, int64_t n, const float* x) {
    if (auto* mapped = dynamic_cast<faiss::IndexIDMap*>(index)) {
        add_to(mapped->index, n, x);
        size_t before = mapped->id_map.size();
        mapped->id_map.resize(before + n);
        std::iota(mapped->id_map.begin() + before, mapped->id_map.end(), before);
        mapped->ntotal = mapped->index->ntotal;
    } else if (auto* transformed = dynamic_cast<faiss::IndexPreTransform*>(index)) {
        const float* inner = transformed->apply_chain(n, x);
        std::unique_ptr<const float[]> owned(inner == x ? nullptr : inner);
        add_to(transformed->index, n, inner);
        transformed->ntotal = transformed->index->ntotal;
    } else if (auto* refined = dynamic_cast<faiss::IndexRefine*>(index)) {
        add_to(refined->base_index, n, x);
        add_to(refined->refine_index, n, x);
        refined->ntotal = refined->refine_index->ntotal;
    } else {
        index->add(n, x);
    }
}

// Gets one vector back; leaf fills in what the innermost index holds.
template <typename Leaf>
void rebuild(const faiss::Index* index, float* row, const Leaf& leaf) {
    if (auto* mapped = dynamic_cast<const faiss::IndexIDMap*>(index)) {
        rebuild(mapped->index, row, leaf);
    } else if (auto* transformed = dynamic_cast<const faiss::IndexPreTransform*>(index)) {
        std::vector<float> inner(transformed->index->d);
        rebuild(transformed->index, inner.data(), leaf);
        transformed->reverse_chain(1, inner.data(), row);
    } else if (auto* refined = dynamic_cast<const faiss::IndexRefine*>(index)) {
        rebuild(refined->refine_index, row, leaf);
    } else {
        leaf(index, row);
    }
}

// The first vector of the first list that holds one, or vector 0: enough to see whether this kind of index can.
inline void rebuild_any(const faiss::Index* index, float* row) {
    auto* ivf = dynamic_cast<const faiss::IndexIVF*>(index);
    if (!ivf) {
        index->reconstruct(0, row);
        return;
    }
    for (size_t list = 0; list < ivf->nlist; list++) {
        if (ivf->invlists->list_size(list) > 0) {
            ivf->reconstruct_from_offset(list, 0, row);
            return;
        }
    }
}

// The index that reconstruction ends at.
inline faiss::Index* stored(faiss::Index* index) {
    while (true) {
        if (auto* mapped = dynamic_cast<faiss::IndexIDMap*>(index)) {
            index = mapped->index;
        } else if (auto* transformed = dynamic_cast<faiss::IndexPreTransform*>(index)) {
            index = transformed->index;
        } else if (auto* refined = dynamic_cast<faiss::IndexRefine*>(index)) {
            index = refined->refine_index;
        } else {
            return index;
        }
    }
}

} // namespace ttt_faiss
