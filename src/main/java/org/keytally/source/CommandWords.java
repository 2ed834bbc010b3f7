package org.keytally.source;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words as sops does: by blanks, with single quotes, double quotes, backslash
 * and {@code #} comments as in a shell, and nothing else of a shell: no variables, no pipes, no
 * globs. The words are run directly.
 */
final class CommandWords {

  private static final String BLANKS = " \t\r\n";

  private CommandWords() {}

  /**
   * The words of a command.
   *
   * @throws IllegalArgumentException if a quote is not closed or a backslash ends the command; the
   *     message is a clause and does not hold the command
   */
  static List<String> split(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < command.length(); i++) {
      char character = command.charAt(i);
      if (character == '\\' && quote != '\'') {
        if (++i == command.length()) {
          throw new IllegalArgumentException("ends with a backslash");
        }
        word.append(command.charAt(i));
        inWord = true;
      } else if (quote != 0) {
        if (character == quote) {
          quote = 0;
        } else {
          word.append(character);
        }
      } else if (character == '\'' || character == '"') {
        quote = character;
        inWord = true;
      } else if (BLANKS.indexOf(character) >= 0) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else if (character == '#' && !inWord) {
        while (i + 1 < command.length() && command.charAt(i + 1) != '\n') {
          i++;
        }
      } else {
        word.append(character);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("has a quote that is not closed");
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
