/**
 * {@link org.ttt4j.server.TttServer} is the whole: it borrows {@link org.ttt4j.server.ServerParts} and answers over
 * HTTP. A request goes from {@code Front} (who may, what is asked) through a {@code Lane} (when) to {@code Completions},
 * one {@code Completion} for each prompt (embed, search, select, train or take from the {@code AdapterCache}, score,
 * generate, reset).
 */
package org.ttt4j.server;
