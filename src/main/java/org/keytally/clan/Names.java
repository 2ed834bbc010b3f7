package org.keytally.clan;

import java.util.Locale;

/** Which names clan accepts (clan-repository 1.3). */
final class Names {

  private static final int LONGEST_USER = 32;
  private static final int LONGEST_MACHINE = 63;

  private Names() {}

  /** {@code [a-z_][a-z0-9_-]{0,31}}. */
  static boolean isUserOrGroup(String name) {
    if (name.isEmpty() || name.length() > LONGEST_USER) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean first = (c >= 'a' && c <= 'z') || c == '_';
      if (!first && (i == 0 || (!isDigit(c) && c != '-'))) {
        return false;
      }
    }
    return true;
  }

  /** {@code [a-z0-9]([-a-z0-9]*[a-z0-9])?} without regard to case, at most 63 characters. */
  static boolean isMachine(String name) {
    if (name.isEmpty() || name.length() > LONGEST_MACHINE) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean edge = i == 0 || i == name.length() - 1;
      if (!isLetter(c) && !isDigit(c) && (edge || c != '-')) {
        return false;
      }
    }
    return true;
  }

  /** {@code [a-zA-Z0-9._-]+}. */
  static boolean isSecret(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isLetter(c) && !isDigit(c) && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** Whether a name can stand in a terminal and a report as it is. */
  static boolean isPrintable(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The form in which names collide on file systems without case. */
  static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
