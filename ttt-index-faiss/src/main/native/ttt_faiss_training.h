// Training in parts, so that a killed build goes on in the midst of it. Not parsed by JavaCPP.
//
// What takes long in FAISS is k-means: of the centres of lists, of the codebooks of a product quantizer, and of those that a
// rotation (OPQ) is fitted to. These are done here, before FAISS trains the index and finds them done. All else, polysemous
// codes and additive quantizers among it, is left to FAISS in one step.
#pragma once

#include "ttt_faiss_clusters.h"
#include "ttt_faiss_file.h"
#include "ttt_faiss_native.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <faiss/IndexPQ.h>
#include <faiss/VectorTransform.h>
#include <faiss/impl/ProductQuantizer.h>
#include <faiss/impl/io.h>
#include <faiss/index_io.h>
#include <faiss/utils/utils.h>

namespace ttt_faiss {

// Rows that an OPQ transform needs: it writes d_out * d floats into a vector of n * d, and checks nothing.
inline int64_t rotation_rows(const faiss::VectorTransform* transform) {
    auto* opq = dynamic_cast<const faiss::OPQMatrix*>(transform);
    return opq && !opq->is_trained ? opq->d_out : 0;
}

// The same for all transforms of an index that are fitted to the sample.
inline int64_t rotation_rows(const faiss::Index* index) {
    if (auto* mapped = dynamic_cast<const faiss::IndexIDMap*>(index)) {
        return rotation_rows(mapped->index);
    }
    if (auto* refined = dynamic_cast<const faiss::IndexRefine*>(index)) {
        return std::max(rotation_rows(refined->base_index), rotation_rows(refined->refine_index));
    }
    if (auto* transformed = dynamic_cast<const faiss::IndexPreTransform*>(index)) {
        int64_t most = rotation_rows(transformed->index);
        for (const faiss::VectorTransform* one : transformed->chain) {
            most = std::max(most, rotation_rows(one));
        }
        return most;
    }
    return 0;
}

// Lists whose own quantizer begins with an OPQ learn that from at most their centres, however many rows there are.
inline void demand_centres(const faiss::Index* index) {
    if (auto* mapped = dynamic_cast<const faiss::IndexIDMap*>(index)) {
        demand_centres(mapped->index);
    } else if (auto* refined = dynamic_cast<const faiss::IndexRefine*>(index)) {
        demand_centres(refined->base_index);
        demand_centres(refined->refine_index);
    } else if (auto* transformed = dynamic_cast<const faiss::IndexPreTransform*>(index)) {
        demand_centres(transformed->index);
    } else if (auto* ivf = dynamic_cast<const faiss::IndexIVF*>(index)) {
        int64_t wanted = rotation_rows(ivf->quantizer);
        if (wanted > static_cast<int64_t>(ivf->nlist)) {
            throw std::invalid_argument("found " + std::to_string(ivf->nlist) +
                    " lists whose centres a rotation is fitted to, wanted at least " + std::to_string(wanted));
        }
    }
}

struct NativeTraining {
    faiss::Index* whole;
    int64_t n;
    std::vector<float> sample;

    NativeTraining(faiss::Index* whole, int64_t n) : whole(whole), n(n), sample(n * whole->d) {
        find_transforms(whole);
        planned = plan();
    }

    // Whether all is done.
    bool part(double seconds) {
        int64_t wanted = rotation_rows(whole);
        if (n < wanted) {
            throw std::invalid_argument("found " + std::to_string(n) + " training rows, wanted at least " +
                    std::to_string(wanted));
        }
        demand_centres(whole);
        pace.begin(seconds);
        try {
            for (; settled < transforms.size(); settled++) {
                if (untrained[settled]) {
                    transform(*transforms[settled], moved(settled));
                }
            }
            if (!inner->is_trained) {
                lists();
                codes();
            }
        } catch (const Paused&) {
            return false;
        }
        through = std::vector<float>();
        coded = std::vector<float>();
        whole->train(n, sample.data());
        pace.done = planned;
        return true;
    }

    double share() const { return planned > 0 ? std::min(1.0, pace.done / planned) : 0; }

    void write(File& file) const {
        file.put(std::vector<int64_t>{static_cast<int64_t>(settled), round, clusters.iterations});
        file.put(std::vector<double>{pace.done});
        for (const std::vector<float>* floats : {&rotation, &books, &fresh, &centers, &clusters.centroids}) {
            file.put(*floats);
        }
        file.put(clusters.nearest);
        faiss::FileIOWriter writer(file.get());
        for (size_t i = 0; i < settled; i++) {
            if (untrained[i]) {
                faiss::write_VectorTransform(*transforms[i], &writer);
            }
        }
    }

    void read(File& file) {
        std::vector<int64_t> counts = file.take<int64_t>();
        pace.done = file.take<double>().at(0);
        for (std::vector<float>* floats : {&rotation, &books, &fresh, &centers, &clusters.centroids}) {
            *floats = file.take<float>();
        }
        clusters.nearest = file.take<int64_t>();
        settled = static_cast<size_t>(counts.at(0));
        round = counts.at(1);
        clusters.iterations = counts.at(2);
        faiss::FileIOReader reader(file.get());
        for (size_t i = 0; i < settled; i++) {
            if (untrained.at(i)) {
                std::unique_ptr<faiss::VectorTransform> trained(faiss::read_VectorTransform(&reader));
                delete *transforms[i];
                *transforms[i] = trained.release();
            }
        }
    }

private:
    // The codebooks of a rotation, trained in parts whenever FAISS has it trained.
    struct Rotated : faiss::ProductQuantizer {
        NativeTraining& training;

        Rotated(NativeTraining& training, const faiss::OPQMatrix& rotation)
                : faiss::ProductQuantizer(rotation.d_out, rotation.M, 8), training(training) {}

        void train(size_t rows, const float* x) override { training.codebooks(*this, rows, x); }
    };

    // Lends FAISS's own fitting of a rotation our codebooks for one round.
    struct Lent {
        faiss::OPQMatrix& rotation;
        int rounds;
        int first;

        Lent(faiss::OPQMatrix& rotation, Rotated& quantizer, bool is_first)
                : rotation(rotation), rounds(rotation.niter), first(rotation.niter_pq_0) {
            rotation.pq = &quantizer;
            rotation.niter = 1;
            rotation.niter_pq_0 = is_first ? first : rotation.niter_pq;
        }
        Lent(const Lent&) = delete;
        Lent& operator=(const Lent&) = delete;
        ~Lent() {
            rotation.pq = nullptr;
            rotation.niter = rounds;
            rotation.niter_pq_0 = first;
        }
    };

    std::vector<faiss::VectorTransform**> transforms; // all, in the order in which vectors pass them
    std::vector<bool> untrained;                      // as they were in the beginning
    faiss::Index* inner = nullptr;                    // behind them
    double planned;
    Pace pace;

    size_t settled = 0;          // transforms that are done
    int64_t round = 0;           // of the rotation under way
    std::vector<float> rotation; // after the rounds before
    std::vector<float> books;    // of the round before
    std::vector<float> fresh;    // codebooks under way, as far as they are done
    std::vector<float> centers;  // of the lists, once they are known
    Clusters clusters;           // under way

    // What can be computed again: the sample behind some of the transforms, and what the codes stand for.
    std::vector<float> through;
    size_t passed = 0;
    std::vector<float> coded;

    void find_transforms(faiss::Index* index) {
        if (auto* mapped = dynamic_cast<faiss::IndexIDMap*>(index)) {
            find_transforms(mapped->index);
        } else if (auto* refined = dynamic_cast<faiss::IndexRefine*>(index)) {
            find_transforms(refined->base_index);
        } else if (auto* transformed = dynamic_cast<faiss::IndexPreTransform*>(index)) {
            for (faiss::VectorTransform*& one : transformed->chain) {
                transforms.push_back(&one);
                untrained.push_back(!one->is_trained);
            }
            find_transforms(transformed->index);
        } else {
            inner = index;
        }
    }

    // The sample behind the first transforms.
    const float* moved(size_t transforms_passed) {
        if (transforms_passed < passed) {
            passed = 0;
        }
        for (; passed < transforms_passed; passed++) {
            const faiss::VectorTransform* next = *transforms[passed];
            const float* from = passed == 0 ? sample.data() : through.data();
            std::vector<float> to(n * next->d_out);
            next->apply_noalloc(n, from, to.data());
            through.swap(to);
        }
        return passed == 0 ? sample.data() : through.data();
    }

    // A rotation that FAISS fits in rounds, each beginning where the one before ended.
    static faiss::OPQMatrix* fitted(faiss::VectorTransform* transform) {
        auto* opq = dynamic_cast<faiss::OPQMatrix*>(transform);
        return opq && opq->d_out <= opq->d_in && !opq->pq ? opq : nullptr;
    }

    void transform(faiss::VectorTransform* transform, const float* x) {
        faiss::OPQMatrix* opq = fitted(transform);
        if (!opq) {
            transform->train(n, x);
            return;
        }
        for (; round < opq->niter; round++) {
            Rotated quantizer(*this, *opq);
            quantizer.centroids = round == 0 ? quantizer.centroids : books;
            quantizer.train_type =
                    round == 0 ? faiss::ProductQuantizer::Train_default : faiss::ProductQuantizer::Train_hot_start;
            opq->A = rotation;
            Lent lent(*opq, quantizer, round == 0);
            opq->train(n, x);
            rotation = opq->A;
            books = quantizer.centroids;
        }
        round = 0;
        rotation.clear();
        books.clear();
    }

    // As ProductQuantizer::train.
    void codebooks(faiss::ProductQuantizer& quantizer, int64_t rows, const float* x) {
        size_t book = quantizer.ksub * quantizer.dsub;
        std::vector<float> slice(rows * quantizer.dsub);
        while (fresh.size() < quantizer.M * book) {
            size_t which = fresh.size() / book;
            for (int64_t row = 0; row < rows; row++) {
                const float* from = x + row * quantizer.d + which * quantizer.dsub;
                std::copy(from, from + quantizer.dsub, slice.begin() + row * quantizer.dsub);
            }
            bool begins = clusters.iterations == 0 && clusters.nearest.empty();
            if (begins && quantizer.train_type == faiss::ProductQuantizer::Train_hot_start) {
                clusters.centroids.assign(
                        quantizer.get_centroids(which, 0), quantizer.get_centroids(which, 0) + book);
            }
            faiss::IndexFlatL2 nearest(quantizer.dsub);
            std::vector<float> found =
                    cluster(clusters, pace, quantizer.ksub, quantizer.cp, rows, slice.data(), nearest);
            fresh.insert(fresh.end(), found.begin(), found.end());
        }
        for (size_t which = 0; which < quantizer.M; which++) {
            quantizer.set_params(fresh.data() + which * book, static_cast<int>(which));
        }
        fresh.clear();
    }

    // Lists whose centres FAISS would find by k-means over all of them.
    static faiss::IndexIVF* clustered(faiss::Index* index) {
        auto* ivf = dynamic_cast<faiss::IndexIVF*>(index);
        if (!ivf || ivf->clustering_index || ivf->cp.nredo != 1) {
            return nullptr;
        }
        bool flat = ivf->quantizer_trains_alone == 0 && dynamic_cast<faiss::IndexFlat*>(ivf->quantizer);
        bool apart = ivf->quantizer_trains_alone == 2 &&
                (ivf->metric_type == faiss::METRIC_L2 || ivf->cp.spherical);
        bool known = ivf->quantizer->is_trained && ivf->quantizer->ntotal == static_cast<int64_t>(ivf->nlist);
        return (flat || apart) && !known ? ivf : nullptr;
    }

    // As Level1Quantizer::train_q1.
    void lists() {
        faiss::IndexIVF* ivf = clustered(inner);
        if (!ivf) {
            return;
        }
        bool apart = ivf->quantizer_trains_alone == 2;
        if (centers.empty()) {
            // Not the quantizer itself, which would look trained after the first iteration.
            faiss::IndexFlat nearest(ivf->d, apart ? faiss::METRIC_L2 : ivf->quantizer->metric_type);
            centers = cluster(clusters, pace, ivf->nlist, ivf->cp, n, moved(transforms.size()), nearest);
        }
        ivf->quantizer->reset();
        if (apart && !ivf->quantizer->is_trained) {
            ivf->quantizer->train(ivf->nlist, centers.data());
        }
        ivf->quantizer->add(ivf->nlist, centers.data());
        ivf->quantizer->is_trained = true;
    }

    // What the rows that a product quantizer learns from are.
    static faiss::ProductQuantizer* quantizer(faiss::Index* index) {
        faiss::ProductQuantizer* found = nullptr;
        if (auto* ivf = dynamic_cast<faiss::IndexIVFPQ*>(index)) {
            found = &ivf->pq;
        } else if (auto* flat = dynamic_cast<faiss::IndexPQ*>(index)) {
            found = flat->do_polysemous_training ? nullptr : &flat->pq; // which learns from a part of the sample
        }
        bool usual = found && found->train_type == faiss::ProductQuantizer::Train_default && !found->assign_index &&
                found->cp.nredo == 1;
        return usual ? found : nullptr;
    }

    // As IndexIVFPQ::train_residual and IndexPQ::train, which then begin with the codebooks and change nothing.
    void codes() {
        faiss::ProductQuantizer* codebook = quantizer(inner);
        if (!codebook) {
            return;
        }
        const float* x = moved(transforms.size());
        size_t rows = n;
        if (auto* ivf = dynamic_cast<faiss::IndexIVFPQ*>(inner)) {
            if (coded.empty()) {
                residuals(*ivf, x);
            }
            x = coded.data();
            rows = coded.size() / ivf->d;
        }
        codebooks(*codebook, rows, x);
        codebook->train_type = faiss::ProductQuantizer::Train_hot_start;
        codebook->cp.niter = 0;
        codebook->cp.min_points_per_centroid = 0;
    }

    void residuals(const faiss::IndexIVFPQ& ivf, const float* x) {
        size_t rows = n;
        const float* some = faiss::fvecs_maybe_subsample(
                ivf.d, &rows, ivf.pq.cp.max_points_per_centroid * ivf.pq.ksub, x, false, ivf.pq.cp.seed);
        std::unique_ptr<const float[]> owned(some == x ? nullptr : some);
        coded.assign(some, some + rows * ivf.d);
        if (ivf.by_residual) {
            std::vector<int64_t> assigned(rows);
            ivf.quantizer->assign(rows, some, assigned.data());
            ivf.quantizer->compute_residual_n(rows, some, coded.data(), assigned.data());
        }
    }

    static double product(int64_t rows, const faiss::ClusteringParameters& told, int64_t k, int64_t dimension) {
        return static_cast<double>(std::min(rows, told.max_points_per_centroid * k)) * k * dimension * told.niter;
    }

    // Multiplications of all that is done in parts.
    double plan() const {
        double total = 0;
        for (size_t i = 0; i < transforms.size(); i++) {
            faiss::OPQMatrix* opq = untrained[i] ? fitted(*transforms[i]) : nullptr;
            if (opq) {
                double rows = std::min<double>(n, opq->max_train_points);
                total += rows * 256 * opq->d_out * (opq->niter_pq_0 + (opq->niter - 1.0) * opq->niter_pq);
            }
        }
        if (const faiss::IndexIVF* ivf = clustered(inner)) {
            total += product(n, ivf->cp, ivf->nlist, ivf->d);
        }
        if (const faiss::ProductQuantizer* codebook = quantizer(inner)) {
            total += product(n, codebook->cp, codebook->ksub, codebook->d);
        }
        return total;
    }
};

} // namespace ttt_faiss
