package org.ttt4j.study;

import java.util.function.Function;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * A chart that can be drawn at any size. Thread-safe.
 *
 * @param name of its files, without an ending
 * @param title what it shows, for a heading
 * @param note how to read it, one or two sentences
 * @param drawing draws it anew for a size
 */
record Plot(String name, String title, String note, Function<Size, Chart<?, ?>> drawing) implements ReportPart {

    /** Where a chart is looked at: its width and height without the legend, in pixels. */
    enum Size {
        /** In a page on a desktop. */
        WIDE(760, 380),
        /** In a page on a phone. */
        NARROW(340, 300),
        /** As a file, for a paper. */
        FILE(860, 460);

        private final int width;
        private final int height;

        Size(int width, int height) {
            this.width = width;
            this.height = height;
        }

        int width() {
            return width;
        }

        int height() {
            return height;
        }
    }
}
