package org.keytally.cli;

import java.io.IOException;
import org.keytally.clan.ClanDirectoryException;
import org.keytally.clan.NixException;
import org.keytally.git.RepositoryException;
import org.keytally.repair.RepairException;

/** What is said, and which exit code is returned, when a command cannot do its work. */
final class Failure {

  private Failure() {}

  /**
   * Says why, on standard error, and returns the exit code. What keytally does not expect is its
   * own error: of that only the kind and the place are said, because an exception's message may
   * quote what it failed on.
   *
   * @param verbose whether to show where in the program an unexpected error came from
   */
  static int report(Throwable failure, Terminal terminal, boolean verbose) {
    if (failure instanceof UsageException || failure instanceof ClanDirectoryException) {
      terminal.say("keytally: " + failure.getMessage());
      return ExitCode.USAGE;
    }
    if (failure instanceof RepairException repair) {
      terminal.say("keytally: " + repair.reason());
      for (Throwable also : repair.getSuppressed()) {
        terminal.say("keytally: taking it back did not work: " + also.getMessage());
      }
      return ExitCode.REFUSED;
    }
    if (failure instanceof UnusableConfigurationException configuration) {
      String[] lines = configuration.lines().split("\n", -1);
      for (String line : lines) {
        terminal.say(line);
      }
      terminal.say("keytally: nothing was checked, because the configuration cannot be used.");
      return ExitCode.USAGE;
    }
    if (failure instanceof NixException nix) {
      terminal.say("keytally: " + sentence(nix));
    } else if (failure instanceof RepositoryException || failure instanceof IOException) {
      terminal.say("keytally: " + failure.getMessage());
    } else if (failure instanceof OutOfMemoryError) {
      terminal.say("keytally: out of memory; the launcher allows 512 MiB (-Xmx512m).");
    } else {
      terminal.say(
          "keytally: internal error "
              + failure.getClass().getSimpleName()
              + origin(failure)
              + ", please report it"
              + (verbose ? "." : " with what -v adds."));
    }
    if (verbose) {
      trace(failure, terminal);
    }
    return ExitCode.UNREADABLE;
  }

  /** That nix failed, and why. */
  static String sentence(NixException failure) {
    return "nix cannot tell what the flake declares: " + failure.getMessage() + ".";
  }

  /** Shows all that nix said. */
  static void details(NixException failure, Terminal terminal) {
    String[] lines = failure.details().split("\n", -1);
    for (String line : lines) {
      terminal.say("  | " + line);
    }
  }

  private static String origin(Throwable failure) {
    StackTraceElement[] frames = failure.getStackTrace();
    return frames.length == 0 ? "" : " at " + frames[0];
  }

  private static void trace(Throwable failure, Terminal terminal) {
    String begin = "";
    // A chain of causes may be a circle.
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      terminal.say(begin + cause.getClass().getName());
      if (cause instanceof NixException nix) {
        details(nix, terminal);
      }
      for (StackTraceElement frame : cause.getStackTrace()) {
        terminal.say("  at " + frame);
      }
      begin = "caused by ";
      cause = cause.getCause();
    }
  }
}
