/** What a third party would write: two backends, against the API and nothing else. */
module acme.ttt {
    requires org.ttt4j.api;

    provides org.ttt4j.api.BackendProvider.OfIndex with
            acme.ttt.ScanProvider;
    provides org.ttt4j.api.BackendProvider.OfSelector with
            acme.ttt.FarthestProvider;
}
