package org.ttt4j.app;

import java.util.Map;

/**
 * What one choice of search parameters finds and costs, as JSON has it. Thread-safe.
 *
 * @param values by name of the setting
 * @param recall share of the true nearest neighbours that were found, mean of all queries
 * @param msMedian half of the searches of one query took at most that many milliseconds
 * @param cpuMs mean processor time of all threads per query, in milliseconds: what "cheapest" means
 */
record TuningPoint(Map<String, String> values, double recall, double msMedian, double cpuMs) {}
