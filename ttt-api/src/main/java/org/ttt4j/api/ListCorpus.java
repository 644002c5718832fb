package org.ttt4j.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A corpus held in memory. Thread-safe. */
record ListCorpus(List<String> all) implements Corpus {

    @Override
    public long size() {
        return all.size();
    }

    @Override
    public List<String> texts(long[] ids) {
        List<String> found = new ArrayList<>(ids.length);
        for (long id : ids) {
            found.add(all.get(checked(id)));
        }
        return List.copyOf(found);
    }

    @Override
    public Map<String, String> metadata(long id) {
        checked(id);
        return Map.of();
    }

    private int checked(long id) {
        if (id < 0 || id >= all.size()) {
            throw new IllegalArgumentException("found id " + id + ", wanted one in [0, " + all.size() + ")");
        }
        return (int) id;
    }
}
