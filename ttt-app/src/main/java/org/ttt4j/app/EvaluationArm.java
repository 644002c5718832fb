package org.ttt4j.app;

import org.ttt4j.api.Selector;

/**
 * One way to select neighbours that an evaluation measures. Confined to one thread, as its log is.
 *
 * @param name unique in the evaluation
 * @param configuration of its backends
 * @param selector borrowed
 * @param log what was found before, and where results go
 */
record EvaluationArm(String name, Configuration configuration, Selector selector, ResultLog log) {}
