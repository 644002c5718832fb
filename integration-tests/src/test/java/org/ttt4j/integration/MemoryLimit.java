package org.ttt4j.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A memory limit as a container has it: a control group of Linux, of version 1 or 2, made by root. Confined to one thread.
 */
final class MemoryLimit implements AutoCloseable {

    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final Pattern KILLED = Pattern.compile("oom_kill (\\d+)");

    private final Path group;
    private final boolean second;

    private MemoryLimit(Path group, boolean second) {
        this.group = group;
        this.second = second;
    }

    /** Makes one; skips the test where that is not allowed. */
    static MemoryLimit of(long bytes) {
        boolean second = Files.exists(ROOT.resolve("cgroup.controllers"));
        Path group = ROOT.resolve(second ? "" : "memory")
                .resolve("ttt-it-" + ProcessHandle.current().pid());
        MemoryLimit limit = new MemoryLimit(group, second);
        try {
            Files.createDirectory(group);
            Files.writeString(group.resolve(second ? "memory.max" : "memory.limit_in_bytes"), Long.toString(bytes));
            if (second) {
                Files.writeString(group.resolve("memory.swap.max"), "0");
            }
            return limit;
        } catch (IOException forbidden) {
            limit.close();
            Assumptions.abort("no control group for memory can be made here: " + forbidden);
            throw new AssertionError(forbidden);
        }
    }

    /** The command runs in it, with all that it starts. */
    Launch on(Launch launch) {
        return launch.behind("sh", "-c", "echo $$ > '" + group.resolve("cgroup.procs") + "' && exec \"$@\"", "sh");
    }

    /** Most bytes that were in use at once. */
    long peak() {
        return Long.parseLong(read(second ? "memory.peak" : "memory.max_usage_in_bytes"));
    }

    /** How many processes the kernel has killed for want of memory. */
    long killed() {
        Matcher found = KILLED.matcher(read(second ? "memory.events" : "memory.oom_control"));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(group); // the kernel takes its files with it
        } catch (IOException stillUsed) {
            throw new AssertionError(group + " cannot be removed", stillUsed);
        }
    }

    private String read(String file) {
        try {
            return Files.readString(group.resolve(file)).strip();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
