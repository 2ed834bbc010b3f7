package org.keytally.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.keytally.source.VaultException.Kind;

/**
 * One run of a password manager's own program: without a shell, with no input, and with nothing of
 * what it prints written anywhere. It is found in absolute folders of {@code PATH} only.
 */
final class ProgramRun implements AutoCloseable {

  /** In bytes; a thousand items take a tenth of it. */
  private static final int LARGEST = 16 << 20;

  private static final int LONGEST_COMPLAINT = 1 << 16;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final int code;
  private final byte[] printed;
  private final String complaint;

  private ProgramRun(int code, byte[] printed, String complaint) {
    this.code = code;
    this.printed = printed;
    this.complaint = complaint;
  }

  /**
   * Runs it to its end.
   *
   * @throws VaultException if it is missing, cannot be started, takes longer than two minutes or
   *     prints more than 16 MiB
   */
  static ProgramRun of(Environment environment, String program, List<String> arguments)
      throws VaultException {
    Path path =
        find(environment, program)
            .orElseThrow(
                () ->
                    new VaultException(
                        Kind.PROGRAM_MISSING,
                        "The program " + program + " is in no absolute folder of PATH."));
    List<String> command = new ArrayList<>();
    command.add(path.toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> variables = new HashMap<>(environment.variables());
    // Private keys are none of its business.
    variables.remove("SOPS_AGE_KEY");
    builder.environment().clear();
    builder.environment().putAll(variables);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new VaultException(Kind.FAILED, path + " cannot be started.");
    }
    return collect(process, program);
  }

  private static ProgramRun collect(Process process, String program) throws VaultException {
    Drain complaint = new Drain(process.getErrorStream(), LONGEST_COMPLAINT);
    Drain answer = new Drain(process.getInputStream(), LARGEST);
    complaint.start();
    answer.start();
    try {
      process.getOutputStream().close();
      boolean ended = process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        throw new VaultException(
            Kind.SLOW, program + " takes longer than two minutes and was stopped.");
      }
      answer.join(LONGEST.toMillis());
      complaint.join(LONGEST.toMillis());
      if (answer.overflow) {
        throw new VaultException(Kind.FAILED, program + " printed more than 16 MiB.");
      }
      return new ProgramRun(process.exitValue(), answer.take(), complaint.text());
    } catch (IOException e) {
      throw new VaultException(Kind.FAILED, program + " cannot be talked to.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VaultException(Kind.FAILED, program + " was interrupted.");
    } finally {
      for (ProcessHandle child : process.descendants().toList()) {
        child.destroyForcibly();
      }
      process.destroyForcibly();
      answer.wipe();
    }
  }

  private static Optional<Path> find(Environment environment, String program) {
    for (String folder : environment.variable("PATH").orElse("").split(":", -1)) {
      Optional<Path> path = Environment.path(folder);
      if (path.isPresent() && path.get().isAbsolute()) {
        Path candidate = path.get().resolve(program);
        if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  int code() {
    return code;
  }

  /** Standard output; wiped on close. */
  byte[] printed() {
    return printed;
  }

  /** Standard error, for looking up known complaints; never shown, since it may be anything. */
  String complaint() {
    return complaint;
  }

  @Override
  public void close() {
    Arrays.fill(printed, (byte) 0);
  }

  /** Takes a stream in, into arrays that it wipes. */
  private static final class Drain extends Thread {

    private final InputStream in;
    private final int limit;
    private byte[] bytes = new byte[1 << 14];
    private int length;
    private volatile boolean overflow;

    Drain(InputStream in, int limit) {
      super("vault");
      this.in = in;
      this.limit = limit;
      setDaemon(true);
    }

    @Override
    public void run() {
      try (in) {
        int read;
        while ((read = in.read(bytes, length, bytes.length - length)) >= 0) {
          length += read;
          if (length == bytes.length && !grow()) {
            overflow = true;
            return;
          }
        }
      } catch (IOException e) {
        // The program ended; what it printed until then is judged by its exit code.
      }
    }

    private boolean grow() {
      if (length >= limit) {
        return false;
      }
      byte[] larger = Arrays.copyOf(bytes, bytes.length * 2);
      Arrays.fill(bytes, (byte) 0);
      bytes = larger;
      return true;
    }

    byte[] take() {
      return Arrays.copyOf(bytes, length);
    }

    String text() {
      return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    void wipe() {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
