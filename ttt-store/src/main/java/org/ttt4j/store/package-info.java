/**
 * Corpora on disk and index directories.
 *
 * <p>An index directory holds documents, the exact vectors of one embedder, and what index backends made of the vectors.
 * A program that has an embedder and an index provider builds one from files of JSON lines and opens it:
 *
 * <pre>{@code
 * NamedEmbedder embedder = new NamedEmbedder("onnx", opened);
 * IndexBackend exact = IndexBackend.of(new ExactIndexProvider(), Map.of());
 * RunControl control = RunControl.silent();
 * IndexPlan plan = new IndexPlan(List.of(Path.of("corpus.jsonl.gz")), Path.of("index"));
 * new IndexWriter(IndexSettings.DEFAULT, control).build(plan, embedder, exact, new BadLines(OnBadLine.SKIP));
 *
 * try (IndexDirectory directory = IndexDirectory.open(Path.of("index"), Verify.AUTO, control)) {
 *     VectorIndex index = directory.index(exact, control);
 *     Corpus corpus = directory.corpus();
 *     TestTimeTraining ttt = new TestTimeTraining(opened, index, corpus, selector, trainer);
 * }
 * }</pre>
 *
 * <p>{@link org.ttt4j.store.IndexChanges} adds, deletes and compacts, {@link org.ttt4j.store.IndexMerge} joins indexes,
 * {@link org.ttt4j.store.IndexVerification} looks at every byte. Files that are wrong are told by
 * {@link org.ttt4j.store.StoreException} in one sentence.
 */
package org.ttt4j.store;
