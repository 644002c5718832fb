package org.ttt4j.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the weights may know of a stream without having read it: the documents that were recalled and learned since the last
 * reset, as {@link Shingles}, to compare each segment with. A text stands in a document if that has half of its runs of five
 * words, of a short text all but two; a text of fewer than ten words is not judged. Confined to one thread.
 */
final class OnlineLeaks {

    /** Shingles kept, 8 MB: about so many words. Of more the documents that were learned first are forgotten. */
    private static final int MOST = 1 << 21;

    private static final int LEAST = 6; // shingles: of fewer words a common phrase is made
    private static final int SURE = 8; // shingles that are enough of a short text
    private static final int CHUNK = 256; // characters
    private static final int CONTEXT_BYTES = 96;

    private final Map<Long, Shingles> learned = new LinkedHashMap<>();
    private long kept;

    /** A document was learned. */
    void learned(long id, String text) {
        forget(learned.remove(id));
        Shingles shingles = Shingles.of(text);
        learned.put(id, shingles);
        kept += shingles.size();
        Iterator<Shingles> oldest = learned.values().iterator();
        while (kept > MOST && learned.size() > 1) {
            forget(oldest.next());
            oldest.remove();
        }
    }

    private void forget(Shingles gone) {
        kept -= gone == null ? 0 : gone.size();
    }

    /** The weights went back to the base. */
    void clear() {
        learned.clear();
        kept = 0;
    }

    /** The documents, in the order in which they were learned. */
    List<Long> ids() {
        return List.copyOf(learned.keySet());
    }

    /**
     * Documents that hold the segment that comes next.
     *
     * @param past at the segment's first byte
     * @param bytes of the segment
     */
    List<Long> holding(OnlinePast past, long bytes) {
        if (learned.isEmpty()) {
            return List.of();
        }
        String[] before =
                past.before(CONTEXT_BYTES).split("\\s", -1); // runs of words that end in the segment begin there
        String words = String.join(
                " ", Arrays.asList(before).subList(Math.max(0, before.length - Shingles.WORDS + 1), before.length));
        Shingles segment = Shingles.of(words + past.after((int) Math.min(bytes, Integer.MAX_VALUE)));
        return learned.entrySet().stream()
                .filter(one -> holds(one.getValue(), segment))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Whether a document holds some of what a stream goes on with: its next characters to the letter, or any stretch of it.
     *
     * @param ahead as far as it is known
     */
    static boolean holdsAny(String document, String ahead) {
        if (ahead.isBlank()) {
            return false;
        }
        byte[] bytes = ahead.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(bytes.length, OnlineRecall.AHEAD_BYTES);
        while (end < bytes.length && (bytes[end] & 0xc0) == 0x80) {
            end--; // not within a character
        }
        if (document.contains(new String(bytes, 0, end, StandardCharsets.UTF_8))) {
            return true;
        }
        Shingles there = Shingles.of(document);
        if (there.common(Shingles.of(ahead)) == 0) {
            return false;
        }
        for (int from = 0; from < ahead.length(); from += CHUNK) {
            if (holds(there, Shingles.of(ahead.substring(from, Math.min(ahead.length(), from + CHUNK))))) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(Shingles document, Shingles text) {
        int all = text.size();
        return all >= LEAST && document.common(text) >= Math.max(all / 2, Math.min(all - 2, SURE));
    }
}
