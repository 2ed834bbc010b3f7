package org.keytally.cli;

/** What the program says to whoever called it. */
final class ExitCode {

  /** Nothing at or above the threshold. */
  static final int OK = 0;

  static final int FINDINGS = 1;

  /** Wrong usage or configuration. */
  static final int USAGE = 2;

  /** The repository or an input cannot be read, or the output not written. */
  static final int UNREADABLE = 3;

  /** A repair was refused or taken back; nothing changed. */
  static final int REFUSED = 4;

  private ExitCode() {}
}
