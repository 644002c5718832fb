/**
 * Comparative studies. A {@link org.ttt4j.study.Study} says what is compared, a {@link org.ttt4j.study.StudyLog} holds
 * one {@link org.ttt4j.study.StudyResult} per arm, document and seed, and statistics sum
 * them up: ratios of sums, with intervals that draw whole sources. Nothing here runs a model.
 */
package org.ttt4j.study;
