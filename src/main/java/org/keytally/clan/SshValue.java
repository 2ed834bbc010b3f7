package org.keytally.clan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * An ssh public key or certificate that a public var holds (RFC 4253 6.6; PROTOCOL.certkeys of
 * OpenSSH). Nothing is verified but what belongs to what.
 *
 * @param key the public key in wire form, Base64; of a certificate the one that it certifies
 * @param signer of a certificate the key of the authority that signed it, in the same form; absent
 *     for a plain key
 */
public record SshValue(String key, Optional<String> signer) {

  /** Larger values are no keys: the largest RSA key of OpenSSH has 16,384 bits. */
  private static final int LARGEST = 16 << 10;

  private static final String CERTIFICATE = "-cert-v01@openssh.com";

  /** Whether it is a certificate. */
  public boolean isCertificate() {
    return signer.isPresent();
  }

  /** Reads a value that is a single line of an authorized key, of a kind that OpenSSH makes. */
  static Optional<SshValue> of(byte[] content) {
    if (content.length > LARGEST
        || !(Bytes.startsWith(content, 0, "ssh-") || Bytes.startsWith(content, 0, "ecdsa-"))) {
      return Optional.empty();
    }
    String[] words = new String(content, StandardCharsets.US_ASCII).strip().split("\\s+", 3);
    if (words.length < 2) {
      return Optional.empty();
    }
    try {
      return parse(words[0], Base64.getDecoder().decode(words[1]));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static Optional<SshValue> parse(String type, byte[] blob) {
    Cursor in = new Cursor(blob);
    if (!type.equals(in.text()) || in.broken) {
      return Optional.empty();
    }
    if (!type.endsWith(CERTIFICATE)) {
      return Optional.of(new SshValue(base64(blob), Optional.empty()));
    }
    String plain = type.substring(0, type.length() - CERTIFICATE.length());
    in.field(); // nonce
    int start = in.at;
    for (int i = 0; i < fields(plain); i++) {
      in.field();
    }
    int end = in.at;
    in.skip(8 + 4); // serial, type
    in.field(); // key id
    in.field(); // principals
    in.skip(8 + 8); // validity
    in.field(); // critical options
    in.field(); // extensions
    in.field(); // reserved
    byte[] signer = in.field();
    if (in.broken || fields(plain) == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new SshValue(base64(key(plain, blob, start, end)), Optional.of(base64(signer))));
  }

  /** How many fields a public key of a type has; 0 for types that are not known here. */
  private static int fields(String type) {
    if (type.equals("ssh-ed25519")) {
      return 1;
    }
    return type.equals("ssh-rsa") || type.startsWith("ecdsa-sha2-nistp") ? 2 : 0;
  }

  private static byte[] key(String type, byte[] blob, int start, int end) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    byte[] key = new byte[4 + name.length + end - start];
    key[3] = (byte) name.length;
    System.arraycopy(name, 0, key, 4, name.length);
    System.arraycopy(blob, start, key, 4 + name.length, end - start);
    return key;
  }

  private static String base64(byte[] blob) {
    return Base64.getEncoder().encodeToString(blob);
  }

  /** Fields with their length in front; once something does not fit, all that follows is empty. */
  private static final class Cursor {
    private final byte[] bytes;
    private int at;
    private boolean broken;

    Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] field() {
      int length = 0;
      for (int i = 0; i < 4 && at + i < bytes.length; i++) {
        length = length << 8 | (bytes[at + i] & 0xff);
      }
      skip(4);
      int start = at;
      skip(length);
      return broken ? new byte[0] : Arrays.copyOfRange(bytes, start, at);
    }

    String text() {
      return new String(field(), StandardCharsets.US_ASCII);
    }

    void skip(int length) {
      broken |= length < 0 || length > bytes.length - at;
      at = broken ? bytes.length : at + length;
    }
  }
}
