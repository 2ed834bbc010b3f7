package org.keytally.clan;

import java.util.Locale;
import java.util.Optional;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Recipient;
import org.keytally.clan.Problem.Kind;

/** Whether a public key is of its type's form, spelled as sops stores it (clan-repository 1.5). */
final class KeySyntax {

  private static final int FINGERPRINT = 40;
  private static final int LONG_FINGERPRINT = 64;

  private KeySyntax() {}

  /**
   * What there is to say of a key.
   *
   * @param problem {@link Kind#KEY_MALFORMED} or {@link Kind#KEY_SPELLING}, if there is one
   * @param reason a clause for a person; empty without problem
   */
  record Verdict(Optional<Recipient> recipient, Optional<Kind> problem, String reason) {}

  /**
   * Judges a key.
   *
   * @param type in lower case; for any but the two known ones the key's form decides
   */
  static Verdict judge(String text, String type) {
    String known = type.equals("age") || type.equals("pgp") ? type : likelyType(text);
    if (known.equals("pgp")) {
      return judgePgp(text);
    }
    if (known.equals("age")) {
      return judgeAge(text);
    }
    return new Verdict(
        Optional.empty(), Optional.of(Kind.KEY_MALFORMED), "a key has no known form");
  }

  /** {@code age} or {@code pgp} by the form of a key alone; empty if it has the form of neither. */
  static String likelyType(String text) {
    String trimmed = text.strip();
    if (trimmed.startsWith("age1") || trimmed.startsWith("ssh-")) {
      return "age";
    }
    return isFingerprint(normalFingerprint(trimmed)) ? "pgp" : "";
  }

  private static Verdict judgePgp(String text) {
    String normal = normalFingerprint(text);
    if (isFingerprint(normal)) {
      return normal.equals(text)
          ? good(Optional.empty())
          : misspelt("a fingerprint is not spelled as 40 upper-case digits without spaces");
    }
    return malformed(
        likelyType(text).equals("age")
            ? "a key of type pgp has the form of an age key"
            : "a key of type pgp is not a fingerprint of 40 hexadecimal digits");
  }

  private static Verdict judgeAge(String text) {
    try {
      Recipient recipient = Recipient.parse(text);
      return text.equals(recipient.text())
          ? good(Optional.of(recipient))
          : misspelt("a key has blanks around it");
    } catch (MalformedKeyException e) {
      if (text.indexOf(',') >= 0 && isRecipient(text.substring(0, text.indexOf(',')))) {
        return misspelt("several keys stand in one publickey, separated by commas");
      }
      return malformed(
          isFingerprint(normalFingerprint(text))
              ? "a key of type age has the form of a pgp fingerprint"
              : e.reason());
    }
  }

  private static boolean isRecipient(String text) {
    try {
      Recipient.parse(text);
      return true;
    } catch (MalformedKeyException e) {
      return false;
    }
  }

  private static Verdict good(Optional<Recipient> recipient) {
    return new Verdict(recipient, Optional.empty(), "");
  }

  private static Verdict misspelt(String reason) {
    return new Verdict(
        Optional.empty(),
        Optional.of(Kind.KEY_SPELLING),
        reason + ", so it never equals what sops writes into files");
  }

  private static Verdict malformed(String reason) {
    return new Verdict(Optional.empty(), Optional.of(Kind.KEY_MALFORMED), reason);
  }

  private static String normalFingerprint(String text) {
    StringBuilder normal = new StringBuilder(FINGERPRINT);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
        normal.append(c);
      }
    }
    String joined = normal.toString();
    if (joined.startsWith("0x") || joined.startsWith("0X")) {
      joined = joined.substring(2);
    }
    return joined.toUpperCase(Locale.ROOT);
  }

  private static boolean isFingerprint(String text) {
    if (text.length() != FINGERPRINT && text.length() != LONG_FINGERPRINT) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'F') {
        return false;
      }
    }
    return true;
  }
}
