package org.keytally.source;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A command of the person's own that prints private keys, run as sops runs it: without a shell,
 * with no input, and told the recipient whose key is wanted in {@code SOPS_AGE_RECIPIENT}. What it
 * says on standard error is dropped, for it may be anything.
 */
final class KeyCommand {

  /** People answer prompts of password managers within it. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private static final String STOPPED = "takes too long and was stopped";

  private final List<String> words;
  private final Map<String, String> variables;
  private final Duration limit;

  private KeyCommand(List<String> words, Map<String, String> variables, Duration limit) {
    this.words = words;
    this.variables = variables;
    this.limit = limit;
  }

  /**
   * Reads a command.
   *
   * @throws IllegalArgumentException if it cannot be split into words; the message is a clause
   */
  static KeyCommand of(String command, Map<String, String> variables) {
    return of(command, variables, LONGEST);
  }

  static KeyCommand of(String command, Map<String, String> variables, Duration limit) {
    List<String> words = CommandWords.split(command);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("is empty");
    }
    return new KeyCommand(words, variables, limit);
  }

  /** What it prints, or why there is nothing; at most {@link KeyFileBytes#LARGEST} bytes. */
  KeyFileBytes run(String recipient) {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().putAll(variables);
    builder.environment().put("SOPS_AGE_RECIPIENT", recipient);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return failed("cannot be started");
    }
    Watchdog watchdog = new Watchdog(process, limit);
    watchdog.start();
    try {
      process.getOutputStream().close();
      KeyFileBytes printed;
      try (InputStream in = process.getInputStream()) {
        printed = KeyFileBytes.read(in);
      }
      int code = process.waitFor();
      // A shell whose child was ended may still leave with zero: what it printed is not all.
      if (code == 0 && !watchdog.barked) {
        return printed;
      }
      printed.wipe();
      return failed(watchdog.barked ? STOPPED : "failed with exit code " + code);
    } catch (IOException e) {
      // Ending the process closes what is being read.
      return failed(watchdog.barked ? STOPPED : "cannot be read");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("was interrupted");
    } finally {
      stop(process);
      watchdog.interrupt();
    }
  }

  private static void stop(Process process) {
    // The parent goes first, lest it go on with what it would do after its child.
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    for (ProcessHandle child : children) {
      child.destroyForcibly();
    }
  }

  private static KeyFileBytes failed(String reason) {
    return new KeyFileBytes(Optional.empty(), false, reason);
  }

  /** Ends a process that takes too long, so that reading from it ends too. */
  private static final class Watchdog extends Thread {

    private final Process process;
    private final Duration limit;
    private volatile boolean barked;

    Watchdog(Process process, Duration limit) {
      super("key command");
      this.process = process;
      this.limit = limit;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          barked = true;
          KeyCommand.stop(process);
        }
      } catch (InterruptedException e) {
        // The command is done.
      }
    }
  }
}
