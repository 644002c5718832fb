package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.Compression;
import org.ttt4j.store.CorpusDocument;
import org.ttt4j.store.CorpusReader;
import org.ttt4j.store.OnBadLine;

class CorpusBuildCommandTests {

    @TempDir
    private Path directory;

    private Path from;
    private Path out;

    @BeforeEach
    void paths() throws IOException {
        from = Files.createDirectory(directory.resolve("from"));
        out = directory.resolve("out.jsonl");
    }

    private Path put(String name, String text) throws IOException {
        Path file = from.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static List<CorpusDocument> read(Path file) throws IOException {
        List<CorpusDocument> all = new ArrayList<>();
        try (CorpusReader reader = CorpusReader.open(file, 1 << 20, new BadLines(OnBadLine.FAIL))) {
            for (Optional<CorpusDocument> next = reader.next(); next.isPresent(); next = reader.next()) {
                all.add(next.orElseThrow());
            }
        }
        return all;
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] tarGz(String name, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Compression.GZIP.compressed(bytes))) {
            byte[] content = text.getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    @Test
    void everySourceKeepsItsDomainAndPlace() throws IOException {
        put("docs/a.txt", "first document\r\nof two lines");
        put("top.txt", "at the top");
        put("docs/.hidden/x.txt", "hidden");
        put(".git/config", "hidden too");
        Files.write(from.resolve("lib-1.0.jar"), zip("org/A.java", "class A {}", "../../evil.txt", "evil words"));
        Files.write(from.resolve("t.tar.gz"), tarGz("x/y.txt", "in a tarball"));
        try (OutputStream gz = Compression.GZIP.compressed(Files.newOutputStream(from.resolve("ls.1.gz")))) {
            gz.write("a manual page".getBytes(StandardCharsets.UTF_8));
        }
        put(
                "more.jsonl",
                "{\"text\":\"said so\",\"meta\":{\"pile_set_name\":\"Own\",\"source\":\"s#4\",\"k\":\"v\"}}\n"
                        + "{\"text\":\"said nothing\"}");
        JsonNode json = CommandRun.of("corpus", "build", "--from", from, "--out", out, "--json")
                .json();
        assertThat(json.at("/documents").asInt()).isEqualTo(8);
        assertThat(json.at("/outputs/0/documents").asInt()).isEqualTo(8);
        assertThat(read(out))
                .extracting(CorpusDocument::domain, CorpusDocument::source, CorpusDocument::text)
                .containsExactlyInAnyOrder(
                        tuple("docs", "from/docs/a.txt#0", "first document\nof two lines"),
                        tuple("from", "from/top.txt#0", "at the top"),
                        tuple("lib-1.0", "from/lib-1.0.jar!org/A.java#0", "class A {}"),
                        tuple("lib-1.0", "from/lib-1.0.jar!../../evil.txt#0", "evil words"),
                        tuple("t", "from/t.tar.gz!x/y.txt#0", "in a tarball"),
                        tuple("from", "from/ls.1.gz#0", "a manual page"),
                        tuple("Own", "s#4", "said so"),
                        tuple("from", "from/more.jsonl:2#0", "said nothing"));
        assertThat(read(out).stream().filter(document -> document.source().equals("s#4")))
                .allSatisfy(document -> assertThat(document.meta()).containsEntry("k", "v"));
        assertThat(directory.getParent().resolve("evil.txt")).doesNotExist();
    }

    private static Tuple tuple(Object... values) {
        return Tuple.tuple(values);
    }

    @Test
    void whatIsNoTextIsSkippedAndCounted() throws IOException {
        put("good.txt", "good");
        put("again.txt", " good\n");
        put("empty.txt", "  \n");
        Files.write(from.resolve("binary.dat"), new byte[] {65, 0, 66});
        Files.write(from.resolve("latin.txt"), new byte[] {'c', 'a', 'f', (byte) 0xe9});
        put("large.txt", "x".repeat(5000));
        Files.write(from.resolve("bomb.zip"), zip("zeros", "\0".repeat(3_000_000), "ones", "1".repeat(3_000_000)));
        JsonNode json = CommandRun.of(
                        "corpus",
                        "build",
                        "--from",
                        from,
                        "--out",
                        out,
                        "--json",
                        "--max-file-bytes",
                        4096,
                        "--piece-bytes",
                        4096)
                .json();
        assertThat(json.at("/documents").asInt()).isEqualTo(1);
        assertThat(json.at("/duplicates").asInt()).isEqualTo(1);
        assertThat(json.at("/skipped").toString())
                .isEqualTo("{\"binary\":1,\"empty\":1,\"not_utf8\":1,\"too_large\":3}");
    }

    /** 60 words, then again with one of them changed, which makes 51 of 61 shingles common. */
    private void putTwins() throws IOException {
        String text = IntStream.range(0, 60).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
        put("a.txt", text);
        put("b.txt", text.replace("word30", "other"));
        put("c.txt", text.replace("word", "different"));
    }

    @Test
    void nearDuplicatesAreFlagged() throws IOException {
        putTwins();
        CommandRun run = CommandRun.of("corpus", "build", "--from", from, "--out", out);
        assertThat(run.succeeded().out()).containsPattern("near-duplicates flagged +1\\b");
        assertThat(read(out)).hasSize(3);
        assertThat(read(out).get(1).meta())
                .containsEntry("near_duplicate_of", "from/a.txt#0")
                .containsEntry("near_duplicate_jaccard", "0.836");
        assertThat(List.of(read(out).get(0), read(out).get(2)))
                .allSatisfy(document -> assertThat(document.meta()).containsOnlyKeys("pile_set_name", "source"));
        // the flag of another corpus does not survive
        Path part = Files.writeString(
                directory.resolve("b.jsonl"), Files.readAllLines(out).get(1));
        CommandRun.of("corpus", "build", "--from", part, "--out", out, "--force")
                .succeeded();
        assertThat(read(out).get(0).meta()).doesNotContainKey("near_duplicate_of");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("from", "out.jsonl", "b.jsonl");
    }

    @Test
    void nearDuplicatesAreLeftOutOrIgnoredOnDemand() throws IOException {
        putTwins();
        JsonNode json = CommandRun.of(
                        "corpus", "build", "--from", from, "--out", out, "--near-duplicates", "drop", "--json")
                .json();
        assertThat(json.at("/documents").intValue()).isEqualTo(2);
        assertThat(json.at("/near_duplicates_dropped").intValue()).isEqualTo(1);
        assertThat(json.at("/near_duplicates_flagged").intValue()).isZero();
        assertThat(read(out)).extracting(CorpusDocument::source).containsExactly("from/a.txt#0", "from/c.txt#0");
        List<String> force = List.of("corpus", "build", "--from", from.toString(), "--out", out.toString(), "--force");
        for (List<String> more : List.of(
                List.of("--near-duplicates", "ignore"), List.of("--set", "ttt.corpus.near-duplicate-jaccard=0.84"))) {
            List<String> words = new ArrayList<>(force);
            words.addAll(more);
            CommandRun.of(words.toArray()).succeeded();
            assertThat(read(out)).hasSize(3).allSatisfy(document -> assertThat(document.meta())
                    .doesNotContainKey("near_duplicate_of"));
        }
        CommandRun.of("corpus", "build", "--from", from, "--out", out, "--near-duplicates", "remove")
                .failed(2, "ttt.corpus.near-duplicates (--near-duplicates)", "remove", "flag, drop, ignore");
    }

    @Test
    void longTextsAreCutAndSplitBySource() throws IOException {
        for (int i = 0; i < 60; i++) {
            StringBuilder text = new StringBuilder();
            for (int line = 0; line < 40; line++) {
                text.append("file ").append(i).append(" line ").append(line).append('\n');
            }
            put("d/f" + i + ".txt", text.toString());
        }
        Object[] words = {
            "corpus",
            "build",
            "--from",
            from,
            "--out",
            directory.resolve("s.jsonl.gz"),
            "--split",
            "train=0.7,test=0.3",
            "--piece-bytes",
            100
        };
        assertThat(CommandRun.of(words).succeeded().out()).contains("s-train.jsonl.gz", "s-test.jsonl.gz");
        List<CorpusDocument> train = read(directory.resolve("s-train.jsonl.gz"));
        List<CorpusDocument> test = read(directory.resolve("s-test.jsonl.gz"));
        Set<String> trainFiles = files(train);
        Set<String> testFiles = files(test);
        assertThat(trainFiles.size() + testFiles.size()).isEqualTo(60);
        assertThat(testFiles).hasSizeBetween(8, 30).doesNotContainAnyElementsOf(trainFiles);
        assertThat(train).hasSizeGreaterThan(trainFiles.size() * 5);
        assertThat(train)
                .allSatisfy(document -> assertThat(document.text().length()).isLessThanOrEqualTo(100));
        // the pieces are documents with a source now: built again, they stay in their parts and keep their names
        Path again = directory.resolve("again.jsonl.zst");
        CommandRun.of(
                        "corpus",
                        "build",
                        "--from",
                        directory.resolve("s-train.jsonl.gz"),
                        "--out",
                        again,
                        "--split",
                        "train=0.7,test=0.3")
                .succeeded();
        assertThat(read(directory.resolve("again-train.jsonl.zst"))).isEqualTo(train);
        assertThat(read(directory.resolve("again-test.jsonl.zst"))).isEmpty();
    }

    private static Set<String> files(List<CorpusDocument> documents) {
        Set<String> files = new HashSet<>();
        documents.forEach(document ->
                files.add(document.source().substring(0, document.source().lastIndexOf('#'))));
        return files;
    }

    @Test
    void globsAndDomainAndHtmlAreObeyed() throws IOException {
        put("a/A.java", "class A {}");
        put("a/ATest.java", "class ATest {}");
        put("a/page.html", "<p>hello &amp; <b>goodbye</b></p>");
        Files.write(from.resolve("lib.jar"), zip("B.java", "class B {}", "b.txt", "no"));
        CommandRun.of(
                        "corpus",
                        "build",
                        "--from",
                        from,
                        "--out",
                        out,
                        "--include",
                        "*.java",
                        "--include",
                        "*.html",
                        "--exclude",
                        "*Test.java",
                        "--domain",
                        "mine",
                        "--html-to-text")
                .succeeded();
        assertThat(read(out))
                .extracting(CorpusDocument::text)
                .containsExactlyInAnyOrder("class A {}", "hello & goodbye\n", "class B {}");
        assertThat(read(out)).extracting(CorpusDocument::domain).containsOnly("mine");
    }

    @Test
    void theSameInputGivesTheSameBytesAndOwnOutputIsNoInput() throws IOException {
        put("b.txt", "two");
        put("a.txt", "one");
        Path inside = from.resolve("c.jsonl");
        CommandRun.of("corpus", "build", "--from", from, "--out", inside).succeeded();
        byte[] first = Files.readAllBytes(inside);
        CommandRun.of("corpus", "build", "--from", from, "--out", inside, "--force")
                .succeeded();
        assertThat(Files.readAllBytes(inside)).isEqualTo(first);
    }

    @Test
    void badLinesAreCountedOrFail() throws IOException {
        put("x.jsonl", "{\"text\":\"good\"}\nnonsense\n");
        CommandRun run =
                CommandRun.of("corpus", "build", "--from", from, "--out", out).succeeded();
        assertThat(run.err()).isEqualTo("ttt: skipped 1 line: 1 not a JSON object (from/x.jsonl:2)\n");
        assertThat(run.out()).containsPattern("lines skipped, not json +1");
        Files.delete(out);
        CommandRun.of("corpus", "build", "--from", from, "--out", out, "--set", "ttt.corpus.on-bad-line=fail")
                .failed(1, "from/x.jsonl:2: the line is not a JSON object");
        assertThat(directory.toFile().list()).containsExactly("from");
    }

    @Test
    void everyFailureIsOneSentenceAndLeavesNothing() throws IOException {
        put("a.txt", "one");
        CommandRun.of("corpus", "build", "--from", directory.resolve("none"), "--out", out)
                .failed(1, "none: no such file or directory");
        CommandRun.of("corpus", "build", "--from", from, "--out", directory.resolve("x.txt"))
                .failed(2, "wanted a name that ends in .jsonl");
        CommandRun.of("corpus", "build", "--from", from, "--out", out, "--split", "a=0.5")
                .failed(2, "sum to 1");
        CommandRun.of("corpus", "build", "--from", from, "--out", out, "--include", "[")
                .failed(2, "found the glob");
        CommandRun.of("corpus", "build", "--from", from, "--out", out, "--piece-bytes", 1)
                .failed(2, "pieces of 1 bytes");
        CommandRun.of("corpus", "build", "--from", from, "--out", directory.resolve("no/such/x.jsonl"))
                .failed(1, "no such file or directory");
        CommandRun.of("corpus", "build", "--from", from, "--out", out, "--exclude", "*")
                .failed(1, "found no text in");
        byte[] jar = zip("a", "text ".repeat(1000));
        Path broken = Files.write(from.resolve("broken.jar"), Arrays.copyOf(jar, jar.length / 2));
        CommandRun.of("corpus", "build", "--from", from, "--out", out)
                .failed(1, "broken.jar: the archive is damaged or cut short");
        Files.delete(broken);
        byte[] tar = tarGz("a", "text ".repeat(10_000));
        broken = Files.write(from.resolve("broken.tgz"), Arrays.copyOf(tar, tar.length / 2));
        CommandRun.of("corpus", "build", "--from", from, "--out", out)
                .failed(1, "broken.tgz: the archive is damaged or cut short");
        Files.delete(broken);
        Files.write(from.resolve("foreign.tar"), new byte[] {1, 2, 3});
        CommandRun.of("corpus", "build", "--from", from, "--out", out).failed(1, "foreign.tar");
        Files.delete(from.resolve("foreign.tar"));
        assertThat(directory.toFile().list()).containsExactly("from");
        CommandRun.of("corpus", "build", "--from", from, "--out", out).succeeded();
        CommandRun.of("corpus", "build", "--from", from, "--out", out).failed(1, "exists already; --force replaces it");
        assertThat(read(out)).hasSize(1);
    }
}
