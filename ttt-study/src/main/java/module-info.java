/** Comparative studies: records of what is compared, the log of results, and the statistics over it. */
module org.ttt4j.study {
    requires transitive com.fasterxml.jackson.databind;
    requires transitive org.ttt4j.api;

    exports org.ttt4j.study;

    opens org.ttt4j.study to
            com.fasterxml.jackson.databind;
}
