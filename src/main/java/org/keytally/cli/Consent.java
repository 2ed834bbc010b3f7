package org.keytally.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A person's word for what is about to be changed, asked for on the terminal. */
final class Consent {

  private static final String LOSING = "You yourself lose access to files. Are you sure? [y/N] ";

  private final Terminal terminal;
  private final BufferedReader answers;

  Consent(Terminal terminal) {
    this.terminal = terminal;
    this.answers = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
  }

  /**
   * Asks, and asks again where the person who answers shuts the door on themselves.
   *
   * @param question without its question mark
   */
  boolean to(String question, boolean losesOwnAccess) throws IOException {
    return isYes(question + "? [y/N] ") && (!losesOwnAccess || isYes(LOSING));
  }

  private boolean isYes(String question) throws IOException {
    terminal.err().print(terminal.printable(question));
    terminal.err().flush();
    String answer = answers.readLine();
    return answer != null && (answer.strip().equals("y") || answer.strip().equals("yes"));
  }
}
