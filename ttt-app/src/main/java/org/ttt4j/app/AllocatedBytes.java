package org.ttt4j.app;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much a thread has allocated on the heap. Thread-safe. */
final class AllocatedBytes {

    /** This Java does not count. */
    static final long UNKNOWN = -1;

    private AllocatedBytes() {}

    /** Bytes that the calling thread has allocated since it started, or {@link #UNKNOWN}. */
    static long ofThisThread() {
        return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
                        && threads.isThreadAllocatedMemorySupported()
                        && threads.isThreadAllocatedMemoryEnabled()
                ? threads.getCurrentThreadAllocatedBytes()
                : UNKNOWN;
    }
}
