package org.keytally.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One running git program: its input is fed by a thread of its own, its output is read here, and
 * its complaints are kept for the message. A program that gives no answer for too long is ended.
 */
final class GitProcess implements GitOutput {

  private final String name;
  private final Process process;
  private final InputStream output;
  private final Watch watch;
  private final ByteRecords records;

  /**
   * Starts a program.
   *
   * @param name the git command, for messages
   * @param patience milliseconds without an answer after which the program is ended
   */
  GitProcess(ProcessBuilder builder, String name, Optional<Input> input, long patience)
      throws RepositoryException {
    this(builder, name, patience);
    if (input.isPresent()) {
      new Feed(process.getOutputStream(), input.get()).start();
    } else {
      closeQuietly(process.getOutputStream());
    }
  }

  private GitProcess(ProcessBuilder builder, String name, long patience)
      throws RepositoryException {
    this.name = name;
    this.records = new ByteRecords(name, new Awaited());
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new RepositoryException(
          "cannot start git: "
              + PathBytes.shown(String.valueOf(e.getMessage()))
              + "; check that git is installed and on PATH",
          e);
    }
    output = process.getInputStream();
    watch = new Watch(process, patience);
    watch.start();
  }

  /** Starts a program that is asked one question after another. */
  static GitProcess conversation(ProcessBuilder builder, String name, long patience)
      throws RepositoryException {
    return new GitProcess(builder, name, patience);
  }

  /**
   * Asks the next questions of a conversation.
   *
   * @param questions few enough for a pipe, so that neither side waits for the other: 4096 bytes
   * @return false if the program has ended
   */
  boolean ask(byte[] questions) {
    try {
      OutputStream input = process.getOutputStream();
      input.write(questions);
      input.flush();
      return true;
    } catch (IOException e) {
      // Its exit status and its complaint tell why.
      return false;
    }
  }

  /** What a program reads. */
  @FunctionalInterface
  interface Input {
    void writeTo(OutputStream out) throws IOException;
  }

  @Override
  public Optional<byte[]> record(char terminator) throws RepositoryException {
    return records.record(terminator);
  }

  @Override
  public int peek() throws RepositoryException {
    return records.peek();
  }

  @Override
  public boolean read(byte[] into) throws RepositoryException {
    return records.read(into);
  }

  @Override
  public boolean skip(long count) throws RepositoryException {
    return records.skip(count);
  }

  @Override
  public int exitStatus() throws RepositoryException {
    watch.waitingBegins();
    try {
      int status = process.waitFor();
      watch.failIfLate(name);
      return status;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RepositoryException("interrupted while git " + name + " was running", e);
    } finally {
      watch.waitingEnds();
    }
  }

  @Override
  public String complaint() {
    return watch.complaint();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroyForcibly();
    }
    watch.end();
    closeQuietly(output);
    closeQuietly(process.getErrorStream());
  }

  private static void closeQuietly(AutoCloseable stream) {
    try {
      stream.close();
    } catch (Exception e) {
      // The program is gone or going; nothing is lost with its pipe.
      return;
    }
  }

  /** The output, as far as it has come. */
  private final class Awaited implements ByteRecords.Pieces {

    @Override
    public int read(byte[] into, int offset, int length) throws RepositoryException {
      watch.waitingBegins();
      try {
        int count = output.read(into, offset, length);
        watch.failIfLate(name);
        return count;
      } catch (IOException e) {
        watch.failIfLate(name);
        throw new RepositoryException("cannot read what git " + name + " prints", e);
      } finally {
        watch.waitingEnds();
      }
    }
  }

  /** Writes the input, so that neither side waits for the other with a full pipe. */
  private static final class Feed extends Thread {

    private final OutputStream out;
    private final Input input;

    Feed(OutputStream out, Input input) {
      super("git input");
      this.out = out;
      this.input = input;
      setDaemon(true);
    }

    @Override
    public void run() {
      try (out) {
        input.writeTo(out);
      } catch (IOException e) {
        // The program ended before it read everything; the reading side reports why.
        return;
      }
    }
  }

  /** Takes in the error output and ends a program that gives no answer. */
  private static final class Watch extends Thread {

    private static final int KEPT = 8192;
    private static final long PERIOD = 20;

    private final Process process;
    private final InputStream errors;
    private final long patience;
    private final byte[] kept = new byte[KEPT];
    private int length;
    private boolean ended;
    private long waitingSince;
    private volatile boolean late;

    Watch(Process process, long patience) {
      super("git watch");
      this.process = process;
      this.errors = process.getErrorStream();
      this.patience = patience;
      setDaemon(true);
    }

    synchronized void waitingBegins() {
      waitingSince = System.nanoTime() | 1;
    }

    synchronized void waitingEnds() {
      waitingSince = 0;
    }

    void failIfLate(String name) throws RepositoryException {
      if (late) {
        throw new RepositoryException(
            "git "
                + name
                + " gave no answer for "
                + patience / 1000
                + " seconds and was ended; run it yourself to see what it waits for");
      }
    }

    @Override
    public synchronized void run() {
      while (!ended) {
        takeErrors();
        if (waitingSince != 0 && (System.nanoTime() - waitingSince) / 1_000_000 > patience) {
          late = true;
          process.destroyForcibly();
          return;
        }
        try {
          wait(PERIOD);
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized String complaint() {
      takeErrors();
      return new String(kept, 0, length, StandardCharsets.UTF_8).strip();
    }

    /** Never blocks: a grandchild could hold the pipe open after git's end. */
    private void takeErrors() {
      try {
        int available = errors.available();
        while (available > 0) {
          if (length == KEPT) {
            System.arraycopy(kept, KEPT / 2, kept, 0, KEPT / 2);
            length = KEPT / 2;
          }
          int count = errors.read(kept, length, Math.min(available, KEPT - length));
          if (count < 0) {
            return;
          }
          length += count;
          available -= count;
        }
      } catch (InterruptedIOException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        // Without the error output the exit status still tells that something went wrong.
        return;
      }
    }
  }
}
