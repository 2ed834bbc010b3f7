package org.keytally.age;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.keytally.age.AgeException.Kind;

/** What follows the header: the content in sealed chunks of 64 KiB (C2SP age, payload). */
final class Payload {

  private static final int CHUNK = 64 * 1024;
  private static final int SALT_LENGTH = 16;
  private static final byte[] INFO = "payload".getBytes(StandardCharsets.US_ASCII);

  private Payload() {}

  static byte[] encrypt(byte[] fileKey, byte[] plaintext, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    byte[] key = Ciphers.derive(fileKey, salt, INFO);
    int chunks = Math.max(1, (plaintext.length + CHUNK - 1) / CHUNK);
    byte[] out = Arrays.copyOf(salt, SALT_LENGTH + plaintext.length + chunks * Ciphers.TAG_LENGTH);
    int at = SALT_LENGTH;
    for (int i = 0; i < chunks; i++) {
      int from = i * CHUNK;
      int length = Math.min(CHUNK, plaintext.length - from);
      byte[] sealed = Ciphers.seal(key, nonce(i, i == chunks - 1), plaintext, from, length);
      System.arraycopy(sealed, 0, out, at, sealed.length);
      at += sealed.length;
    }
    Arrays.fill(key, (byte) 0);
    return out;
  }

  /**
   * The whole content; nothing where any part of it is not authentic.
   *
   * @param file the binary file
   * @param from where its header ends
   * @throws AgeException of kind PAYLOAD; HEADER where not even its nonce is there
   */
  static byte[] decrypt(byte[] fileKey, byte[] file, int from) throws AgeException {
    if (file.length - from < SALT_LENGTH) {
      throw new AgeException(Kind.HEADER, "damaged age file: it ends right after its header");
    }
    if (file.length - from < SALT_LENGTH + Ciphers.TAG_LENGTH) {
      throw new AgeException(Kind.PAYLOAD, "damaged age file: it ends within its first chunk");
    }
    int begin = from + SALT_LENGTH;
    int sealedChunk = CHUNK + Ciphers.TAG_LENGTH;
    int sealedLength = file.length - begin;
    int chunks = (sealedLength + sealedChunk - 1) / sealedChunk;
    int lastLength = sealedLength - (chunks - 1) * sealedChunk - Ciphers.TAG_LENGTH;
    if (lastLength < 0 || (lastLength == 0 && chunks > 1)) {
      throw new AgeException(Kind.PAYLOAD, "damaged age file: its last chunk is cut off");
    }
    byte[] key = Ciphers.derive(fileKey, Arrays.copyOfRange(file, from, begin), INFO);
    byte[] plaintext = new byte[sealedLength - chunks * Ciphers.TAG_LENGTH];
    for (int i = 0; i < chunks; i++) {
      int at = begin + i * sealedChunk;
      int length = Math.min(sealedChunk, file.length - at);
      Optional<byte[]> chunk = Ciphers.open(key, nonce(i, i == chunks - 1), file, at, length);
      if (chunk.isEmpty()) {
        Arrays.fill(key, (byte) 0);
        Arrays.fill(plaintext, (byte) 0);
        throw new AgeException(
            Kind.PAYLOAD,
            "damaged age file: chunk "
                + (i + 1)
                + " of "
                + chunks
                + " was changed, or the file was cut off");
      }
      System.arraycopy(chunk.get(), 0, plaintext, i * CHUNK, chunk.get().length);
      Arrays.fill(chunk.get(), (byte) 0);
    }
    Arrays.fill(key, (byte) 0);
    return plaintext;
  }

  private static byte[] nonce(int chunk, boolean last) {
    byte[] nonce = new byte[Ciphers.NONCE_LENGTH];
    for (int i = 0; i < Integer.BYTES; i++) {
      nonce[nonce.length - 2 - i] = (byte) (chunk >>> (i * Byte.SIZE));
    }
    nonce[nonce.length - 1] = (byte) (last ? 1 : 0);
    return nonce;
  }
}
