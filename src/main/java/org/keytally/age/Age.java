package org.keytally.age;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.keytally.age.AgeException.Kind;

/** Whole age files in memory, as sops keeps one for each recipient (sops-file-format 3.2). */
public final class Age {

  static final int FILE_KEY_LENGTH = 16;
  private static final byte[] NO_SALT = new byte[0];
  private static final byte[] HEADER_INFO = "header".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION_LINE =
      "age-encryption.org/v1\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "---".getBytes(StandardCharsets.US_ASCII);

  private static final SecureRandom RANDOM = new SecureRandom();

  private Age() {}

  /**
   * Encrypts to one recipient, with a file key, shares and nonces that are never used again.
   *
   * @param plaintext not changed; any length
   * @return armored in lines of 64 characters, with a final line feed
   * @throws AgeException of kind RECIPIENT or PLUGIN
   */
  public static byte[] encrypt(Recipient recipient, byte[] plaintext) throws AgeException {
    return encrypt(recipient, plaintext, Prompt.NOBODY);
  }

  /** Same with someone whom a plugin can ask. */
  public static byte[] encrypt(Recipient recipient, byte[] plaintext, Prompt prompt)
      throws AgeException {
    byte[] fileKey = new byte[FILE_KEY_LENGTH];
    RANDOM.nextBytes(fileKey);
    try {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      file.writeBytes(VERSION_LINE);
      for (Stanza stanza : recipient.wrap(fileKey, new Sender(RANDOM, prompt))) {
        stanza.writeTo(file);
      }
      file.writeBytes(END);
      byte[] mac = mac(fileKey, file.toByteArray());
      file.write(' ');
      file.writeBytes(RawBase64.encode(mac));
      file.write('\n');
      file.writeBytes(Payload.encrypt(fileKey, plaintext, RANDOM));
      return Armor.encode(file.toByteArray());
    } finally {
      Arrays.fill(fileKey, (byte) 0);
    }
  }

  /**
   * Decrypts a file with the first identity that one of its stanzas is for; those that may ask a
   * person are tried last.
   *
   * @param file armored or binary, for any number of recipients
   * @return the plaintext, to be wiped by the caller
   * @throws AgeException of any kind but RECIPIENT; where several identities fail, the reason of
   *     the first that a stanza was meant for
   */
  public static byte[] decrypt(byte[] file, List<? extends Identity> identities)
      throws AgeException {
    return decryptWith(file, stanzas -> fileKey(stanzas, identities));
  }

  /** What finds the file key. */
  interface Unwrapping {
    Optional<byte[]> unwrap(List<Stanza> stanzas) throws AgeException;
  }

  static byte[] decryptWith(byte[] file, Unwrapping unwrapping) throws AgeException {
    byte[] binary = Armor.isArmored(file) ? Armor.decode(file) : file;
    AgeHeader header = AgeHeader.parse(binary);
    byte[] fileKey =
        checked(
            unwrapping
                .unwrap(header.stanzaList())
                .orElseThrow(
                    () ->
                        new AgeException(
                            Kind.NO_MATCH,
                            "none of the identities at hand is one that the file was encrypted"
                                + " to")));
    try {
      if (!MessageDigest.isEqual(mac(fileKey, header.authenticated()), header.mac())) {
        throw new AgeException(
            Kind.MAC, "damaged age header: its message authentication code is wrong");
      }
      return Payload.decrypt(fileKey, binary, header.length());
    } finally {
      Arrays.fill(fileKey, (byte) 0);
    }
  }

  private static Optional<byte[]> fileKey(List<Stanza> stanzas, List<? extends Identity> identities)
      throws AgeException {
    Optional<AgeException> failure = Optional.empty();
    for (boolean asking : new boolean[] {false, true}) {
      for (Identity identity : identities) {
        if (mayAsk(identity) == asking) {
          try {
            Optional<byte[]> fileKey = identity.unwrap(stanzas);
            if (fileKey.isPresent()) {
              return fileKey;
            }
          } catch (AgeException e) {
            failure = failure.isPresent() ? failure : Optional.of(e);
          }
        }
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return Optional.empty();
  }

  private static boolean mayAsk(Identity identity) {
    return identity instanceof LockedIdentity || identity instanceof PluginIdentity;
  }

  private static byte[] checked(byte[] fileKey) throws AgeException {
    if (fileKey.length != FILE_KEY_LENGTH) {
      Arrays.fill(fileKey, (byte) 0);
      throw new AgeException(Kind.HEADER, "damaged age header: a file key has not 16 bytes");
    }
    return fileKey;
  }

  private static byte[] mac(byte[] fileKey, byte[] message) {
    byte[] key = Ciphers.derive(fileKey, NO_SALT, HEADER_INFO);
    byte[] mac = Ciphers.hmac(key, message);
    Arrays.fill(key, (byte) 0);
    return mac;
  }
}
