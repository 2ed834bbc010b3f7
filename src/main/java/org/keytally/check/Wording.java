package org.keytally.check;

import java.util.List;

/** Turns of phrase that messages share. */
final class Wording {

  /** More names than this are counted instead of listed. */
  private static final int LISTED = 4;

  private Wording() {}

  /** {@code 1 secret}, {@code 3 secrets}. */
  static String count(int number, String singular) {
    return number == 1 ? "1 " + singular : number + " " + singular + "s";
  }

  /** {@code a}, {@code a and b}, {@code a, b, c, d and 7 more}. */
  static String list(List<String> names) {
    StringBuilder text = new StringBuilder();
    int shown = names.size() > LISTED + 1 ? LISTED : names.size();
    for (int i = 0; i < shown; i++) {
      if (i > 0) {
        text.append(i == names.size() - 1 ? " and " : ", ");
      }
      text.append(names.get(i));
    }
    if (shown < names.size()) {
      text.append(" and ").append(names.size() - shown).append(" more");
    }
    return text.toString();
  }

  /** A clause in the place of a sentence. */
  static String sentence(String clause) {
    return Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
  }

  /** Chooses the verb's form. */
  static String agree(int number, String one, String several) {
    return number == 1 ? one : several;
  }

  /**
   * A word of a command that a person may paste into a shell: quoted unless it is plainly harmless,
   * since names in a repository are anybody's.
   */
  static String quote(String word) {
    return ShellWord.quote(word);
  }
}
