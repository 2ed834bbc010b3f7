package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM over single values and their text form {@code
 * ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]} (sops-file-format 5). Initialisation vectors are always
 * fresh: sops's reuse of them after a rotation is not copied.
 */
final class ValueCipher {

  /** Bytes of a data key. */
  static final int KEY_LENGTH = 32;

  /** Bytes of an initialisation vector; other lengths are read but make sops panic on an edit. */
  static final int IV_LENGTH = 32;

  static final int TAG_LENGTH = 16;

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final byte[] OPEN = ascii("ENC[AES256_GCM,data:");
  private static final byte[] IV_FIELD = ascii(",iv:");
  private static final byte[] TAG_FIELD = ascii(",tag:");
  private static final byte[] TYPE_FIELD = ascii(",type:");
  private static final byte[] COMMENT_END = ascii(",type:comment]");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;

  ValueCipher(byte[] dataKey) {
    key = new SecretKeySpec(dataKey, "AES");
  }

  /**
   * A decrypted value.
   *
   * @param type the label, such as {@code str} or {@code comment}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; the bytes are there to be wiped
  record Decrypted(String type, byte[] plaintext) {}

  /** Whether a text claims to be an encrypted value. */
  static boolean looksEncrypted(byte[] text) {
    return startsWith(text, OPEN, 0);
  }

  /** Whether a text claims to be an encrypted comment. */
  static boolean looksLikeEncryptedComment(byte[] text) {
    return looksEncrypted(text)
        && text.length > COMMENT_END.length
        && startsWith(text, COMMENT_END, text.length - COMMENT_END.length);
  }

  /** The text form of a value encrypted under its path. */
  byte[] encrypt(byte[] plaintext, String type, byte[] additionalData) {
    byte[] iv = new byte[IV_LENGTH];
    RANDOM.nextBytes(iv);
    byte[] sealed;
    try {
      sealed = run(Cipher.ENCRYPT_MODE, iv, additionalData, plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot encrypt with AES-256-GCM", e);
    }
    int dataLength = sealed.length - TAG_LENGTH;
    SecretBuffer text = new SecretBuffer(2 * dataLength + 160);
    Base64.Encoder base64 = Base64.getEncoder();
    text.append(OPEN).append(base64.encode(Arrays.copyOf(sealed, dataLength)));
    text.append(IV_FIELD).append(base64.encode(iv));
    text.append(TAG_FIELD)
        .append(base64.encode(Arrays.copyOfRange(sealed, dataLength, sealed.length)));
    text.append(TYPE_FIELD).append(type).append(']');
    return text.take();
  }

  /**
   * Opens the text form of a value.
   *
   * @param field for the message of the exception
   * @throws SopsException of kind BAD_VALUE if the text is not of the form or does not authenticate
   */
  Decrypted decrypt(byte[] text, byte[] additionalData, String field) throws SopsException {
    int dataStart = OPEN.length;
    int end = endOfText(text);
    if (!looksEncrypted(text) || end == 0 || text[end - 1] != ']') {
      throw bad(field, "is not of the form ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]");
    }
    int iv = find(text, IV_FIELD, dataStart, end);
    int tag = iv < 0 ? -1 : find(text, TAG_FIELD, iv, end);
    int type = tag < 0 ? -1 : find(text, TYPE_FIELD, tag, end);
    if (type < 0) {
      throw bad(field, "is cut: data, iv, tag or type is missing");
    }
    String typeLabel =
        new String(
            text,
            type + TYPE_FIELD.length,
            end - 1 - type - TYPE_FIELD.length,
            StandardCharsets.ISO_8859_1);
    if (!isKnownType(typeLabel)) {
      throw bad(field, "has an unknown type");
    }
    byte[] data = base64(text, dataStart, iv, field, "data");
    byte[] ivBytes = base64(text, iv + IV_FIELD.length, tag, field, "iv");
    byte[] tagBytes = base64(text, tag + TAG_FIELD.length, type, field, "tag");
    if (tagBytes.length != TAG_LENGTH) {
      throw bad(field, "has a tag of " + tagBytes.length + " bytes where 16 belong");
    }
    byte[] sealed = Arrays.copyOf(data, data.length + TAG_LENGTH);
    System.arraycopy(tagBytes, 0, sealed, data.length, TAG_LENGTH);
    try {
      return new Decrypted(typeLabel, run(Cipher.DECRYPT_MODE, ivBytes, additionalData, sealed));
    } catch (AEADBadTagException e) {
      throw bad(field, "does not authenticate under the data key: it was changed, or moved here");
    } catch (GeneralSecurityException e) {
      throw bad(field, "cannot be decrypted");
    }
  }

  private byte[] run(int mode, byte[] iv, byte[] additionalData, byte[] input)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * 8, iv));
    cipher.updateAAD(additionalData);
    return cipher.doFinal(input);
  }

  /** sops ignores what follows the bracket; only line ends ever do. */
  private static int endOfText(byte[] text) {
    int end = text.length;
    while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r' || text[end - 1] == ' ')) {
      end--;
    }
    return end;
  }

  private static boolean isKnownType(String label) {
    return switch (label) {
      case "str", "int", "float", "bool", "time", "comment", "bytes" -> true;
      default -> false;
    };
  }

  /** Canonical base64 only: sops writes no other, and another hides changed bits. */
  private static byte[] base64(byte[] text, int start, int end, String field, String part)
      throws SopsException {
    byte[] encoded = Arrays.copyOfRange(text, start, end);
    Optional<byte[]> decoded = decodeCanonical(encoded);
    if (decoded.isEmpty() || decoded.get().length == 0) {
      throw bad(field, "has " + part + " that is no base64");
    }
    return decoded.get();
  }

  /** Standard base64 with padding and without stray bits. */
  static Optional<byte[]> decodeCanonical(byte[] encoded) {
    if (encoded.length % 4 != 0) {
      return Optional.empty();
    }
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int tail = Math.min(4, encoded.length);
    int whole = decoded.length - decoded.length % 3;
    int lastGroup = decoded.length % 3 == 0 ? decoded.length - Math.min(3, decoded.length) : whole;
    byte[] again =
        Base64.getEncoder().encode(Arrays.copyOfRange(decoded, lastGroup, decoded.length));
    boolean canonical =
        again.length == tail
            && Arrays.equals(again, 0, tail, encoded, encoded.length - tail, encoded.length);
    return canonical ? Optional.of(decoded) : Optional.empty();
  }

  private static SopsException bad(String field, String what) {
    return new SopsException(SopsException.Kind.BAD_VALUE, field, "the value " + what);
  }

  private static boolean startsWith(byte[] text, byte[] prefix, int from) {
    return text.length - from >= prefix.length
        && Arrays.equals(text, from, from + prefix.length, prefix, 0, prefix.length);
  }

  private static int find(byte[] text, byte[] wanted, int from, int end) {
    for (int i = from; i <= end - wanted.length; i++) {
      if (text[i] == wanted[0] && startsWith(text, wanted, i)) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
