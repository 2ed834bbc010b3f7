package org.keytally.cli;

/** The program. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(Terminal.ofProcess(), args));
  }

  /** Does what the arguments say and returns the exit code; see {@link ExitCode}. */
  static int run(Terminal terminal, String... args) {
    int code;
    // Git waits for its hooks. This path takes no options, so it loads no option parser.
    if (args.length == 3
        && args[0].equals("hook")
        && args[1].equals("run")
        && !args[2].startsWith("-")) {
      code = HookRun.run(args[2], terminal);
    } else {
      code = Keytally.run(terminal, args);
    }
    return terminal.finish(code);
  }
}
