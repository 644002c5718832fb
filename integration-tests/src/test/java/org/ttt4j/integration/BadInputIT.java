package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is put in, the packaged program answers with one sentence and exit code 1 or 2, and never crashes. */
class BadInputIT {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ttt.index.use=fais             | fais        | faiss",
                "ttt.index.use=                 | ttt.index.use | faiss",
                "ttt.selektor.use=nn            | selektor    | ttt.selector.use",
                "ttt.neighbors=many             | many        | ttt.neighbors",
                "ttt.neighbors=-1               | -1          | ttt.neighbors",
                "ttt.index.faiss.nprob=3        | nprob       | ttt.index.faiss.nprobe",
                "ttt.index.faiss.nprobe=a lot   | a lot       | ttt.index.faiss.nprobe",
                "ttt.corpus.on-bad-line=explode | explode     | skip",
                "no assignment                  | no assignment | KEY=VALUE",
            })
    void settings(String assignment, String found, String wanted) {
        Launch.ttt("index", "search", hashed(), "query", "--set", assignment)
                .hashed()
                .run()
                .failedWith(2, found, wanted);
    }

    @Test
    void unknownCommandsAndOptions() {
        Launch.ttt("serch").run().failedWith(2, "serch");
        Launch.ttt("index", "search", hashed(), "query", "--neighbours", 3)
                .run()
                .failedWith(2, "--neighbours");
        Launch.ttt("adapt", "--index", hashed()).run().failedWith(2, "--prompt");
        Launch.ttt("config", "--config", "/nonexistent/a.conf").run().failedWith(2, "/nonexistent/a.conf");
        Launch.ttt("backends", "--plugins", "/nonexistent").run().failedWith(2, "/nonexistent");
    }

    @Test
    void anIndexOfAnotherEmbedder() {
        Natives.need("onnx");
        Launch.ttt("index", "search", hashed(), "query").run().refused("embedder");
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damagedIndex(Damage damage) throws IOException {
        Path copy = Samples.directory("damaged index");
        List<Path> files = copy(hashed(), copy);
        assertThat(files).as("files of an index").hasSizeGreaterThan(4);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, damage.of(whole));
            // A manifest in which one digit changed is still one: the file that it no longer fits is named.
            String named = damage == Damage.FLIPPED_LATE
                    ? copy.getFileName().toString()
                    : copy.relativize(file).getName(0).toString();
            Launch.ttt("index", "search", copy, "query").hashed().run().refused(named);
            Files.write(file, whole);
        }
        Launch.ttt("index", "search", copy, "query").hashed().succeed();
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damagedModel(Damage damage) throws IOException {
        Natives.need("tf", "faiss");
        Path copy = Samples.directory("damaged model");
        for (Path file : copy(Samples.model(), copy)) {
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, damage.of(whole));
            Launch.Outcome outcome = adapt(copy).run();
            // A flipped bit may leave a file that is still a model; all else must be noticed.
            boolean stillAModel = damage == Damage.FLIPPED_EARLY || damage == Damage.FLIPPED_LATE;
            boolean read = List.of("config.json", "model.safetensors", "tokenizer.json")
                    .contains(file.getFileName().toString());
            if (outcome.exit() != 0 || (read && !stillAModel)) {
                outcome.refused(file.getFileName().toString());
            }
            Files.write(file, whole);
        }
        adapt(copy).succeed();
    }

    @Test
    void aHeaderThatLies() throws IOException {
        Natives.need("tf", "faiss");
        Path copy = Samples.directory("lying model");
        copy(Samples.model(), copy);
        Path weights = copy.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        int length = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt();
        String header = new String(whole, 8, length, StandardCharsets.UTF_8);
        List<byte[]> lies = new ArrayList<>();
        for (long announced : new long[] {Long.MAX_VALUE, -1, 1L << 40, 0, length - 1}) {
            byte[] lie = whole.clone();
            ByteBuffer.wrap(lie).order(ByteOrder.LITTLE_ENDIAN).putLong(announced);
            lies.add(lie);
        }
        lies.add(withHeader(
                whole, length, header.replaceFirst("\"data_offsets\":\\[[1-9]\\d*,", "\"data_offsets\":[0,")));
        lies.add(withHeader(
                whole, length, header.replaceFirst("\"data_offsets\":\\[(\\d+),(\\d)", "\"data_offsets\":[$1,9$2")));
        lies.add(withHeader(whole, length, header.replaceFirst("\"F16\"|\"F32\"", "\"I64\"")));
        lies.add(withHeader(whole, length, header.replaceFirst("ln_f.weight", "ln_g.weight")));
        assertThat(lies).as("lies that differ from the truth").noneMatch(lie -> java.util.Arrays.equals(lie, whole));
        for (byte[] lie : lies) {
            Files.write(weights, lie);
            adapt(copy).run().refused(copy.getFileName().toString());
        }
    }

    @Test
    void linesThatAreNoDocumentsAreCountedOrRefused() throws IOException {
        Path work = Samples.directory("bad lines");
        Path corpus = work.resolve("corpus.jsonl");
        try (var out = Files.newOutputStream(corpus)) {
            out.write(Files.readAllBytes(Samples.corpus()));
            out.write("this is not JSON\n{\"meta\": {}}\n{\"text\": 5}\n[]\n\n".getBytes(StandardCharsets.UTF_8));
            out.write(
                    new byte[] {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}', '\n'});
            out.write("{\"text\":\"".getBytes(StandardCharsets.UTF_8));
            byte[] chunk = "a long line ".repeat(1000).getBytes(StandardCharsets.UTF_8);
            for (int written = 0; written < 50_000_000; written += chunk.length) {
                out.write(chunk);
            }
            out.write("\"}\n".getBytes(StandardCharsets.UTF_8));
        }
        Path index = work.resolve("index");
        Launch build =
                Launch.ttt("index", "build", "--corpus", corpus, "--out", index).hashed();
        build.words("--set", "ttt.corpus.on-bad-line=fail").run().refused("corpus.jsonl");
        assertThat(index).doesNotExist();
        Launch.Outcome skipped = Launch.ttt("index", "build", "--corpus", corpus, "--out", index)
                .words("--set", "ttt.corpus.on-bad-line=skip")
                .hashed()
                .options("-Xmx256m")
                .succeed();
        assertThat(skipped.out() + skipped.err()).contains("6").containsIgnoringCase("skipped");
    }

    @Test
    void corporaThatAreEmptyOrAbsent() throws IOException {
        Path work = Samples.directory("empty corpora");
        Path empty = Files.writeString(work.resolve("empty.jsonl"), "");
        Path out = work.resolve("index");
        Launch.ttt("index", "build", "--corpus", empty, "--out", out)
                .hashed()
                .run()
                .refused("empty.jsonl");
        Launch.ttt("index", "build", "--corpus", work.resolve("absent.jsonl"), "--out", out)
                .hashed()
                .run()
                .refused("absent.jsonl");
        Path garbage = Files.write(work.resolve("broken.jsonl.gz"), new byte[] {31, -117, 8, 0, 1, 2, 3});
        Launch.ttt("index", "build", "--corpus", garbage, "--out", out)
                .hashed()
                .run()
                .refused("broken.jsonl.gz");
        Launch.ttt("corpus", "build", "--from", work.resolve("nowhere"), "--out", work.resolve("c.jsonl"))
                .run()
                .refused("nowhere");
        assertThat(out).doesNotExist();
    }

    @Test
    void moreNeighboursThanDocumentsAreAllOfThem() throws IOException {
        long documents = Files.readAllLines(Samples.corpus()).size();
        JsonNode found = Launch.ttt("index", "search", hashed(), "query", "-k", 100_000, "--json")
                .hashed()
                .succeed()
                .json();
        assertThat(found.findValues("similarity")).hasSize((int) documents);
        Launch.ttt("index", "search", hashed(), "query", "-k", 0).hashed().run().refused("0");
    }

    @Test
    void promptsThatAreEmptyOrLong() throws IOException {
        Natives.need("tf", "faiss");
        Launch.ttt("adapt", "--index", hashed(), "--model", Samples.model(), "--prompt", "")
                .hashed()
                .run()
                .refused("prompt");
        Launch.ttt("adapt", "--index", hashed(), "--model", Samples.model(), "--prompt-file", "/nonexistent")
                .hashed()
                .run()
                .refused("/nonexistent");
        String longPrompt = "more than the context of the model holds, ".repeat(500);
        JsonNode adapted = Launch.ttt("adapt", "--index", hashed(), "--model", Samples.model(), "--json", "-")
                .words("--neighbors", 2, "--generate", 2)
                .hashed()
                .input(longPrompt)
                .succeed()
                .json();
        assertThat(adapted.at("/score/before/bytes").asLong()).isEqualTo(longPrompt.length());
    }

    @Test
    void outputThatExistsIsLeftAlone() throws IOException {
        Path work = Samples.directory("existing output");
        Path mine =
                Files.writeString(Files.createDirectory(work.resolve("index")).resolve("mine.txt"), "mine");
        Launch.ttt("index", "build", "--corpus", Samples.corpus(), "--out", mine.getParent())
                .hashed()
                .run()
                .refused("index");
        Path file = Files.writeString(work.resolve("corpus.jsonl"), "mine");
        Launch.ttt("corpus", "build", "--from", Distribution.REPOSITORY.resolve("ttt-api/src"), "--out", file)
                .run()
                .refused("corpus.jsonl");
        assertThat(mine).hasContent("mine");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aStackTraceIsShownOnRequest() {
        Launch.Outcome outcome = Launch.ttt("index", "search", "/nonexistent", "query", "--verbose")
                .run();
        assertThat(outcome.exit()).isBetween(1, 2);
        assertThat(outcome.err()).contains("\tat org.ttt4j.app");
    }

    private static Launch adapt(Path model) {
        return Launch.ttt("adapt", "--index", hashed(), "--model", model, "--prompt", "text", "--neighbors", 1)
                .hashed();
    }

    private static Path hashed() {
        return Samples.hashedIndex();
    }

    private static byte[] withHeader(byte[] file, int oldLength, String header) {
        byte[] changed = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(file.length - oldLength + changed.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(changed.length)
                .put(changed)
                .put(file, 8 + oldLength, file.length - 8 - oldLength);
        return all.array();
    }

    private static List<Path> copy(Path from, Path to) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.skip(1).toList()) {
                Path target = to.resolve(from.relativize(one));
                Files.copy(one, target);
                if (Files.isRegularFile(target)) {
                    files.add(target);
                }
            }
        }
        return files;
    }
}
