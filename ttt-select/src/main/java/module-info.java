/** Selectors {@code nn} and {@code sift}: what to train on among the retrieved candidates. */
module org.ttt4j.select {
    requires transitive org.ttt4j.api;

    exports org.ttt4j.select;

    provides org.ttt4j.api.BackendProvider.OfSelector with
            org.ttt4j.select.NearestSelectorProvider,
            org.ttt4j.select.SiftSelectorProvider;
}
