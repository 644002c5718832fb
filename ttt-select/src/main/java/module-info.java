/** Selectors: what to train on among the retrieved candidates. */
module org.ttt4j.select {
    requires transitive org.ttt4j.api;

    exports org.ttt4j.select;

    provides org.ttt4j.api.BackendProvider.OfSelector with
            org.ttt4j.select.NearestSelectorProvider,
            org.ttt4j.select.NearestRepeatedSelectorProvider,
            org.ttt4j.select.RandomSelectorProvider,
            org.ttt4j.select.SiftSelectorProvider,
            org.ttt4j.select.SiftFastSelectorProvider,
            org.ttt4j.select.VtlSelectorProvider,
            org.ttt4j.select.ItlSelectorProvider,
            org.ttt4j.select.CtlSelectorProvider,
            org.ttt4j.select.UndirectedVtlSelectorProvider,
            org.ttt4j.select.UndirectedItlSelectorProvider,
            org.ttt4j.select.UncertaintySelectorProvider,
            org.ttt4j.select.InformationDensitySelectorProvider,
            org.ttt4j.select.MarginalRelevanceSelectorProvider,
            org.ttt4j.select.KMeansPlusPlusSelectorProvider,
            org.ttt4j.select.MaxDistanceSelectorProvider,
            org.ttt4j.select.HullSelectorProvider;
}
