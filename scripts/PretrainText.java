import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Turns unpacked Debian packages and source jars into one file of plain-text documents in the Pile's form, one source
 * file a line: {@code java PretrainText.java SOURCES.tsv PACKAGES JARS OUT.jsonl.gz}. It is one file because the source
 * launcher of JDK 17 takes one.
 *
 * <p>Each row of the table names a package or jar, the domain that its text counts for, a format (text, html, man,
 * pod), the most megabytes to take, the share of what was taken that is kept, and the glob patterns of its files.
 * Files are taken in the order of a checksum of their path, kept by one of their source, so that limit and share take
 * an even sample and every run takes the same one. Confined to one thread.
 */
final class PretrainText {
    private static final int SHORTEST = 200;
    private static final int SAMPLE_BLOCK = 16_384;
    private static final Pattern ENTITY =
            Pattern.compile("&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,8});");
    private static final Pattern SILENT = Pattern.compile(
            "(?is)<!--.*?-->|<(script|style|head|nav|footer|svg|math|button|select|form)\\b.*?</\\1\\s*>|<[!?][^>]*>");
    private static final Pattern TAG = Pattern.compile("(?s)<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*>");
    private static final Pattern FIRST_COMMENT = Pattern.compile(
            "\\A(?:#![^\\n]*\\n)?\\s*(?:/\\*(?s:.*?)\\*/|(?:[ \\t]*(?://|#(?![a-z])|;|--|%|dnl|\")[^\\n]*\\n)+"
                    + "|<!--(?s:.*?)-->)\\s*");
    private static final Set<String> BLOCKS = Set.of(("p div h1 h2 h3 h4 h5 h6 ul ol dl dt dd table tr br "
                    + "hr blockquote section article header main pre title page item note steps figure "
                    + "figcaption caption tbody thead center "
                    + "fieldset address screen code_block")
            .split(" "));
    private static final Map<String, String> ENTITIES = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", " "),
            Map.entry("copy", "\u00a9"),
            Map.entry("mdash", "\u2014"),
            Map.entry("ndash", "\u2013"),
            Map.entry("lsquo", "\u2018"),
            Map.entry("rsquo", "\u2019"),
            Map.entry("ldquo", "\u201c"),
            Map.entry("rdquo", "\u201d"),
            Map.entry("hellip", "\u2026"),
            Map.entry("rarr", "->"),
            Map.entry("larr", "<-"),
            Map.entry("times", "x"),
            Map.entry("middot", "\u00b7"),
            Map.entry("bull", "*"),
            Map.entry("para", ""),
            Map.entry("le", "<="),
            Map.entry("ge", ">="),
            Map.entry("minus", "-"),
            Map.entry("shy", ""),
            Map.entry("reg", ""),
            Map.entry("trade", ""));

    /** A row of the table; {@code limit} in bytes. */
    private record Row(
            String origin,
            String source,
            String domain,
            String format,
            long limit,
            double share,
            String include,
            String exclude) {

        static Row of(String line) {
            String[] f = line.split("\t");
            if (f.length != 9) {
                throw new IllegalArgumentException("found " + f.length + " columns, wanted 9: " + line);
            }
            String[] part = f[1].split("[=:]");
            String source = f[0].equals("deb") ? part[0] : part[1] + "-" + part[2] + "-sources";
            return new Row(
                    f[0],
                    source,
                    f[2],
                    f[3],
                    Math.round(Double.parseDouble(f[4]) * 1e6),
                    Double.parseDouble(f[5]),
                    f[7],
                    f[8]);
        }
    }

    /** The text of one source file. */
    private record Document(String path, String text) {}

    private PretrainText() {}

    public static void main(String[] args) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            if (!line.startsWith("#") && !line.isBlank()) {
                rows.add(Row.of(line));
            }
        }
        Set<String> seen = new HashSet<>();
        Map<String, Long> bytes = new TreeMap<>();
        try (BufferedWriter out = new BufferedWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(Path.of(args[3]))), StandardCharsets.UTF_8))) {
            for (Row row : rows) {
                long written = 0;
                List<Document> documents = read(row, Path.of(args[1]), Path.of(args[2]));
                for (Document d : documents) {
                    String source = row.source() + "/" + d.path();
                    if (seen.add(d.text()) && fraction(source) < row.share()) {
                        out.write("{\"text\":" + quote(d.text()) + ",\"meta\":{\"pile_set_name\":" + quote(row.domain())
                                + ",\"source\":" + quote(source) + "}}\n");
                        written += d.text().getBytes(StandardCharsets.UTF_8).length;
                    }
                }
                bytes.merge(row.domain(), written, Long::sum);
                System.out.printf(
                        Locale.ROOT,
                        "%-20s %-36s %5d files %7.2f MB%n",
                        row.domain(),
                        row.source(),
                        documents.size(),
                        written / 1e6);
            }
        }
        bytes.forEach((domain, n) -> System.out.printf(Locale.ROOT, "%-20s %7.1f MB%n", domain, n / 1e6));
    }

    private static List<Document> read(Row row, Path unpacked, Path jars) throws IOException {
        if (row.origin().equals("deb")) {
            return collect(row, unpacked.resolve(row.source()));
        }
        try (FileSystem jar = FileSystems.newFileSystem(jars.resolve(row.source() + ".jar"))) {
            return collect(row, jar.getPath("/"));
        }
    }

    private static List<Document> collect(Row row, Path root) throws IOException {
        PathMatcher include = root.getFileSystem().getPathMatcher("glob:" + row.include());
        PathMatcher exclude = root.getFileSystem().getPathMatcher("glob:" + row.exclude());
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .filter(f -> include.matches(f) && !exclude.matches(f))
                    .sorted(Comparator.comparingLong(
                                    (Path f) -> order(root.relativize(f).toString()))
                            .thenComparing(Path::toString))
                    .toList();
        }
        List<Document> documents = new ArrayList<>();
        long total = 0;
        boolean pages = row.format().equals("html");
        for (Path file : files) {
            // Repeated lines (navigation, footers) are only known once all is read, so a little more is taken.
            if (total >= row.limit() * (pages ? 1.15 : 1.0)) {
                break;
            }
            String text = clean(convert(row.format(), decode(file)), row.domain());
            if (text.length() > row.limit()) {
                text = sample(text, row.limit());
            }
            if (text.length() >= SHORTEST && readable(text)) {
                documents.add(new Document(root.relativize(file).toString(), text));
                total += text.length();
            }
        }
        return pages ? withoutRepeatedLines(documents) : documents;
    }

    /** Evenly spaced blocks of a file that is longer than its row may take. */
    private static String sample(String text, long limit) {
        int step = (int) (SAMPLE_BLOCK * (double) text.length() / limit);
        StringBuilder out = new StringBuilder();
        for (int from = 0; from + SAMPLE_BLOCK < text.length(); from += step) {
            int start = from == 0 ? 0 : text.indexOf('\n', from) + 1;
            int end = text.indexOf('\n', Math.max(start, from + SAMPLE_BLOCK)) + 1;
            if (start > 0 || from == 0) {
                out.append(text, start, end > 0 ? end : text.length());
            }
        }
        return out.toString();
    }

    /** A number in [0, 1) that depends on the source alone: the first four bytes of its SHA-256. */
    private static double fraction(String source) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
            return Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt()) / 0x1p32;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("found a JDK without SHA-256", e);
        }
    }

    private static long order(String path) {
        CRC32 crc = new CRC32();
        crc.update(path.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    private static String decode(Path file) throws IOException {
        byte[] bytes;
        String name = file.getFileName().toString();
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                InputStream in = name.endsWith(".gz") || name.endsWith(".dz") ? new GZIPInputStream(raw) : raw) {
            bytes = in.readAllBytes();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static String convert(String format, String text) {
        return switch (format) {
            case "html" -> html(text);
            case "man" -> man(text);
            case "pod" -> text.replaceAll("(?m)^=(head\\d|item|over|back|begin|end|for|pod|cut|encoding)[ \\t]*", "");
            default -> text;
        };
    }

    /** The text of a page: blocks become lines, list items "- ", tables spaced cells, preformatted text stays. */
    private static String html(String page) {
        String text = SILENT.matcher(page.replace("\r", "")).replaceAll(" ");
        StringBuilder out = new StringBuilder(text.length());
        Matcher tag = TAG.matcher(text);
        int from = 0;
        int verbatim = 0;
        while (tag.find()) {
            flow(out, text.substring(from, tag.start()), verbatim > 0);
            from = tag.end();
            String name = tag.group(2).toLowerCase(Locale.ROOT);
            boolean open = tag.group(1).isEmpty();
            if (name.equals("pre") || name.equals("screen")) {
                verbatim = Math.max(0, verbatim + (open ? 1 : -1));
            }
            if (name.equals("li") && open) {
                out.append("\n- ");
            } else if ((name.equals("td") || name.equals("th")) && open) {
                out.append(' ');
            } else if (BLOCKS.contains(name)) {
                boolean apart = name.length() == 2 && name.charAt(0) == 'h' || name.equals("p") || name.equals("pre");
                out.append(apart ? "\n\n" : "\n");
            }
        }
        flow(out, text.substring(from), verbatim > 0);
        return ENTITY.matcher(out).replaceAll(m -> Matcher.quoteReplacement(entity(m.group(1))));
    }

    /** Appends text between two tags, its white space collapsed unless it is preformatted. */
    private static void flow(StringBuilder out, String text, boolean verbatim) {
        if (verbatim) {
            out.append(text);
            return;
        }
        String line = text.replaceAll("\\s+", " ");
        boolean atStart = out.length() == 0 || out.charAt(out.length() - 1) == '\n';
        out.append(atStart ? line.stripLeading() : line);
    }

    private static String entity(String name) {
        if (name.charAt(0) != '#') {
            return ENTITIES.getOrDefault(name, " ");
        }
        int code = name.charAt(1) == 'x' || name.charAt(1) == 'X'
                ? Integer.parseInt(name.substring(2), 16)
                : Integer.parseInt(name.substring(1));
        return code == 160 ? " " : Character.isValidCodePoint(code) && code >= 32 ? Character.toString(code) : " ";
    }

    /** The text of a manual page: headings, paragraphs and examples; font changes and layout requests dropped. */
    private static String man(String roff) {
        StringBuilder out = new StringBuilder(roff.length());
        for (String line : roff.split("\n")) {
            if (line.startsWith(".") || line.startsWith("'")) {
                String body = line.substring(1).strip();
                int space = body.indexOf(' ');
                String request = space < 0 ? body : body.substring(0, space);
                String rest = space < 0 ? "" : body.substring(space + 1).strip();
                switch (request) {
                    case "SH", "SS" ->
                        out.append("\n\n").append(rest.replace("\"", "")).append("\n");
                    case "PP", "P", "LP", "sp" -> out.append("\n\n");
                    case "TP", "IP", "HP" -> out.append("\n").append(rest.replaceAll("\"([^\"]*)\".*|\\S+$", "$1"));
                    case "B", "I", "SM", "SB" -> out.append("\n").append(rest.replace("\"", ""));
                    case "BR", "RB", "IR", "RI", "BI", "IB" -> out.append("\n").append(joined(rest));
                    default -> {
                        // Other requests set tabs, fonts and fills: no text.
                    }
                }
            } else {
                out.append("\n").append(line);
            }
        }
        return out.toString()
                .replaceAll("\\\\f(\\([A-Z]{2}|\\[[A-Z]*\\]|.)", "")
                .replace("\\-", "-")
                .replace("\\(aq", "'")
                .replaceAll("\\\\\\((lq|rq|dq)", "\"")
                .replaceAll("\\\\\\((em|en)", "-")
                .replace("\\(bu", "*")
                .replace("\\e", "\\")
                .replaceAll("\\\\[&|^%c/,]", "")
                .replaceAll("\\\\s[-+]?[0-9]", "")
                .replaceAll("\\\\\".*", "")
                .replaceAll("\\\\\\*?(\\(..|\\[[^\\]]*\\])", "")
                .replace("\\ ", " ")
                .replace("\\~", " ");
    }

    /** Alternating-font requests join their arguments without a space; quoted arguments keep theirs. */
    private static String joined(String arguments) {
        StringBuilder out = new StringBuilder();
        Matcher word = Pattern.compile("\"([^\"]*)\"|(\\\\ |\\S)+").matcher(arguments);
        while (word.find()) {
            out.append(word.group(1) != null ? word.group(1) : word.group());
        }
        return out.toString();
    }

    /** Unix line ends, no licence notices before code, no control characters, no trailing blanks, one empty line. */
    private static String clean(String raw, String domain) {
        String text = raw.replace("\r\n", "\n")
                .replace('\r', '\n')
                .replace("\f", "\n")
                .replace("\ufeff", "");
        if (!domain.startsWith("prose")) {
            Matcher first = FIRST_COMMENT.matcher(text);
            while (first.find()
                    && first.end() > 0
                    && first.group().toLowerCase(Locale.ROOT).matches("(?s).*(licen[sc]e|copyright|\\(c\\)).*")) {
                text = text.substring(first.end());
                first = FIRST_COMMENT.matcher(text);
            }
        }
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "")
                        .replaceAll("[ \\t]+\\n", "\n")
                        .replaceAll("\\n{3,}", "\n\n")
                        .strip()
                + "\n";
    }

    /** Mostly ASCII, mostly letters, and no line so long that a machine wrote it. */
    private static boolean readable(String text) {
        int letters = 0;
        int ascii = 0;
        int longest = 0;
        int line = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            letters += c < 128 && Character.isLetter(c) ? 1 : 0;
            ascii += c < 128 ? 1 : 0;
            line = c == '\n' ? 0 : line + 1;
            longest = Math.max(longest, line);
        }
        return letters > text.length() * 0.4 && ascii > text.length() * 0.9 && longest < 20_000;
    }

    /** Without the lines that stand on more than every twentieth page: navigation, footers, notices. */
    private static List<Document> withoutRepeatedLines(List<Document> documents) {
        Map<String, Integer> count = new HashMap<>();
        for (Document d : documents) {
            d.text().lines().map(String::strip).distinct().forEach(l -> count.merge(l, 1, Integer::sum));
        }
        int limit = Math.max(6, documents.size() / 20);
        List<Document> kept = new ArrayList<>();
        for (Document d : documents) {
            String text = d.text()
                            .lines()
                            .filter(l -> l.isBlank() || l.strip().length() < 3 || count.get(l.strip()) <= limit)
                            .collect(Collectors.joining("\n"))
                            .replaceAll("\\n{3,}", "\n\n")
                            .strip()
                    + "\n";
            if (text.length() >= SHORTEST) {
                kept.add(new Document(d.path(), text));
            }
        }
        return kept;
    }

    private static String quote(String s) {
        StringBuilder out = new StringBuilder(s.length() + 64).append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 32 || Character.isSurrogate(c) && !paired(s, i)) {
                        out.append(' ');
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    private static boolean paired(String s, int i) {
        return Character.isHighSurrogate(s.charAt(i))
                ? i + 1 < s.length() && Character.isLowSurrogate(s.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(s.charAt(i - 1));
    }
}
