package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What shows without any key of a data key that was wrapped for one recipient: for age the header
 * of an armored file (C2SP age, sops-file-format 3.2).
 */
final class WrappedKey {

  private static final String BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
  private static final String END = "-----END AGE ENCRYPTED FILE-----";
  private static final byte[] VERSION = ascii("age-encryption.org/v1\n");
  private static final byte[] STANZA = ascii("-> ");
  private static final byte[] FOOTER = ascii("--- ");
  private static final int LINE = 64;
  private static final int MAC_LENGTH = 43;

  /** A nonce of 16 bytes, the data key of 32 or a share of 33, and a tag of 16. */
  private static final int PAYLOAD = 64;

  private static final Optional<String> DAMAGED = Optional.of("holds a damaged age file");

  private WrappedKey() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Why the recipient cannot unwrap the data key: a clause after "the entry". */
  static Optional<String> fault(KeyType type, String recipient, String wrapped) {
    return switch (type) {
      case AGE -> age(recipient.trim(), wrapped);
      case PGP ->
          wrapped.stripLeading().startsWith("-----BEGIN PGP MESSAGE-----")
              ? Optional.empty()
              : Optional.of("holds no PGP message");
      case KMS, GCP_KMS, HCKMS, AZURE_KV, HC_VAULT -> Optional.empty();
    };
  }

  private static Optional<String> age(String recipient, String wrapped) {
    String armored = wrapped.strip();
    if (!armored.startsWith(BEGIN) || !armored.endsWith(END)) {
      return Optional.of("holds no armored age file");
    }
    byte[] file = unarmored(armored);
    if (file.length < VERSION.length || !startsWith(file, 0, VERSION)) {
      return DAMAGED;
    }
    int at = VERSION.length;
    String arguments = "";
    while (startsWith(file, at, STANZA)) {
      int end = lineEnd(file, at);
      if (end < 0) {
        return DAMAGED;
      }
      String line = text(file, at + STANZA.length, end);
      at = bodyEnd(file, end + 1);
      if (at < 0) {
        return DAMAGED;
      }
      // Some writers add stanzas that mean nothing, so that readers learn to skip them.
      if (!firstWord(line).endsWith("-grease")) {
        if (!arguments.isEmpty()) {
          return Optional.of("wraps the data key several times");
        }
        arguments = line;
      }
    }
    int end = startsWith(file, at, FOOTER) ? lineEnd(file, at) : -1;
    if (end < 0 || end - at != FOOTER.length + MAC_LENGTH) {
      return DAMAGED;
    }
    int payload = file.length - end - 1;
    if (payload != PAYLOAD && payload != PAYLOAD + 1) {
      return Optional.of("wraps something that is no data key");
    }
    return mismatch(recipient, arguments);
  }

  /** The bytes within the armor; empty where the armor is damaged. */
  private static byte[] unarmored(String armored) {
    int at = BEGIN.length();
    int stop = armored.length() - END.length();
    byte[] digits = new byte[Math.max(stop - at, 0)];
    int count = 0;
    boolean shorter = false;
    while (at < stop) {
      int end = armored.indexOf('\n', at);
      if (end < 0 || end > stop) {
        end = stop;
      }
      int last = end;
      while (last > at && armored.charAt(last - 1) <= ' ') {
        last--;
      }
      int length = last - at;
      if (length > LINE || (shorter && length > 0)) {
        return new byte[0];
      }
      shorter |= length > 0 && length < LINE;
      for (int i = at; i < last; i++) {
        char c = armored.charAt(i);
        digits[count++] = c < 0x80 ? (byte) c : (byte) '?';
      }
      at = end + 1;
    }
    try {
      return Base64.getDecoder().decode(Arrays.copyOf(digits, count));
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] wanted) {
    if (at < 0 || at + wanted.length > bytes.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static int lineEnd(byte[] bytes, int from) {
    for (int at = from; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  /** Where the next line begins after a stanza's body, which ends with a line that is not full. */
  private static int bodyEnd(byte[] bytes, int from) {
    int at = from;
    while (true) {
      int end = lineEnd(bytes, at);
      if (end < 0 || end - at > LINE) {
        return -1;
      }
      if (end - at < LINE) {
        return end + 1;
      }
      at = end + 1;
    }
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static String firstWord(String line) {
    int blank = line.indexOf(' ');
    return blank < 0 ? line : line.substring(0, blank);
  }

  /** Whether the one stanza is of the kind that the recipient's key writes. */
  private static Optional<String> mismatch(String recipient, String arguments) {
    String type = firstWord(arguments);
    if (type.isEmpty()) {
      return Optional.of("wraps no data key");
    }
    if (recipient.startsWith("ssh-")) {
      String keyType = firstWord(recipient);
      if (!type.equals(keyType)) {
        return wrongKind(type, keyType);
      }
      String tag = firstWord(arguments.substring(Math.min(type.length() + 1, arguments.length())));
      String wanted = tag(recipient.substring(Math.min(keyType.length() + 1, recipient.length())));
      return wanted.isEmpty() || tag.equals(wanted)
          ? Optional.empty()
          : Optional.of("is wrapped for another " + keyType + " key");
    }
    if (recipient.startsWith("age1pq1")) {
      return type.equals("mlkem768x25519") ? Optional.empty() : wrongKind(type, "mlkem768x25519");
    }
    if (recipient.startsWith("age1") && recipient.indexOf('1', 4) < 0) {
      return type.equals("X25519") ? Optional.empty() : wrongKind(type, "X25519");
    }
    return Optional.empty();
  }

  private static Optional<String> wrongKind(String type, String wanted) {
    // The type is the file's own text, so only those that are known are repeated.
    return switch (type) {
      case "X25519", "ssh-ed25519", "ssh-rsa", "piv-p256", "scrypt", "mlkem768x25519" ->
          Optional.of("is wrapped by " + type + " where the recipient needs " + wanted);
      default -> Optional.of("is wrapped by another kind of key than the recipient's " + wanted);
    };
  }

  /** The tag that age derives from an ssh key; empty where the key cannot be read. */
  private static String tag(String key) {
    try {
      byte[] blob = Base64.getDecoder().decode(firstWord(key.trim()));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob);
      return Base64.getEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 4));
    } catch (IllegalArgumentException e) {
      return "";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
