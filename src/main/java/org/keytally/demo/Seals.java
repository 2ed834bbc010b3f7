package org.keytally.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.keytally.age.Identity;
import org.keytally.sops.EncryptionSettings;
import org.keytally.sops.Format;
import org.keytally.sops.SopsDocument;
import org.keytally.sops.SopsException;

/**
 * The encrypted files of one fleet. What was encrypted once stays as it is until its content or its
 * readers change; where only the readers do, it keeps its data key and ciphertext, as sops
 * updatekeys does. So a fleet that is built again as the next commit tells what really happened.
 */
final class Seals {

  private record Seal(String digest, List<String> recipients, String text) {}

  private final FleetKeys keys;
  private final Map<String, Seal> seals = new HashMap<>();

  Seals(FleetKeys keys) {
    this.keys = keys;
  }

  /**
   * Encrypts a file.
   *
   * @param plaintext is wiped
   * @throws IllegalArgumentException if it cannot be encrypted to one of the recipients, or is not
   *     of its format
   */
  byte[] seal(String path, Format format, byte[] plaintext, List<String> recipients) {
    try {
      String digest = digest(plaintext);
      Seal seal = seals.get(path);
      if (seal == null || !seal.digest().equals(digest)) {
        seal = new Seal(digest, recipients, encrypt(format, plaintext, recipients));
      } else if (!seal.recipients().equals(recipients)) {
        seal = new Seal(digest, recipients, updateKeys(format, seal, recipients));
      }
      seals.put(path, seal);
      return seal.text().getBytes(StandardCharsets.UTF_8);
    } catch (SopsException e) {
      throw new IllegalArgumentException(path + " cannot be encrypted", e);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  private static String encrypt(Format format, byte[] plaintext, List<String> recipients)
      throws SopsException {
    return text(SopsDocument.encrypt(format, plaintext, EncryptionSettings.to(recipients)));
  }

  private String updateKeys(Format format, Seal seal, List<String> recipients)
      throws SopsException {
    List<Identity> identities = keys.identities(seal.recipients());
    try {
      byte[] before = seal.text().getBytes(StandardCharsets.UTF_8);
      return text(SopsDocument.parse(format, before).withRecipients(recipients, identities));
    } finally {
      identities.forEach(Identity::close);
    }
  }

  private static String text(SopsDocument document) {
    return new String(document.text(), StandardCharsets.UTF_8);
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
