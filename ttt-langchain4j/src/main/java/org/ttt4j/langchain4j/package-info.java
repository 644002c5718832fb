/**
 * TTT4J behind the interfaces of LangChain4j: an application that has beans of these interfaces switches by replacing one.
 *
 * <ul>
 *   <li>{@link org.ttt4j.langchain4j.TttEmbeddingModel}: any embedder as an {@code EmbeddingModel}
 *   <li>{@link org.ttt4j.langchain4j.IndexEmbeddingStore}: an index with its corpus as an {@code EmbeddingStore}, to search
 *   <li>{@link org.ttt4j.langchain4j.SelectingContentRetriever}: a {@code ContentRetriever} that selects with SIFT, or any
 *       other selector, instead of taking the nearest neighbours, which often say the same thing several times
 *   <li>{@link org.ttt4j.langchain4j.AdaptingChatModel}: a {@code ChatModel} that adapts to each prompt before it answers
 * </ul>
 *
 * <p>All of them borrow what they are made of: whoever opened embedder, index and trainer closes them. An interrupted
 * thread stops with {@link java.util.concurrent.CancellationException}.
 */
package org.ttt4j.langchain4j;
