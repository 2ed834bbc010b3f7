package org.keytally.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.keytally.sops.EncryptionSettings;
import org.keytally.sops.Format;
import org.keytally.sops.SopsDocument;
import org.keytally.sops.SopsException;

/**
 * The encrypted files of one fleet. What was encrypted once stays as it is until its content or its
 * readers change, so that building a fleet again changes no more than was asked for.
 */
final class Seals {

  private record Seal(String digest, List<String> recipients, String text) {}

  private final Map<String, Seal> seals = new HashMap<>();

  /**
   * Encrypts a file.
   *
   * @param plaintext is wiped
   * @throws IllegalArgumentException if it cannot be encrypted to one of the recipients, or is not
   *     of its format
   */
  byte[] seal(String path, Format format, byte[] plaintext, List<String> recipients) {
    String digest = digest(plaintext);
    Seal seal = seals.get(path);
    if (seal == null || !seal.digest().equals(digest) || !seal.recipients().equals(recipients)) {
      byte[] text = encrypt(path, format, plaintext, recipients);
      seal = new Seal(digest, recipients, new String(text, StandardCharsets.UTF_8));
      seals.put(path, seal);
    }
    Arrays.fill(plaintext, (byte) 0);
    return seal.text().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] encrypt(
      String path, Format format, byte[] plaintext, List<String> recipients) {
    try {
      return SopsDocument.encrypt(format, plaintext, EncryptionSettings.to(recipients)).text();
    } catch (SopsException e) {
      throw new IllegalArgumentException(path + " cannot be encrypted", e);
    }
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
