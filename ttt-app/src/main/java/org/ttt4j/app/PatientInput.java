package org.ttt4j.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/**
 * Reads a stream that may stall, such as standard input: waiting can be cancelled and is reported. A thread of its own does
 * the reading, because nothing else can interrupt it; it ends with the stream or with the process. Confined to one thread.
 */
final class PatientInput extends InputStream {

    private static final int BLOCK = 1 << 14;
    private static final long POLL_MILLIS = 100;
    private static final Block END = new Block(new byte[0], null);

    private final BlockingQueue<Block> blocks = new ArrayBlockingQueue<>(16);
    private final String name;
    private final RunControl control;
    private byte[] current = new byte[0];
    private int position;
    private boolean ended;

    /** Bytes, or why there are no more. */
    private static final class Block {
        private final byte[] bytes;
        private final IOException failure;

        Block(byte[] bytes, IOException failure) {
            this.bytes = bytes;
            this.failure = failure;
        }
    }

    /**
     * Begins to read.
     *
     * @param in left open
     * @param name what is waited for, in words
     * @param control gets {@link Progress.Waiting} and cancels
     */
    PatientInput(InputStream in, String name, RunControl control) {
        this.name = name;
        this.control = control;
        Thread reader = new Thread(() -> readAll(in), "ttt-input");
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll(InputStream in) {
        try {
            byte[] block = new byte[BLOCK];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                blocks.put(new Block(Arrays.copyOf(block, read), null));
            }
            blocks.put(END);
        } catch (IOException failure) {
            blocks.offer(new Block(new byte[0], failure));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        while (position == current.length) {
            if (ended) {
                return -1;
            }
            Block next = await();
            if (next.failure != null) {
                throw next.failure;
            }
            ended = next == END;
            current = next.bytes;
            position = 0;
        }
        int read = Math.min(length, current.length - position);
        System.arraycopy(current, position, to, offset, read);
        position += read;
        return read;
    }

    /** What can be read without waiting. */
    @Override
    public int available() {
        Block next = position < current.length ? null : blocks.peek();
        return next == null ? current.length - position : next.bytes.length;
    }

    private Block await() {
        long start = System.nanoTime();
        try {
            while (true) {
                control.checkCancelled();
                Block next = blocks.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    return next;
                }
                control.report(new Progress.Waiting(name, (System.nanoTime() - start) / 1e9));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted while waiting for " + name, stop);
        }
    }
}
