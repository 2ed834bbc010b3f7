package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Cheap looks at content, to leave files alone that sops never touched. */
final class Sniffer {

  private static final byte[] SOPS = bytes("sops");
  private static final byte[] LASTMODIFIED = bytes("lastmodified");
  private static final byte[] VALUE = bytes("ENC[AES256_GCM,");

  private Sniffer() {}

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Whether the content can be a sops file of any store, whole or damaged. */
  static boolean maybeSops(byte[] content) {
    return indexOf(content, SOPS, 0) >= 0
        && (indexOf(content, VALUE, 0) >= 0 || indexOf(content, LASTMODIFIED, 0) >= 0);
  }

  /** The store that the content looks like it was written by; absent where none comes to mind. */
  static @Nullable Format shape(byte[] content) {
    int at = 0;
    while (at < content.length && content[at] <= ' ' && content[at] >= 0) {
      at++;
    }
    if (at < content.length && content[at] == '{') {
      return hasName(content, "\"sops\"") ? Format.JSON : null;
    }
    if (lineStart(content, "sops:") >= 0) {
      return Format.YAML;
    }
    if (lineStart(content, "[sops]") >= 0) {
      return Format.INI;
    }
    return lineStart(content, "sops_mac=") >= 0 || lineStart(content, "sops_lastmodified=") >= 0
        ? Format.DOTENV
        : null;
  }

  /** The first line, from 1, that begins as git's conflict markers do; 0 if there is none. */
  static int mergeMarkerLine(byte[] content) {
    int line = 1;
    for (int start = 0; start < content.length; line++) {
      byte first = content[start];
      if ((first == '<' || first == '>' || first == '=') && isMarker(content, start, first)) {
        return line;
      }
      int end = start;
      while (end < content.length && content[end] != '\n') {
        end++;
      }
      start = end + 1;
    }
    return 0;
  }

  /** Seven times the character, followed by a blank or the end of the line. */
  private static boolean isMarker(byte[] content, int start, byte character) {
    for (int i = 0; i < 7; i++) {
      if (start + i >= content.length || content[start + i] != character) {
        return false;
      }
    }
    int after = start + 7;
    return after >= content.length
        || content[after] == '\n'
        || content[after] == '\r'
        || content[after] == ' ';
  }

  /** Where the first line begins that starts with the text; -1 if none does. */
  static int lineStart(byte[] content, String text) {
    byte[] wanted = bytes(text);
    int at = indexOf(content, wanted, 0);
    while (at > 0 && content[at - 1] != '\n') {
      at = indexOf(content, wanted, at + 1);
    }
    return at;
  }

  /** Whether the quoted text stands somewhere as the name of a JSON entry. */
  private static boolean hasName(byte[] content, String quoted) {
    byte[] wanted = bytes(quoted);
    for (int at = indexOf(content, wanted, 0); at >= 0; at = indexOf(content, wanted, at + 1)) {
      int after = at + wanted.length;
      while (after < content.length && content[after] <= ' ' && content[after] >= 0) {
        after++;
      }
      if (after < content.length && content[after] == ':') {
        return true;
      }
    }
    return false;
  }

  private static int indexOf(byte[] content, byte[] wanted, int from) {
    byte first = wanted[0];
    int last = content.length - wanted.length;
    for (int at = from; at <= last; at++) {
      if (content[at] == first) {
        int i = 1;
        while (i < wanted.length && content[at + i] == wanted[i]) {
          i++;
        }
        if (i == wanted.length) {
          return at;
        }
      }
    }
    return -1;
  }
}
