/** Comparative studies: records of what is compared, the log of results, the statistics over it, and their report. */
module org.ttt4j.study {
    requires java.desktop;
    requires java.xml;
    requires org.apache.xmlgraphics.batik.svggen;
    requires org.knowm.xchart;
    requires transitive com.fasterxml.jackson.databind;
    requires transitive org.ttt4j.api;

    exports org.ttt4j.study;

    opens org.ttt4j.study to
            com.fasterxml.jackson.databind;
}
