import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the golden files of this module with independent code: Hugging Face's own tokenizers (Rust, through DJL) and
 * langchain4j's embedding class, which runs the bundled model with that tokenizer. Run once, in this directory, by
 *
 *   mvn dependency:copy-dependencies -DoutputDirectory=/tmp/oracle
 *   OPT_OUT_TRACKING=true RUST_FLAVOR=cpu java -cp '/tmp/oracle/*' Oracle.java
 *
 * It writes src/main/resources/org/ttt4j/embed/onnx/unicode-classes.txt (Unicode classes as the tokenizers see them)
 * and src/test/resources/org/ttt4j/embed/onnx/{wordpiece,cased,bytelevel,bytelevel-prefix}.jsonl.gz (texts and their
 * token ids), bytelevel-tokenizer.json (RoBERTa's form, GPT-2's first 1,500 merges) and minilm.jsonl (vectors).
 */
public class Oracle {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path MODULE = Path.of("../../..");
    private static final Path MAIN = MODULE.resolve("src/main/resources/org/ttt4j/embed/onnx");
    private static final Path TEST = MODULE.resolve("src/test/resources/org/ttt4j/embed/onnx");
    private static final int MERGES = 1500;

    public static void main(String[] args) throws IOException {
        Files.createDirectories(MAIN);
        Files.createDirectories(TEST);
        unicodeClasses();
        List<String> texts = texts();
        System.out.println(texts.size() + " texts");
        ObjectNode minilm = minilm();
        tokens("wordpiece", minilm, texts);
        ObjectNode cased = minilm.deepCopy();
        ((ObjectNode) cased.get("normalizer")).put("lowercase", false).putNull("strip_accents");
        tokens("cased", cased, texts.subList(0, 600));
        ObjectNode bytes = byteLevel();
        JSON.writeValue(TEST.resolve("bytelevel-tokenizer.json").toFile(), bytes);
        tokens("bytelevel", bytes, texts);
        ObjectNode prefixed = bytes.deepCopy();
        ((ObjectNode) prefixed.get("pre_tokenizer")).put("add_prefix_space", true);
        tokens("bytelevel-prefix", prefixed, texts.subList(0, 600));
        embeddings();
    }

    // --- Unicode classes -------------------------------------------------------------------------------------------

    private static void unicodeClasses() throws IOException {
        ObjectNode bert = JSON.createObjectNode();
        bert.put("version", "1.0").putNull("truncation").putNull("padding").putArray("added_tokens");
        ObjectNode normalizer = bert.putObject("normalizer").put("type", "BertNormalizer");
        bert.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        bert.putNull("post_processor").putNull("decoder");
        ObjectNode model = bert.putObject("model").put("type", "WordPiece").put("unk_token", "[UNK]");
        model.put("continuing_subword_prefix", "##").put("max_input_chars_per_word", 100);
        model.putObject("vocab").put("[UNK]", 0).put("a", 1).put("##a", 2);
        List<String> lines = new ArrayList<>();
        lines.add("# Made by src/test/oracle/Oracle.java. Do not edit.");
        normalizer.put("clean_text", true).put("handle_chinese_chars", false);
        normalizer.put("strip_accents", false).put("lowercase", false);
        HuggingFaceTokenizer cleaning = tokenizer(bert);
        // Vanished between two letters: one word "aa". Surrogates cannot be asked about and are never text.
        lines.add("other " + ranges(c -> isSurrogate(c) || c != 0xfffd && ids(cleaning, "a" + s(c) + "a").equals("1 2")));
        normalizer.put("clean_text", false).put("strip_accents", true);
        HuggingFaceTokenizer stripping = tokenizer(bert);
        lines.add("mark " + ranges(c -> !isSurrogate(c) && ids(stripping, "a" + s(c) + "a").equals("1 2")));
        bert.putNull("normalizer");
        HuggingFaceTokenizer plain = tokenizer(bert);
        lines.add("punctuation " + ranges(c -> !isSurrogate(c) && ids(plain, "a" + s(c) + "a").equals("1 0 1")));
        HuggingFaceTokenizer bytes = tokenizer(byteLevel());
        lines.add("letter " + ranges(c -> !isSurrogate(c) && oneWord(bytes, "\u00e9" + s(c))));
        lines.add("number " + ranges(c -> !isSurrogate(c) && oneWord(bytes, "\u00b2" + s(c))));
        Files.write(MAIN.resolve("unicode-classes.txt"), lines);
        // What UnicodeClasses says about white space in code.
        System.out.println("space " + ranges(c -> !isSurrogate(c) && ids(plain, "a" + s(c) + "a").equals("1 1")));
        System.out.println("space of the byte level: "
                + ranges(c -> !isSurrogate(c) && !oneWord(bytes, "!" + s(c)) && !oneWord(bytes, "\u00e9" + s(c))
                        && !oneWord(bytes, "\u00b2" + s(c))));
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= 0xd800 && codePoint < 0xe000;
    }

    private static String s(int codePoint) {
        return Character.toString(codePoint);
    }

    private static String ids(HuggingFaceTokenizer tokenizer, String text) {
        StringBuilder out = new StringBuilder();
        for (long id : tokenizer.encode(text, false, false).getIds()) {
            out.append(out.length() == 0 ? "" : " ").append(id);
        }
        return out.toString();
    }

    private static boolean oneWord(HuggingFaceTokenizer tokenizer, String text) {
        Encoding encoding = tokenizer.encode(text, false, false);
        long[] words = encoding.getWordIds();
        return words[words.length - 1] == words[0];
    }

    private static String ranges(IntPredicate member) {
        List<String> ranges = new ArrayList<>();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (member.test(c)) {
                int last = c;
                while (last < Character.MAX_CODE_POINT && member.test(last + 1)) {
                    last++;
                }
                ranges.add(Integer.toHexString(c) + (last > c ? "-" + Integer.toHexString(last) : ""));
                c = last;
            }
        }
        return String.join(" ", ranges);
    }

    // --- Tokens ----------------------------------------------------------------------------------------------------

    private static HuggingFaceTokenizer tokenizer(ObjectNode json) throws IOException {
        return HuggingFaceTokenizer.newInstance(
                new ByteArrayInputStream(JSON.writeValueAsBytes(json)), Map.of("truncation", "false", "padding", "false"));
    }

    private static ObjectNode minilm() throws IOException {
        try (InputStream in = Oracle.class.getClassLoader().getResourceAsStream("all-minilm-l6-v2-tokenizer.json")) {
            ObjectNode json = (ObjectNode) JSON.readTree(in);
            json.putNull("truncation").putNull("padding");
            return json;
        }
    }

    private static void tokens(String name, ObjectNode json, List<String> texts) throws IOException {
        HuggingFaceTokenizer tokenizer = tokenizer(json);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(TEST.resolve(name + ".jsonl.gz")))) {
            for (String text : texts) {
                ObjectNode line = JSON.createObjectNode().put("text", text);
                ArrayNode ids = line.putArray("ids");
                for (long id : tokenizer.encode(text, true, false).getIds()) {
                    ids.add(id);
                }
                out.write(JSON.writeValueAsBytes(line));
                out.write('\n');
            }
        }
    }

    /** GPT-2's ranks (jtokkit) as merges, with RoBERTa's special tokens in front. */
    private static ObjectNode byteLevel() throws IOException {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Oracle.class.getClassLoader().getResourceAsStream("com/knuddels/jtokkit/r50k_base.tiktoken"),
                StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null && ranks.size() < 256 + MERGES; line = in.readLine()) {
                byte[] bytes = Base64.getDecoder().decode(line.split(" ")[0]);
                ranks.put(new String(bytes, StandardCharsets.ISO_8859_1), ranks.size());
            }
        }
        Map<Character, String> symbols = new HashMap<>();
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= 33 && b <= 126 || b >= 161 && b <= 172 || b >= 174;
            symbols.put((char) b, String.valueOf((char) (printable ? b : next++)));
        }
        ObjectNode json = JSON.createObjectNode().put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        ObjectNode vocab = JSON.createObjectNode();
        ArrayNode merges = JSON.createArrayNode();
        for (String special : List.of("<s>", "<pad>", "</s>", "<unk>")) {
            vocab.put(special, vocab.size());
        }
        for (String token : ranks.keySet()) {
            vocab.put(spelled(token, symbols), vocab.size());
            if (token.length() > 1) {
                List<String> parts = split(token, ranks);
                merges.add(spelled(parts.get(0), symbols) + " " + spelled(parts.get(1), symbols));
            }
        }
        vocab.put("<mask>", vocab.size());
        for (String special : List.of("<s>", "<pad>", "</s>", "<unk>", "<mask>")) {
            added.addObject().put("id", vocab.get(special).intValue()).put("content", special)
                    .put("single_word", false).put("lstrip", special.equals("<mask>")).put("rstrip", false)
                    .put("normalized", !special.equals("<mask>")).put("special", true);
        }
        int id = vocab.size();
        // No model has these two; they exercise the switches that no special token of RoBERTa uses.
        added.addObject().put("id", id).put("content", "ttt4j").put("single_word", true).put("lstrip", false)
                .put("rstrip", true).put("normalized", false).put("special", false);
        added.addObject().put("id", id + 1).put("content", "ttt4j-").put("single_word", false).put("lstrip", false)
                .put("rstrip", false).put("normalized", true).put("special", false);
        json.putNull("normalizer");
        json.putObject("pre_tokenizer").put("type", "ByteLevel").put("add_prefix_space", false)
                .put("trim_offsets", true);
        ObjectNode post = json.putObject("post_processor").put("type", "RobertaProcessing");
        post.putArray("sep").add("</s>").add(2);
        post.putArray("cls").add("<s>").add(0);
        post.put("trim_offsets", true).put("add_prefix_space", false);
        json.putObject("decoder").put("type", "ByteLevel").put("add_prefix_space", true).put("trim_offsets", true);
        ObjectNode model = json.putObject("model").put("type", "BPE").putNull("dropout").putNull("unk_token");
        model.put("continuing_subword_prefix", "").put("end_of_word_suffix", "").put("fuse_unk", false);
        model.set("vocab", vocab);
        model.set("merges", merges);
        return json;
    }

    private static String spelled(String token, Map<Character, String> symbols) {
        StringBuilder out = new StringBuilder();
        token.chars().forEach(c -> out.append(symbols.get((char) c)));
        return out.toString();
    }

    /** The last merge that makes a token: what byte-pair encoding with the earlier merges leaves of it. */
    private static List<String> split(String token, Map<String, Integer> ranks) {
        int own = ranks.get(token);
        List<String> parts = new ArrayList<>(token.chars().mapToObj(c -> String.valueOf((char) c)).toList());
        while (parts.size() > 2) {
            int best = -1;
            int bestRank = own;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int rank = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), Integer.MAX_VALUE);
                if (rank < bestRank) {
                    best = i;
                    bestRank = rank;
                }
            }
            parts.set(best, parts.get(best) + parts.remove(best + 1));
        }
        return parts;
    }

    // --- Texts -----------------------------------------------------------------------------------------------------

    private static final List<String> SENTENCES = List.of(
            "The cat sat on the mat.",
            "A feline rested upon the rug.",
            "Quarterly revenue rose by 12.5% to $4,300 million.",
            "It's what they'd've said: we'll see, I'm sure, you're right, don't.",
            "Der Fuß des Bären war größer als überall vermutet.",
            "L'élève naïf a mangé une crêpe à Noël, garçon !",
            "¿Dónde está el niño? ¡Mañana será otro día!",
            "Příliš žluťoučký kůň úpěl ďábelské ódy.",
            "Zażółć gęślą jaźń.",
            "Árvíztűrő tükörfúrógép.",
            "Pijamalı hasta yağız şoföre çabucak güvendi. İSTANBUL ılık.",
            "Tiếng Việt có nhiều dấu thanh: ốm, ộp, ửng, ễnh.",
            "Съешь же ещё этих мягких французских булок, да выпей чаю.",
            "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία. ΟΔΟΣ ΣΟΦΟΣ",
            "שלום עולם, מה שלומך?",
            "السلام عليكم ورحمة الله، كيف الحال؟ ١٢٣",
            "नमस्ते दुनिया, आप कैसे हैं? १२३।",
            "สวัสดีชาวโลก วันนี้อากาศดี",
            "今天天气很好,我们去公园吧。北京2008年",
            "吾輩は猫である。名前はまだ無い。カタカナ ﾊﾝｶｸ がぎぐ",
            "안녕하세요 세계! 오늘은 날씨가 좋습니다.",
            "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ꭰꭱꭲ",
            "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝓜𝓪𝓽𝓱 ∑∫√∞≈≠≤≥ x²+y³=z⁴ ½ ⅓ Ⅳ ⑦",
            "ﬁne ﬂow ﬀ ﬃ ①②③ ㍿ Ｆｕｌｌｗｉｄｔｈ　ＴＥＸＴ",
            "👍🏽 👨‍👩‍👧‍👦 🇫🇷 ❤️ ☺ 🤷🏻‍♀️ and text😀mixed",
            "a\u0301e\u0300i\u0302o\u0303u\u0308 \u1e69 s\u0323\u0307 q\u0307\u0323",
            "zero\u200bwidth\u200djoin\ufeffer soft\u00adhyphen\u2060",
            "tabs\tand\nnew\r\nlines\u000bvertical\fform\u0085next\u2028line\u2029para",
            "no\u00a0break\u2003em\u3000ideographic\u1680ogham\u180emongolian",
            "\u0000null\u0001\u001f\u007f\u009fcontrol\ufffdreplacement\uffff\ue000private",
            "[CLS] text with [MASK] and [SEP] and [UNK] [PAD][PAD] [cls] [ MASK ]",
            "<s> text with <mask> and </s>   <mask>   <unk> <pad><pad> < s >",
            "ttt4j xttt4j ttt4jx ttt4j-ttt4j ttt4j   spaced ttt4j.",
            "public static void main(String[] args) { System.out.println(\"Hello, wörld!\\n\"); }",
            "def f(x):\n    return [i ** 2 for i in range(x) if i % 3 != 0]  # comment",
            "https://example.org/a/b?c=d&e=%20f#g mailto:someone@example.com 192.168.0.1 2026-11-21T07:28:23Z",
            "<html><body class='x'>&nbsp;&amp; text</body></html>",
            "|---|---|\n| a | b |\n***bold*** __under__ `code` ~~gone~~",
            "''quotes'' “curly” ‘single’ «guillemets» „low“ ‹x› —dash–dash… • bullet § ¶ † ‡ © ® ™ ° € £ ¥",
            "supercalifragilisticexpialidocious antidisestablishmentarianism",
            "pneumonoultramicroscopicsilicovolcanoconiosis",
            "AAAA aaaa AaAa 1234567890 0x7fff_ffff 1e-10 3.14159",
            "don't can’t 'tis rock'n'roll 'S 'T 'RE s' o'clock ''' ' s",
            "",
            " ",
            "   \t\n  ",
            "\u200b",
            "\u0301",
            ".",
            "x");

    private static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>(SENTENCES);
        for (int length : new int[] {1, 2, 99, 100, 101, 102, 500, 3000}) {
            texts.add("a".repeat(length));
            texts.add("é".repeat(length));
            texts.add("字".repeat(length));
            texts.add("=".repeat(length));
            texts.add(" ".repeat(length) + "x");
            texts.add("😀".repeat(length));
            texts.add("ab ".repeat(length));
            texts.add("unbelievable".repeat(1 + length / 12).substring(0, length) + " tail");
            texts.add("[SEP]".repeat(length));
            texts.add("a\u0301".repeat(length));
        }
        Random random = new Random(20261121);
        for (int i = 0; i < 900; i++) {
            texts.add(mixture(random));
        }
        for (int i = 0; i < 500; i++) {
            texts.add(randomCodePoints(random));
        }
        texts.addAll(realLines());
        return texts;
    }

    /** Pieces of sentences glued together with and without separators. */
    private static String mixture(Random random) {
        String[] glue = {"", " ", "  ", "\n", "\t", ", ", "-", "'", "\u00a0", "\u200d", "\u0301", " <mask> ", "[SEP]"};
        StringBuilder out = new StringBuilder();
        int pieces = 1 + random.nextInt(6);
        for (int i = 0; i < pieces; i++) {
            String from = SENTENCES.get(random.nextInt(SENTENCES.size()));
            int[] codePoints = from.codePoints().toArray();
            if (codePoints.length > 0) {
                int start = random.nextInt(codePoints.length);
                out.append(new String(codePoints, start, 1 + random.nextInt(codePoints.length - start)));
            }
            out.append(glue[random.nextInt(glue.length)]);
        }
        return out.toString();
    }

    private static String randomCodePoints(Random random) {
        StringBuilder out = new StringBuilder();
        int length = 1 + random.nextInt(60);
        while (out.length() < length) {
            int limit = new int[] {0x80, 0x250, 0x600, 0x3100, 0x10000, 0x20000, 0x110000}[random.nextInt(7)];
            int codePoint = random.nextInt(limit);
            if (!isSurrogate(codePoint)) {
                out.appendCodePoint(random.nextInt(5) == 0 ? ' ' : codePoint);
            }
        }
        return out.toString();
    }

    /** Lines of this repository's licence and sources, and windows of several lines. */
    private static List<String> realLines() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(MODULE.resolve("../LICENSE")));
        try (Stream<Path> files = Files.walk(MODULE.resolve("../ttt-api/src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < lines.size() && texts.size() < 1500; i++) {
            if (i % 11 == 0) {
                texts.add(String.join("\n", lines.subList(i, Math.min(lines.size(), i + 12))));
            } else if (!lines.get(i).isBlank()) {
                texts.add(lines.get(i));
            }
        }
        return texts;
    }

    // --- Embeddings ------------------------------------------------------------------------------------------------

    private static void embeddings() throws IOException {
        AllMiniLmL6V2EmbeddingModel model = new AllMiniLmL6V2EmbeddingModel();
        List<String> lines = new ArrayList<>();
        for (String text : SENTENCES) {
            // langchain4j refuses texts without tokens.
            if (text.codePoints().noneMatch(c -> c > ' ' && c < 0x7f || Character.isLetter(c))) {
                continue;
            }
            float[] vector = model.embed(text).content().vector();
            ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            lines.add(JSON.writeValueAsString(JSON.createObjectNode()
                    .put("text", text)
                    .put("vector", Base64.getEncoder().encodeToString(bytes.array()))));
        }
        Files.write(TEST.resolve("minilm.jsonl"), lines);
        System.out.println(lines.size() + " vectors");
    }
}
