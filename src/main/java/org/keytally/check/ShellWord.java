package org.keytally.check;

/** Words of commands that a person may paste into a shell: names in a repository are anybody's. */
public final class ShellWord {

  private static final String HARMLESS = "_-./:@%+,=";

  private ShellWord() {}

  /** The word, quoted unless it is plainly harmless. */
  public static String quote(String word) {
    boolean harmless = !word.isEmpty() && word.charAt(0) != '-';
    for (int i = 0; i < word.length() && harmless; i++) {
      char c = word.charAt(i);
      harmless =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || HARMLESS.indexOf(c) >= 0;
    }
    return harmless ? word : '\'' + word.replace("'", "'\\''") + '\'';
  }
}
