package org.ttt4j.train.tf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A tokenizer.json at work, as Hugging Face's library goes about it: added tokens are found in the text, what lies
 * between them is rewritten, added tokens are found in that, and what lies between those is cut into pieces, which
 * become subwords. Thread-safe.
 */
final class FileTokenizer implements Tokenizer {

    private final byte[] source;
    private final Way way;
    private final Subwords subwords;
    private final Map<Integer, String> special;
    private final String mark;
    private final List<Integer> opening;

    /**
     * What happens to a text before it becomes subwords, and after.
     *
     * @param added tokens found in the text
     * @param rewriting of what lies between them
     * @param addedRewritten tokens found in what was rewritten
     * @param cutter cuts what lies between those
     * @param dropsSpace whether decoding drops the space that encoding puts first
     */
    record Way(AddedTokens added, Rewriting rewriting, AddedTokens addedRewritten, Cutter cutter, boolean dropsSpace) {}

    /**
     * Takes parts that are known to fit.
     *
     * @param source the file
     * @param special texts of the added tokens by id
     * @param mark stands for a space in them, or nothing does
     * @param opening ids that the file puts before a text
     */
    FileTokenizer(
            byte[] source,
            Way way,
            Subwords subwords,
            Map<Integer, String> special,
            String mark,
            List<Integer> opening) {
        this.source = source.clone();
        this.way = way;
        this.subwords = subwords;
        this.special = Map.copyOf(special);
        this.mark = mark;
        this.opening = List.copyOf(opening);
    }

    @Override
    public int[] encode(String text) {
        IdList ids = new IdList(text.length() / 3);
        way.added().part(text, new AddedTokens.Sink() {
            @Override
            public void text(int start, int end) {
                encodeRewritten(way.rewriting().apply(text.substring(start, end)), start == 0, ids);
            }

            @Override
            public void token(int id) {
                ids.add(id);
            }
        });
        return ids.toArray();
    }

    private void encodeRewritten(String text, boolean first, IdList ids) {
        way.addedRewritten().part(text, new AddedTokens.Sink() {
            @Override
            public void text(int start, int end) {
                way.cutter()
                        .cut(
                                text.substring(start, end),
                                first && start == 0,
                                piece -> ids.addAll(subwords.piece(piece)));
            }

            @Override
            public void token(int id) {
                ids.add(id);
            }
        });
    }

    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(4 * ids.length);
        for (byte[] token : spelled(ids)) {
            text.writeBytes(token);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int id) {
        String content = special.get(id);
        if (content == null) {
            return subwords.bytes(id);
        }
        return (mark.isEmpty() ? content : content.replace(mark, " ")).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[][] spelled(int[] ids) {
        byte[][] spelled = Arrays.stream(ids).mapToObj(this::bytes).toArray(byte[][]::new);
        for (int i = 0; way.dropsSpace() && i < spelled.length; i++) {
            if (spelled[i].length > 0) {
                boolean space = spelled[i][0] == ' ';
                spelled[i] = space ? Arrays.copyOfRange(spelled[i], 1, spelled[i].length) : spelled[i];
                break;
            }
        }
        return spelled;
    }

    @Override
    public int size() {
        return 1 + special.keySet().stream().mapToInt(id -> id).reduce(subwords.size() - 1, Math::max);
    }

    @Override
    public int endOfText() {
        return id(Ids.END_OF_TEXT);
    }

    /** Id of an added token, or -1. */
    int id(String token) {
        return special.entrySet().stream()
                .filter(entry -> entry.getValue().equals(token))
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElse(-1);
    }

    /** Ids that the file puts before a text. */
    List<Integer> opening() {
        return opening;
    }

    /** The vocabulary. */
    Subwords subwords() {
        return subwords;
    }

    @Override
    public byte[] toJson() {
        return source.clone();
    }
}
