package org.keytally.repair;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Recipient;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Problem;
import org.keytally.clan.PublishedKey;

/**
 * Writes {@code key.json} as clan does: a list sorted by key, indented by two, without final
 * newline (clan-repository 1.5).
 */
final class KeyJson {

  private static final int FINGERPRINT = 40;
  private static final int LONG_FINGERPRINT = 64;

  private KeyJson() {}

  /** The keys of a holder as clan would write them; absent where a person has to look first. */
  static Optional<byte[]> normalised(KeyHolder holder) {
    return types(holder).map(KeyJson::write);
  }

  /** The keys of both; absent where a person has to look first. */
  static Optional<byte[]> union(KeyHolder one, KeyHolder other) {
    Optional<SortedMap<String, String>> types = types(one);
    Optional<SortedMap<String, String>> more = types(other);
    if (types.isEmpty() || more.isEmpty()) {
      return Optional.empty();
    }
    SortedMap<String, String> all = new TreeMap<>(types.get());
    all.putAll(more.get());
    return Optional.of(write(all));
  }

  /** One age key. */
  static byte[] ofAge(String recipient) {
    return write(Map.of(recipient, "age"));
  }

  /**
   * The keys of a holder without some and with others; absent where a person has to look first, or
   * no key would be left.
   *
   * @param with recipients of age
   */
  static Optional<byte[]> changed(
      KeyHolder holder, Collection<String> without, Collection<String> with) {
    Optional<SortedMap<String, String>> types = types(holder);
    if (types.isEmpty()) {
      return Optional.empty();
    }
    for (String recipient : without) {
      types.get().remove(recipient);
    }
    for (String recipient : with) {
      types.get().put(recipient, "age");
    }
    return types.get().isEmpty() ? Optional.empty() : Optional.of(write(types.get()));
  }

  /** The type of each key, in the order in which they are written. */
  private static Optional<SortedMap<String, String>> types(KeyHolder holder) {
    for (Problem problem : holder.problems()) {
      switch (problem.kind()) {
        case KEY_TYPE, KEY_SPELLING, KEY_TWICE, KEY_FILE_OBJECT_FORM, KEY_FILE_MEMBER -> {}
        default -> {
          if (problem.path().equals(holder.keyFile())) {
            return Optional.empty();
          }
        }
      }
    }
    SortedMap<String, String> types = new TreeMap<>();
    for (PublishedKey key : holder.keys()) {
      for (String text : key.text().split(",", -1)) {
        if (!add(text.strip(), key.type(), types)) {
          return Optional.empty();
        }
      }
    }
    return types.isEmpty() ? Optional.empty() : Optional.of(types);
  }

  private static boolean add(String text, String writtenType, Map<String, String> types) {
    try {
      Recipient recipient = Recipient.parse(text);
      types.put(recipient.text(), "age");
      return !writtenType.equals("pgp");
    } catch (MalformedKeyException e) {
      String fingerprint = fingerprint(text);
      types.put(fingerprint, "pgp");
      return !fingerprint.isEmpty() && !writtenType.equals("age");
    }
  }

  /** As sops stores it; empty if the text is none. */
  private static String fingerprint(String text) {
    String digits = text.replace(" ", "").toUpperCase(Locale.ROOT);
    if (digits.startsWith("0X")) {
      digits = digits.substring(2);
    }
    if (digits.length() != FINGERPRINT && digits.length() != LONG_FINGERPRINT) {
      return "";
    }
    for (int i = 0; i < digits.length(); i++) {
      if ("0123456789ABCDEF".indexOf(digits.charAt(i)) < 0) {
        return "";
      }
    }
    return digits;
  }

  private static byte[] write(Map<String, String> types) {
    StringBuilder text = new StringBuilder("[");
    String separator = "\n";
    for (var key : types.entrySet()) {
      text.append(separator).append("  {\n    \"publickey\": \"").append(escaped(key.getKey()));
      text.append("\",\n    \"type\": \"").append(key.getValue()).append("\"\n  }");
      separator = ",\n";
    }
    return text.append("\n]").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The comment of an ssh key may hold anything. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        escaped.append("\\u").append(Integer.toHexString(0x10000 | c).substring(1));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
