package org.keytally.age;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.keytally.age.AgeException.Kind;

/**
 * A public key that age can encrypt to, in one of the spellings that sops accepts (sops-file-format
 * 3.1). Two are equal when they are the same key, however it is spelled; sops itself compares
 * {@link #text}.
 */
public abstract sealed class Recipient
    permits X25519Recipient,
        HybridRecipient,
        PluginRecipient,
        SshEd25519Recipient,
        SshRsaRecipient {

  static final String AGE_PREFIX = "age1";
  static final String SSH_PREFIX = "ssh-";

  /** Longer than any key of 16,384 bits with its comment. */
  private static final int LONGEST = 16 * 1024;

  private static final int SHOWN = 16;

  private final String text;
  private final String canonical;

  Recipient(String text, String canonical) {
    this.text = text;
    this.canonical = canonical;
  }

  /**
   * Reads a public key as sops does, in its order of kinds.
   *
   * @param text one key; blanks around it do not count
   * @throws MalformedKeyException with kind, reason and the beginning of the key; nothing of a text
   *     that could be a private key is shown
   */
  public static Recipient parse(String text) throws MalformedKeyException {
    String key = text.strip();
    if (key.isEmpty()) {
      throw new MalformedKeyException("malformed recipient: empty");
    }
    if (key.length() > LONGEST) {
      throw new MalformedKeyException(
          "malformed recipient: longer than " + LONGEST + " characters");
    }
    if (key.startsWith(HybridRecipient.PREFIX)) {
      return HybridRecipient.parseText(key);
    }
    if (key.startsWith(AGE_PREFIX)) {
      return key.indexOf('1', AGE_PREFIX.length()) >= 0
          ? PluginRecipient.parseText(key)
          : X25519Recipient.parseText(key);
    }
    if (key.startsWith(SSH_PREFIX)) {
      return SshPublicKey.parse(key);
    }
    String upper = key.substring(0, Math.min(key.length(), 40)).toUpperCase(Locale.ROOT);
    if (upper.startsWith("AGE-SECRET-KEY-") || upper.startsWith("AGE-PLUGIN-")) {
      throw new MalformedKeyException(
          "malformed recipient: this is a private key (age identity) where a public key belongs;"
              + " treat it as leaked if it was committed or shared");
    }
    if (upper.startsWith("-----BEGIN ") && upper.contains("PRIVATE KEY")) {
      throw new MalformedKeyException(
          "malformed recipient: this is an ssh private key where a public key belongs; treat it as"
              + " leaked if it was committed or shared");
    }
    throw new MalformedKeyException(
        "malformed recipient: unknown type; it begins with neither age1, ssh-ed25519 nor ssh-rsa");
  }

  /** The key as it was given, without blanks around it: what sops stores and compares. */
  public final String text() {
    return text;
  }

  /** The one spelling of the key; for an ssh key without its comment. */
  public final String canonical() {
    return canonical;
  }

  /** Wraps a file key for this recipient. Only plugins give more than one stanza. */
  abstract List<Stanza> wrap(byte[] fileKey, Sender sender) throws AgeException;

  /** Whether a stanza can be one for this recipient, as far as that shows without a key. */
  abstract boolean canBe(Stanza stanza);

  @Override
  public final boolean equals(Object other) {
    return other instanceof Recipient that && canonical.equals(that.canonical);
  }

  @Override
  public final int hashCode() {
    return canonical.hashCode();
  }

  @Override
  public final String toString() {
    return text;
  }

  static MalformedKeyException malformed(String key, String reason) {
    StringBuilder shown = new StringBuilder("malformed recipient ");
    for (int i = 0; i < Math.min(SHOWN, key.length()); i++) {
      char c = key.charAt(i);
      shown.append(c >= ' ' && c <= '~' ? c : '?');
    }
    if (key.length() > SHOWN) {
      shown.append('…');
    }
    return new MalformedKeyException(shown.append(": ").append(reason).toString());
  }

  /** Reads a Bech32 key. */
  static Bech32.Decoded decode(String key) throws MalformedKeyException {
    try {
      for (int i = 0; i < key.length(); i++) {
        if (key.charAt(i) > '~') {
          throw new MalformedKeyException("invalid character at position " + (i + 1));
        }
      }
      return Bech32.decode(key.getBytes(StandardCharsets.US_ASCII));
    } catch (MalformedKeyException e) {
      throw malformed(key, e.reason());
    }
  }

  static AgeException unusable(Recipient recipient, String reason) {
    return new AgeException(Kind.RECIPIENT, "cannot encrypt to " + recipient.text + ": " + reason);
  }
}
