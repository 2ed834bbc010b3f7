package org.keytally.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The name of a finding that stays the same from run to run: made of rule, path and subject, not of
 * the wording, the severity or the line.
 */
public final class Fingerprint {

  /** Half of SHA-256: enough that nobody can craft a path whose finding passes for another. */
  private static final int BYTES = 16;

  private static final String HEX = "0123456789abcdef";

  private Fingerprint() {}

  /** The fingerprint: 32 lower-case hex digits. */
  public static String of(Finding finding) {
    return of(finding.rule(), finding.path().orElse(""), finding.subject());
  }

  /** The fingerprint of a finding of this rule at this path, empty for none. */
  static String of(String rule, String path, Subject subject) {
    MessageDigest digest = sha256();
    add(digest, rule);
    add(digest, path);
    add(digest, subject.type().name());
    add(digest, subject.name());
    byte[] hash = digest.digest();
    StringBuilder text = new StringBuilder(2 * BYTES);
    for (int i = 0; i < BYTES; i++) {
      text.append(HEX.charAt((hash[i] >> 4) & 15)).append(HEX.charAt(hash[i] & 15));
    }
    return text.toString();
  }

  /** Each part is preceded by its length, so that no two lists of parts are the same bytes. */
  private static void add(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(UTF_8);
    for (int shift = 24; shift >= 0; shift -= 8) {
      digest.update((byte) (bytes.length >> shift));
    }
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
