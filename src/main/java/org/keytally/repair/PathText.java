package org.keytally.repair;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Paths and link targets as text, and whether they can be touched at all. */
final class PathText {

  private PathText() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String hex(String text) {
    return HexFormat.of().formatHex(bytes(text));
  }

  static String fromHex(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
  }

  /**
   * Whether a path stays in the work tree, out of git's own folder, and is text: names that are not
   * UTF-8 stand as lone surrogates, which not every locale can spell.
   */
  static boolean isSafe(String path) {
    if (path.isEmpty() || path.startsWith("/") || path.indexOf('\0') >= 0) {
      return false;
    }
    for (int i = 0; i < path.length(); i++) {
      if (Character.isSurrogate(path.charAt(i)) && !isPair(path, i)) {
        return false;
      }
    }
    for (String name : path.split("/", -1)) {
      if (name.isEmpty()
          || name.equals(".")
          || name.equals("..")
          || name.equalsIgnoreCase(".git")) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPair(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }
}
