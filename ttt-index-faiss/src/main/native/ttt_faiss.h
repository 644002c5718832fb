// Everything Java may call in FAISS: a short list of plain functions over one opaque handle.
//
// JavaCPP parses the declarations in this file and nothing of FAISS itself, so FAISS's class graph stays on this side.
// Every C++ exception that leaves a function becomes a Java RuntimeException carrying what(). What FAISS does not check
// (lengths, dimension, trained, closed) is checked in Java before a call gets here.
//
// The definitions are in ttt_faiss_calls.h, which the parser does not read.
#pragma once

#include <cstdint>
#include <string>

namespace ttt_faiss {

/// An index that Java holds by its address.
struct NativeIndex;

/// An index that is being trained, and its sample.
struct NativeTraining;

/// What a range search found, held by its address until it is copied.
struct NativeRange;

/// Version of the FAISS headers this was compiled with.
std::string version();

/// Whether to_gpu can work.
bool gpu_build();

/// Sets the threads of OpenBLAS for the whole process; without OpenBLAS does nothing.
void blas_threads(int threads);

/// An empty index from a factory text; the caller owns it.
NativeIndex* make(int dimension, const char* factory, bool inner_product);

/// An index from a file (zero-terminated path in the file system's own encoding); the caller owns it. Inverted lists can
/// stay in the file, mapped into memory.
NativeIndex* read(const int8_t* path, bool mapped);

/// Writes the index and forces it to disk.
void write(const NativeIndex* handle, const int8_t* path);

/// Frees the index.
void release(NativeIndex* handle);

/// Dimension of the vectors.
int dimension(const NativeIndex* handle);

/// Number of vectors.
int64_t size(const NativeIndex* handle);

/// Whether vectors can be added.
bool trained(const NativeIndex* handle);

/// 0 for the inner product, 1 for squared L2, others as in faiss::MetricType.
int metric(const NativeIndex* handle);

/// Whether a search compares with every vector, uncompressed.
bool exact(const NativeIndex* handle);

/// Centroids that training has to place, 0 when trained.
int64_t training_centroids(const NativeIndex* handle);

/// Fewest rows that FAISS can fit the rotations (OPQ) of an index to without writing beyond its memory, 0 without any.
int64_t training_rows_wanted(const NativeIndex* handle);

/// Inverted lists, 0 for an index without.
int64_t lists(const NativeIndex* handle);

/// Whether FAISS can search this kind of index at all: some only help others to.
bool searchable(const NativeIndex* handle);

/// Whether a graph, of vectors or of the centres of lists, takes a number of candidates.
bool has_graph(const NativeIndex* handle);

/// Whether more than k neighbours are found first and then compared more precisely.
bool refines(const NativeIndex* handle);

/// Whether search can leave ids out.
bool selects(const NativeIndex* handle);

/// Whether range can work.
bool ranges(const NativeIndex* handle);

/// Sets efConstruction and what else belongs to the index; false if the index knows no such parameter.
bool set_parameter(NativeIndex* handle, const char* name, double value);

/// Makes an index that was read go on as the one that was written would: what FAISS does not write is put right.
void resume(NativeIndex* handle);

/// Training of an index with n rows, which training_rows hands over; the caller owns it and frees it before the index.
NativeTraining* training(NativeIndex* handle, int64_t n);

/// Sets rows [from, from + n) of the sample.
void training_rows(NativeTraining* training, int64_t from, int64_t n, const float* x);

/// Goes on with training for about so many seconds; true when the index is trained. The outcome does not depend on where
/// parts end.
bool train_part(NativeTraining* training, double seconds, int threads);

/// How much of the training is done, from 0 to 1.
double training_share(const NativeTraining* training);

/// Writes how far training has come, without the sample, and forces it to disk.
void write_training(const NativeTraining* training, const int8_t* path);

/// Goes on, with the same sample and an index made alike, where another training was written.
void read_training(NativeTraining* training, const int8_t* path);

/// Frees the training, not the index.
void release_training(NativeTraining* training);

/// Appends n rows.
void add(NativeIndex* handle, int64_t n, const float* x, int threads);

/// Finds the k nearest of n rows; both outputs hold n * k values, missing ones have label -1. An IVF index visits so many
/// lists, a graph keeps so many candidates, a refinement compares so many times k. The excluded ids are sorted; an index
/// that does not select gets none.
void search(
        NativeIndex* handle, int64_t n, const float* x, int64_t k, float* distances, int64_t* labels, int lists,
        int candidates, int refine, int64_t excluded_count, const int64_t* excluded, int threads);

/// Finds what is nearer than a squared distance, or has a larger inner product; the caller owns the result.
NativeRange* range(
        NativeIndex* handle, int64_t n, const float* x, float radius, int lists, int candidates, int threads);

/// Number of neighbours found, over all queries.
int64_t range_size(const NativeRange* found);

/// Copies the neighbours of all queries, one query after the other; query i ends before ends[i].
void range_copy(const NativeRange* found, int64_t* ends, float* distances, int64_t* labels);

/// Frees what was found.
void release_range(NativeRange* found);

/// Whether vectors can be got back.
bool reconstructs(const NativeIndex* handle);

/// Copies n stored rows by id.
void reconstruct(NativeIndex* handle, int64_t n, const int64_t* ids, float* rows);

/// Copies the index to a CUDA device, where searches then run.
void to_gpu(NativeIndex* handle, int device);

} // namespace ttt_faiss

#include "ttt_faiss_calls.h"
