package org.keytally.cli;

import java.io.Console;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
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
  @SuppressWarnings("SystemConsoleNull") // whether there is a terminal, the launcher has found out
  static Prompt of(Terminal terminal) {
    for (Ability ability : List.of(Ability.IN, Ability.OUT, Ability.ERR)) {
      if (!terminal.can(ability)) {
        return Prompt.NOBODY;
      }
    }
    Console console = System.console();
    return console == null ? Prompt.NOBODY : new TerminalPrompt(console, terminal);
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
    // A character is three bytes at most, and two surrogates are four.
    ByteBuffer encoded = ByteBuffer.allocate(3 * typed.length);
    StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(typed), encoded, true);
    byte[] secret = Arrays.copyOf(encoded.array(), encoded.position());
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
