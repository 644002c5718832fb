package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

class AssemblyTests {

    private final List<String> events = new ArrayList<>();

    private Assembly assembly(String... assignments) {
        Registry registry = new Registry(List.of(
                new Registered(Slot.EMBEDDER, new LoggedEmbedder()),
                new Registered(Slot.SELECTOR, new LoggedSelector("first")),
                new Registered(Slot.SELECTOR, new LoggedSelector("second"))));
        List<String> all = new ArrayList<>(List.of("ttt.embedder.use=logged", "ttt.selector.use=first"));
        all.addAll(List.of(assignments));
        Configuration configuration = Configuration.load(registry, ConfigurationSources.of(all));
        return Assembly.open(configuration, Optional.empty(), RunControl.silent());
    }

    @Test
    void partsOpenOnceWhenAskedForAndCloseInReverse() {
        try (Assembly assembly = assembly()) {
            assertThat(events).isEmpty();
            Selector selector = assembly.selector();
            assertThat(assembly.embedder()).isSameAs(assembly.embedder());
            assertThat(assembly.selector()).isSameAs(selector);
            assertThat(assembly.selector("second")).isNotSameAs(selector);
        }
        assertThat(events)
                .containsExactly(
                        "open first", "open embedder", "open second", "close second", "close embedder", "close first");
    }

    @Test
    void settingsThatNobodyReadAreRefusedAndWhatWasOpenedIsClosed() {
        try (Assembly assembly = assembly("ttt.embedder.logged.sise=3")) {
            assertThatThrownBy(assembly::embedder)
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("ttt.embedder.logged.sise (--set): no such key; did you mean ttt.embedder.logged.size?;"
                            + " known there are [size]");
        }
        assertThat(events).containsExactly("open embedder", "close embedder");
    }

    @Test
    void settingsThatWereReadReachTheBackend() {
        try (Assembly assembly = assembly("ttt.embedder.logged.size=5")) {
            assertThat(assembly.embedder().traits().dimension()).isEqualTo(5);
        }
        try (Assembly assembly = assembly("ttt.embedder.logged.size=x")) {
            assertThatThrownBy(assembly::embedder)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("ttt.embedder.logged.size (--set): found \"x\"");
        }
    }

    @Test
    void failuresOfProvidersArriveAsTheyWereThrown() {
        try (Assembly assembly = assembly("ttt.embedder.logged.size=13")) {
            assertThatThrownBy(assembly::embedder)
                    .isInstanceOf(BackendException.class)
                    .hasMessage("thirteen is unlucky");
        }
        assertThat(events).containsExactly("open embedder");
    }

    @Test
    void missingBackendsAndDirectoriesAreNamed() {
        try (Assembly assembly = assembly()) {
            assertThatThrownBy(assembly::trainer)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("ttt.trainer.use = tensorflow")
                    .hasMessageContaining("no such backend; on the module path are []");
            assertThatThrownBy(() -> assembly.selector("third")).hasMessageContaining("[first, second]");
            assertThatThrownBy(assembly::index)
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("no index directory was given");
        }
    }

    private final class LoggedEmbedder implements BackendProvider.OfEmbedder {

        @Override
        public String id() {
            return "logged";
        }

        @Override
        public String description() {
            return "for tests";
        }

        @Override
        public Embedder open(Settings settings) {
            events.add("open embedder");
            int size = settings.integer("size", 4, 1, 100);
            if (size == 13) {
                throw new BackendException("logged", "thirteen is unlucky");
            }
            return new Embedder() {
                @Override
                public Traits traits() {
                    return new Traits(size, 10, true, "f".repeat(64));
                }

                @Override
                public EmbeddingBatch embed(List<String> texts, RunControl control) {
                    return EmbeddingBatch.of(texts.size(), size, new float[texts.size() * size]);
                }

                @Override
                public void close() {
                    events.add("close embedder");
                }
            };
        }
    }

    private final class LoggedSelector implements BackendProvider.OfSelector {

        private final String name;

        private LoggedSelector(String name) {
            this.name = name;
        }

        @Override
        public String id() {
            return name;
        }

        @Override
        public String description() {
            return "for tests";
        }

        @Override
        public Selector open(Settings settings) {
            events.add("open " + name);
            return new Selector() {
                @Override
                public Selection select(Request request) {
                    return new Selection(List.of());
                }

                @Override
                public void close() {
                    events.add("close " + name);
                }
            };
        }
    }
}
