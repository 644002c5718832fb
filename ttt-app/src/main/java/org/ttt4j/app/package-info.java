/**
 * The command {@code ttt}. {@link org.ttt4j.app.Main} runs one command line; {@link org.ttt4j.app.Assembly} holds the
 * backends a command works with; everything a command prints goes through {@link org.ttt4j.app.Invocation}.
 */
package org.ttt4j.app;
