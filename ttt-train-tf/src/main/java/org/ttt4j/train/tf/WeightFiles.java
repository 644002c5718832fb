package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Undo;

/** The safetensors files of one model as if they were one. Confined to one thread. */
final class WeightFiles implements AutoCloseable {

    private final Map<String, Safetensors.Entry> entries = new LinkedHashMap<>();
    private final Map<String, Safetensors> owners = new LinkedHashMap<>();
    private final Undo files = new Undo();

    /** Owns the files, also if it throws. */
    WeightFiles(List<Safetensors> opened, String name) {
        opened.forEach(files::push);
        List<String> twice = new ArrayList<>();
        for (Safetensors file : opened) {
            file.entries().forEach((tensor, entry) -> {
                if (entries.put(tensor, entry) != null) {
                    twice.add(tensor);
                }
                owners.put(tensor, file);
            });
        }
        if (!twice.isEmpty()) {
            files.close();
            throw new BackendException(
                    Ids.BACKEND, name + ": found " + WeightMap.list(twice) + " in two files, wanted them in one");
        }
    }

    /** Tensors by name, in the order of the files. */
    Map<String, Safetensors.Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** The values of a floating point tensor that is among the entries. */
    FloatPieces floats(String name) {
        return owners.get(name).floats(name);
    }

    @Override
    public void close() {
        files.close();
    }
}
