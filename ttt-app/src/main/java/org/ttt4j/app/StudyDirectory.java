package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ttt4j.api.Undo;
import org.ttt4j.store.DirectoryLock;
import org.ttt4j.store.Durable;
import org.ttt4j.study.Study;
import org.ttt4j.study.StudyArm;
import org.ttt4j.study.StudyDomain;
import org.ttt4j.study.StudyLog;

/**
 * The directory of a study's results: {@code study.json} says what is compared, {@code results.jsonl} what came of it so
 * far. One process at a time; results of another study are refused, so that settings never mix. Confined to one thread.
 */
final class StudyDirectory implements AutoCloseable {

    /** What sums everything up, rewritten at the end of each run. */
    static final String SUMMARY = "summary.json";

    private final Path path;
    private final Undo opened;

    private StudyDirectory(Path path, Undo opened) {
        this.path = path;
        this.opened = opened;
    }

    /**
     * Makes the directory, or takes one that a study has made, and locks it.
     *
     * @throws org.ttt4j.store.StoreException naming the owner if another process has it
     * @throws CommandException if it holds something else
     */
    static StudyDirectory lock(Path path) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw CommandException.failed(path + ": exists and is not a directory");
        }
        if (Files.isDirectory(path) && !Files.exists(path.resolve(Study.FILE))) {
            try (Stream<Path> entries = Files.list(path)) {
                if (entries.anyMatch(entry -> !ours(entry))) {
                    throw CommandException.failed(path + ": holds files of something else, wanted results of"
                            + " `ttt study run` or an empty directory");
                }
            }
        }
        Files.createDirectories(path);
        Undo opened = new Undo();
        opened.push(DirectoryLock.take(path, "study run"));
        return new StudyDirectory(path, opened);
    }

    /** What a run that was killed early may have left. */
    private static boolean ours(Path entry) {
        String name = entry.getFileName().toString();
        return name.equals(DirectoryLock.FILE) || name.equals("indexes") || name.startsWith(Study.FILE);
    }

    Path path() {
        return path;
    }

    /** Where indexes are built that are not there. */
    Path indexes() {
        return path.resolve("indexes");
    }

    /**
     * Writes what is compared, or demands that it is what was compared before. Further arms are welcome.
     *
     * @throws CommandException naming the first difference
     */
    StudyLog begin(Study study) throws IOException {
        if (Files.exists(path.resolve(Study.FILE))) {
            demandSame(Study.read(path), study);
        }
        Durable.write(path.resolve(Study.FILE), study.toJson());
        return opened.push(StudyLog.open(path));
    }

    private void demandSame(Study found, Study wanted) {
        compare("name", found.name(), wanted.name());
        compare("neighbors", found.neighbors(), wanted.neighbors());
        compare("seed", found.seed(), wanted.seed());
        for (StudyArm before : found.arms()) {
            StudyArm now = wanted.arm(before.name())
                    .orElseThrow(() -> CommandException.failed(path + " holds results of an arm \"" + before.name()
                            + "\" that the study file does not have" + elsewhere()));
            compare("seeds of arm " + before.name(), before.seeds(), now.seeds());
            SortedMap<String, String> there = new TreeMap<>(found.settings());
            SortedMap<String, String> here = new TreeMap<>(wanted.settings());
            there.putAll(before.settings());
            here.putAll(now.settings());
            // Keys that a user set say more than the fingerprints that follow from them.
            TreeSet<String> names = new TreeSet<>(Comparator.comparing((String name) -> !name.startsWith("ttt."))
                    .thenComparing(Comparator.naturalOrder()));
            names.addAll(there.keySet());
            names.addAll(here.keySet());
            names.removeAll(ArmPlan.RESULTLESS); // which earlier versions wrote down
            if (!there.containsKey(StudyIdentity.VALIDATION)) {
                names.remove(StudyIdentity.VALIDATION); // as earlier versions did
            }
            for (String name : names) {
                compare(
                        name + " of arm " + before.name(),
                        there.getOrDefault(name, "nothing"),
                        here.getOrDefault(name, "nothing"));
            }
        }
        compare(
                "weights",
                found.domains().stream().map(StudyDomain::weight).toList(),
                wanted.domains().stream().map(StudyDomain::weight).toList());
    }

    private void compare(String name, Object there, Object here) {
        if (!there.equals(here)) {
            throw CommandException.failed(path + " holds results of another study: found " + name + " = " + there
                    + ", this one has " + here + elsewhere());
        }
    }

    private static String elsewhere() {
        return "; use another --out, or remove the directory";
    }

    /** Gives the directory back. Idempotent. */
    @Override
    public void close() {
        opened.close();
    }
}
