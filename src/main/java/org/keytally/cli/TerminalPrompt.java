package org.keytally.cli;

import java.io.Console;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.keytally.age.Prompt;
import org.keytally.cli.Terminal.Ability;

/** Asks the person at the terminal. */
final class TerminalPrompt implements Prompt {

  private final Console console;
  private final Terminal terminal;

  private TerminalPrompt(Console console, Terminal terminal) {
    this.console = console;
    this.terminal = terminal;
  }

  /** Someone to ask, where both ends of the conversation are a terminal; else nobody. */
  static Prompt of(Terminal terminal) {
    Console console = System.console();
    return console != null && terminal.can(Ability.OUT) && terminal.can(Ability.ERR)
        ? new TerminalPrompt(console, terminal)
        : Prompt.NOBODY;
  }

  @Override
  public boolean tell(String message) {
    terminal.say(message);
    terminal.err().flush();
    return true;
  }

  @Override
  public Optional<byte[]> secret(String question) {
    char[] typed = console.readPassword("%s: ", shown(question));
    if (typed == null) {
      return Optional.empty();
    }
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(typed));
    byte[] secret = new byte[encoded.remaining()];
    encoded.get(secret);
    Arrays.fill(typed, '\0');
    Arrays.fill(encoded.array(), (byte) 0);
    return Optional.of(secret);
  }

  @Override
  public Optional<String> answer(String question) {
    return Optional.ofNullable(console.readLine("%s: ", shown(question)));
  }

  @Override
  public Optional<Boolean> confirm(String question, String yes, Optional<String> no) {
    String other = no.isPresent() ? " / " + no.get() : "";
    while (true) {
      String typed = console.readLine("%s [%s%s] ", shown(question), shown(yes), shown(other));
      if (typed == null) {
        return Optional.empty();
      }
      if (typed.equalsIgnoreCase(yes)) {
        return Optional.of(true);
      }
      if (no.isPresent() && typed.equalsIgnoreCase(no.get())) {
        return Optional.of(false);
      }
    }
  }

  private String shown(String text) {
    return terminal.printable(text);
  }
}
