package org.keytally.report;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Long public keys, shortened so that no two keys of one report look alike, with the name of
 * whoever has the key in front of it.
 *
 * <p>Shortened are age recipients ({@code age1…}) and ssh public keys; fingerprints and resource
 * names of other key services are left as they are.
 */
final class ShortKeys {

  /** Shorter tokens are left whole. */
  private static final int LONG = 40;

  /** Characters kept at either end, before any two keys ask for more. */
  private static final int KEPT = 4;

  private static final String[] SSH = {"ssh-ed25519 ", "ssh-rsa "};

  private final String ellipsis;
  private final Map<String, String> names;
  private final Set<String> seen = new LinkedHashSet<>();
  private final Map<String, String> shortened = new HashMap<>();

  /**
   * None yet.
   *
   * @param names by key in full
   */
  ShortKeys(String ellipsis, Map<String, String> names) {
    this.ellipsis = ellipsis;
    this.names = names;
  }

  /** Takes note of the keys in a text that will be shown. */
  void note(String text) {
    for (int i = 0; i < text.length(); i++) {
      int end = endOfKey(text, i);
      if (end > 0) {
        if (seen.add(text.substring(i, end))) {
          shortened.clear();
        }
        i = end - 1;
      }
    }
  }

  /** The text with the keys that were noted shortened, each after its owner's name. */
  String named(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int end = endOfKey(text, i);
      if (end > 0) {
        String key = text.substring(i, end);
        String name = names.get(key);
        if (name == null || text.contains(name)) {
          out.append(brief(key));
        } else {
          out.append(name).append(" (").append(brief(key)).append(')');
        }
        i = end - 1;
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  /** The text with the keys that were noted shortened. */
  String brief(String text) {
    if (shortened.isEmpty()) {
      settle();
    }
    String whole = shortened.get(text);
    if (whole != null) {
      return whole;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int end = endOfKey(text, i);
      if (end > 0) {
        String key = text.substring(i, end);
        out.append(shortened.getOrDefault(key, key));
        i = end - 1;
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  /** Keeps the fewest characters with which all keys differ. */
  private void settle() {
    int kept = KEPT;
    while (!tryKeeping(kept)) {
      kept += 2;
    }
  }

  private boolean tryKeeping(int kept) {
    shortened.clear();
    Set<String> taken = new HashSet<>();
    for (String key : seen) {
      String brief = shorten(key, kept);
      if (!taken.add(brief)) {
        return false;
      }
      shortened.put(key, brief);
    }
    return true;
  }

  private String shorten(String key, int kept) {
    int blank = key.indexOf(' ');
    // An ssh key begins with its type, in base64 once more; only its end tells it from another.
    int head = blank < 0 ? "age1".length() + kept : blank + 1;
    int tail = blank < 0 ? kept : 2 * kept;
    if (head + tail + ellipsis.length() >= key.length()) {
      return key;
    }
    return key.substring(0, head) + ellipsis + key.substring(key.length() - tail);
  }

  /** The end of the key that begins here; -1 if none does. */
  private static int endOfKey(String text, int start) {
    if (start > 0 && isNameCharacter(text.charAt(start - 1))) {
      return -1;
    }
    if (text.startsWith("age1", start)) {
      int end = start;
      while (end < text.length() && isRecipientCharacter(text.charAt(end))) {
        end++;
      }
      while (!isNameCharacter(text.charAt(end - 1))) {
        end--; // the full stop of a sentence
      }
      return end - start >= LONG ? end : -1;
    }
    for (String type : SSH) {
      if (text.startsWith(type, start)) {
        int end = start + type.length();
        while (end < text.length() && isBase64(text.charAt(end))) {
          end++;
        }
        return end - start >= LONG ? end : -1;
      }
    }
    return -1;
  }

  private static boolean isNameCharacter(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isRecipientCharacter(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || c == '-'
        || c == '+'
        || c == '.'
        || c == '_';
  }

  private static boolean isBase64(char c) {
    return isNameCharacter(c) || c == '+' || c == '/' || c == '=';
  }
}
