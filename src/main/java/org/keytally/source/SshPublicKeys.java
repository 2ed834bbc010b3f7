package org.keytally.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The public half of an ssh private key file, which needs no passphrase: from the {@code .pub} file
 * beside it, else from the clear part of the OpenSSH format (openssh PROTOCOL.key).
 */
final class SshPublicKeys {

  private static final byte[] MAGIC = ascii("openssh-key-v1\0");
  private static final byte[] BEGIN = ascii("-----BEGIN OPENSSH PRIVATE KEY-----");
  private static final int LONGEST_FIELD = 1 << 14;

  private SshPublicKeys() {}

  /**
   * As in {@code ssh-ed25519 AAAA…}, without a comment; absent for files of another format without
   * a {@code .pub} file, and for kinds of keys that age does not know.
   */
  static Optional<String> of(Path privateKey) {
    Optional<String> beside = beside(privateKey);
    if (beside.isPresent()) {
      return beside;
    }
    KeyFileBytes bytes = KeyFileBytes.read(privateKey);
    try {
      return bytes.content().isPresent() ? openSsh(bytes.content().get()) : Optional.empty();
    } finally {
      bytes.wipe();
    }
  }

  /** From the {@code .pub} file beside it; absent where there is none that age knows. */
  static Optional<String> beside(Path privateKey) {
    KeyFileBytes bytes =
        KeyFileBytes.read(privateKey.resolveSibling(privateKey.getFileName() + ".pub"));
    return bytes.content().isPresent()
        ? authorizedKey(new String(bytes.content().get(), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private static Optional<String> authorizedKey(String text) {
    int end = text.indexOf('\n');
    String[] words = (end < 0 ? text : text.substring(0, end)).strip().split("[ \t]+", 3);
    boolean known = words.length > 1 && isKnown(words[0]);
    return known ? Optional.of(words[0] + " " + words[1]) : Optional.empty();
  }

  private static boolean isKnown(String type) {
    return type.equals("ssh-ed25519") || type.equals("ssh-rsa");
  }

  private static Optional<String> openSsh(byte[] content) {
    if (content.length < BEGIN.length
        || !Arrays.equals(content, 0, BEGIN.length, BEGIN, 0, BEGIN.length)) {
      return Optional.empty();
    }
    int end = BEGIN.length;
    while (end < content.length && content[end] != '-') {
      end++;
    }
    byte[] body = Arrays.copyOfRange(content, BEGIN.length, end);
    byte[] decoded = new byte[0];
    try {
      decoded = Base64.getMimeDecoder().decode(body);
      return publicPart(ByteBuffer.wrap(decoded));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    } finally {
      Arrays.fill(body, (byte) 0);
      Arrays.fill(decoded, (byte) 0);
    }
  }

  private static Optional<String> publicPart(ByteBuffer key) {
    if (key.remaining() < MAGIC.length) {
      return Optional.empty();
    }
    byte[] magic = new byte[MAGIC.length];
    key.get(magic);
    boolean complete =
        Arrays.equals(magic, MAGIC)
            && field(key).isPresent()
            && field(key).isPresent()
            && field(key).isPresent()
            && key.remaining() >= Integer.BYTES
            && key.getInt() > 0;
    Optional<byte[]> blob = complete ? field(key) : Optional.empty();
    Optional<byte[]> type = blob.flatMap(bytes -> field(ByteBuffer.wrap(bytes)));
    if (blob.isEmpty() || type.isEmpty()) {
      return Optional.empty();
    }
    String name = new String(type.get(), StandardCharsets.US_ASCII);
    return isKnown(name)
        ? Optional.of(name + " " + Base64.getEncoder().encodeToString(blob.get()))
        : Optional.empty();
  }

  private static Optional<byte[]> field(ByteBuffer key) {
    if (key.remaining() < Integer.BYTES) {
      return Optional.empty();
    }
    int length = key.getInt();
    if (length < 0 || length > LONGEST_FIELD || length > key.remaining()) {
      return Optional.empty();
    }
    byte[] field = new byte[length];
    key.get(field);
    return Optional.of(field);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
