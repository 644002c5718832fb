/**
 * {@link org.ttt4j.server.TttServer} is the whole: it borrows {@link org.ttt4j.server.ServerParts} and answers over
 * HTTP. A request goes from {@code Front} (who may, what is asked) through a {@code Lane} (when) to a {@code Completion}
 * (embed, search, select, train or take from the {@code AdapterCache}, score, generate, reset).
 */
package org.ttt4j.server;
