package org.keytally.age;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A private key, or the way to one. Holds it in memory until closed, never shows it, and cannot be
 * turned into text by accident.
 */
public abstract sealed class Identity implements AutoCloseable
    permits X25519Identity,
        HybridIdentity,
        PluginIdentity,
        SshEd25519Identity,
        SshRsaIdentity,
        LockedIdentity {

  private static final byte[] PLUGIN = ascii(PluginIdentity.PREFIX);
  private static final byte[] HYBRID = ascii(HybridIdentity.HUMAN_PART + "1");
  private static final byte[] X25519 = ascii(X25519Identity.HUMAN_PART + "1");

  Identity() {}

  /**
   * Reads one identity as it stands on a line of an age key file: {@code AGE-SECRET-KEY-1…}, {@code
   * AGE-SECRET-KEY-PQ-1…} or {@code AGE-PLUGIN-…} (sops-file-format 3.3).
   *
   * @param line without line end; not changed, and not kept
   * @throws MalformedKeyException with the reason; the message holds nothing of the line
   */
  public static Identity parse(byte[] line) throws MalformedKeyException {
    return parse(line, Prompt.NOBODY);
  }

  /** Same with someone whom a plugin can ask. */
  public static Identity parse(byte[] line, Prompt prompt) throws MalformedKeyException {
    try {
      if (startsWith(line, PLUGIN)) {
        return PluginIdentity.read(line, prompt);
      }
      if (startsWith(line, HYBRID)) {
        return HybridIdentity.read(line);
      }
      if (startsWith(line, X25519)) {
        return X25519Identity.read(line);
      }
    } catch (MalformedKeyException e) {
      throw new MalformedKeyException("malformed identity: " + e.reason());
    }
    throw new MalformedKeyException("malformed identity: " + describe(line));
  }

  /** The public key; absent where only a plugin or a passphrase can tell it. */
  public abstract Optional<Recipient> recipient();

  /** Wipes the private key; the identity opens nothing from then on. */
  @Override
  public abstract void close();

  /**
   * Tries the stanzas of one file.
   *
   * @return the file key, to be wiped by the caller; absent where none is for this identity
   * @throws AgeException where one is for it and damaged, or a plugin or passphrase fails
   */
  abstract Optional<byte[]> unwrap(List<Stanza> stanzas) throws AgeException;

  /** Never the private key. */
  @Override
  public final String toString() {
    return "identity of " + recipient().map(Recipient::text).orElse("unknown recipient");
  }

  /**
   * The bytes of a Bech32 private key.
   *
   * @param humanPart with the case of the text
   */
  static byte[] decode(byte[] line, String humanPart, int length) throws MalformedKeyException {
    Bech32.Decoded decoded = Bech32.decode(line);
    if (!decoded.prefix().equals(humanPart) || decoded.data().length != length) {
      Arrays.fill(decoded.data(), (byte) 0);
      throw new MalformedKeyException("not a key of " + length + " bytes");
    }
    return decoded.data();
  }

  private static String describe(byte[] line) {
    if (line.length > 0 && (line[0] == ' ' || line[0] == '\t')) {
      return "a blank before it";
    }
    if (startsWith(line, ascii("age1")) || startsWith(line, ascii("ssh-"))) {
      return "a public key where a private key belongs";
    }
    if (startsWith(line, ascii("age-secret-key-")) || startsWith(line, ascii("age-plugin-"))) {
      return "in lower case";
    }
    return "unknown type; it begins with neither AGE-SECRET-KEY- nor AGE-PLUGIN-";
  }

  static boolean startsWith(byte[] text, byte[] prefix) {
    return text.length >= prefix.length
        && Arrays.equals(text, 0, prefix.length, prefix, 0, prefix.length);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
