package org.keytally.cli;

/**
 * What the start-up archive is trained on: a hook as the launcher starts it, and checks as people
 * and continuous integration ask for them, one after the other in one Java.
 */
final class Rehearsal {

  private static final String[][] RUNS = {
    {"hook", "run", "pre-commit"},
    {"check"},
    {"check", "--rev", "HEAD", "--base", "HEAD", "--keyfile", "none", "--format", "json"},
  };

  private Rehearsal() {}

  public static void main(String[] args) {
    int code = ExitCode.OK;
    for (String[] run : RUNS) {
      code = Math.max(code, Main.run(Terminal.ofProcess(), run));
      System.clearProperty(Terminal.GATHERED);
    }
    System.exit(code);
  }
}
