package org.keytally.cli;

import java.util.Optional;

/** The program. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(Terminal.ofProcess(), args));
  }

  /** Does what the arguments say and returns the exit code; see {@link ExitCode}. */
  static int run(Terminal terminal, String... args) {
    return terminal.finish(code(terminal, args));
  }

  /** Git and continuous integration wait for these two, so they load no option parser. */
  private static int code(Terminal terminal, String... args) {
    if (args.length == 3
        && args[0].equals("hook")
        && args[1].equals("run")
        && !args[2].startsWith("-")) {
      return HookRun.run(args[2], terminal);
    }
    Optional<CheckRequest> check = CheckArguments.read(terminal, args);
    if (check.isEmpty()) {
      return Keytally.run(terminal, args);
    }
    try {
      return check.get().run();
    } catch (Exception | StackOverflowError | OutOfMemoryError failure) {
      return Failure.report(failure, terminal, check.get().invocation().verbose());
    }
  }
}
