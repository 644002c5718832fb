package org.ttt4j.study;

/** A section of a report that shows numbers. */
sealed interface ReportPart permits ReportTable, Plot {

    /** Heading of the section. */
    String title();
}
