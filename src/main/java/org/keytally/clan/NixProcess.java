package org.keytally.clan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of nix: nothing to read, so much to print and no more, and so long and no longer. */
final class NixProcess {

  /** In bytes: the end of a trace is what matters. */
  private static final int MOST_ERRORS = 256 << 10;

  private final Process process;
  private final Duration limit;

  private NixProcess(Process process, Duration limit) {
    this.process = process;
    this.limit = limit;
  }

  /**
   * Runs a command to its end.
   *
   * @return what it printed on standard output
   * @throws NixException if it failed, printed more than a manifest may have, or took too long
   */
  static byte[] run(
      List<String> command, Map<String, String> environment, Path directory, Duration limit)
      throws NixException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      return new NixProcess(process, limit).finish();
    } catch (IOException e) {
      throw new NixException("nix cannot be started: " + e.getMessage(), "");
    }
  }

  private byte[] finish() throws NixException {
    Errors errors = new Errors(process.getErrorStream());
    Watchdog watchdog = new Watchdog();
    errors.start();
    watchdog.start();
    try {
      process.getOutputStream().close();
      byte[] output;
      try (InputStream in = process.getInputStream()) {
        output = in.readNBytes(ManifestReader.LARGEST + 1);
      }
      if (output.length > ManifestReader.LARGEST) {
        throw new NixException(
            "what it declares takes more than " + (ManifestReader.LARGEST >> 20) + " MiB",
            errors.text());
      }
      int code = process.waitFor();
      errors.join(1000);
      if (watchdog.barked) {
        throw new NixException(
            "nix was stopped after " + limit.toSeconds() + " seconds", errors.text());
      }
      if (code != 0) {
        throw new NixException(NixErrors.brief(errors.text(), code), errors.text());
      }
      return output;
    } catch (IOException e) {
      throw new NixException(
          watchdog.barked
              ? "nix was stopped after " + limit.toSeconds() + " seconds"
              : "what nix prints cannot be read",
          errors.text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NixException("nix was interrupted", errors.text());
    } finally {
      stop();
      watchdog.interrupt();
    }
  }

  private void stop() {
    for (ProcessHandle child : process.descendants().toList()) {
      child.destroyForcibly();
    }
    process.destroyForcibly();
  }

  /** Ends the process when its time is over, so that reading from it ends too. */
  private final class Watchdog extends Thread {

    private volatile boolean barked;

    Watchdog() {
      super("nix time limit");
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          barked = true;
          NixProcess.this.stop();
        }
      } catch (InterruptedException e) {
        // The process is done.
      }
    }
  }

  /** Keeps the last of what the process complains about. */
  private static final class Errors extends Thread {

    private final InputStream in;
    private byte[] kept = new byte[0];

    Errors(InputStream in) {
      super("nix errors");
      this.in = in;
      setDaemon(true);
    }

    @Override
    public void run() {
      byte[] buffer = new byte[MOST_ERRORS / 2];
      try (in) {
        int count = in.readNBytes(buffer, 0, buffer.length);
        while (count > 0) {
          keep(buffer, count);
          count = in.readNBytes(buffer, 0, buffer.length);
        }
      } catch (IOException e) {
        // The process is gone; what it said before is kept.
      }
    }

    private synchronized void keep(byte[] more, int count) {
      int old = Math.min(kept.length, MOST_ERRORS - count);
      byte[] next = new byte[old + count];
      System.arraycopy(kept, kept.length - old, next, 0, old);
      System.arraycopy(more, 0, next, old, count);
      kept = next;
    }

    synchronized String text() {
      return new String(kept, StandardCharsets.UTF_8);
    }
  }
}
