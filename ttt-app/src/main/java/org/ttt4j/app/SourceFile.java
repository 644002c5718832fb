package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One file on disk that a corpus is made from. Thread-safe.
 *
 * @param file the file
 * @param label its path below the directory it was found in, beginning with that directory's name
 * @param domain what its documents belong to unless they say so themselves
 */
record SourceFile(Path file, String label, String domain) {

    /**
     * Finds the files of a plan: directories in the order of names, hidden entries and the plan's own output left out.
     *
     * @throws IOException if a path does not exist or cannot be read
     */
    static List<SourceFile> find(CorpusPlan plan) throws IOException {
        Set<Path> own = plan.outputs().stream()
                .map(output -> output.toAbsolutePath().normalize())
                .collect(Collectors.toSet());
        List<SourceFile> found = new ArrayList<>();
        for (Path from : plan.from()) {
            Path root = from.toAbsolutePath().normalize();
            if (!Files.exists(root)) {
                throw new NoSuchFileException(from.toString());
            }
            if (Files.isDirectory(root)) {
                descend(plan, root, root, own, found);
            } else {
                String name = root.getFileName().toString();
                found.add(new SourceFile(root, name, plan.domain().orElse(ArchiveKind.stem(name))));
            }
        }
        return found;
    }

    private static void descend(CorpusPlan plan, Path root, Path directory, Set<Path> own, List<SourceFile> found)
            throws IOException {
        List<Path> children;
        try (Stream<Path> list = Files.list(directory)) {
            children = list.sorted().toList();
        }
        for (Path child : children) {
            String name = child.getFileName().toString();
            if (name.startsWith(".") || own.contains(child)) {
                continue;
            }
            Path relative = root.relativize(child);
            if (Files.isDirectory(child)) {
                // A link to a directory may lead in circles.
                if (!Files.isSymbolicLink(child)) {
                    descend(plan, root, child, own, found);
                }
            } else if (Files.isRegularFile(child) && wanted(plan, relative.toString())) {
                String rootName = root.getFileName() == null ? "" : root.getFileName() + "/";
                found.add(new SourceFile(child, rootName + relative, domain(plan, root, relative)));
            }
        }
    }

    /** What must be included in an archive is decided entry by entry. */
    private static boolean wanted(CorpusPlan plan, String path) {
        return ArchiveKind.of(path) == ArchiveKind.NONE
                ? plan.filter().accepts(path)
                : !plan.filter().excludes(path);
    }

    private static String domain(CorpusPlan plan, Path root, Path relative) {
        return plan.domain().orElseGet(() -> {
            if (relative.getNameCount() > 1) {
                return relative.getName(0).toString();
            }
            boolean archive = ArchiveKind.of(relative.toString()) != ArchiveKind.NONE;
            return archive || root.getFileName() == null
                    ? ArchiveKind.stem(relative.toString())
                    : root.getFileName().toString();
        });
    }
}
