package org.keytally.clan;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.keytally.age.Identity;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Recipient;

/**
 * Finds private keys that stand in clear in a text: age identities, and PEM, OpenSSH and OpenPGP
 * private keys that no passphrase protects. Prose about keys, placeholders and truncated examples
 * are not keys. Linear; no key ever becomes a string.
 */
final class PrivateKeyScan {

  private static final byte[] AGE = ascii("AGE-SECRET-KEY-");
  private static final byte[] POST_QUANTUM = ascii("PQ-");
  private static final byte[] PEM = ascii("PRIVATE KEY");
  private static final byte[] BEGIN = ascii("-----BEGIN ");
  private static final byte[] DASHES = ascii("-----");
  private static final byte[] BLOCK = ascii(" BLOCK");
  private static final byte[] ENCRYPTED = ascii("ENCRYPTED ");
  private static final byte[] OF_OPENSSH = ascii("OPENSSH ");
  private static final byte[] OF_OPENPGP = ascii("PGP ");
  private static final byte[] PROC_TYPE = ascii("Proc-Type: 4,ENCRYPTED");

  /** What an OpenSSH key without passphrase begins with: magic, and "none" twice. */
  private static final byte[] OPENSSH = ascii("b3BlbnNzaC1rZXktdjE");

  private static final byte[] OPENSSH_CLEAR = ascii("b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZ");

  private static final String BECH32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

  /** Characters after the separator: 32 bytes of key and 6 of checksum. */
  private static final int AGE_LENGTH = 58;

  /** Longer texts are no identities of any kind that age has. */
  private static final int LONGEST_AGE = 512;

  /** A short base64 body: the 48 bytes of an Ed25519 key in PKCS#8 take 64 characters. */
  private static final int SHORTEST_BODY = 40;

  /** Different characters in a random key; a placeholder repeats a few. */
  private static final int LEAST_VARIETY = 12;

  /** How many lines of headers may stand between the first line of a PEM and its body. */
  private static final int MOST_HEADERS = 8;

  private static final int LONGEST_HEADER = 256;

  /** Keys that one text is told of: each costs a derivation or a digest. */
  private static final int MOST_KEYS = 1000;

  /** Where the public key begins in an OpenSSH key without passphrase: magic, none, none, "", 1. */
  private static final int OPENSSH_PUBLIC = 15 + 8 + 8 + 4 + 4;

  /** Hex digits of a digest: more than enough to tell the keys of one text apart. */
  private static final int DIGEST_LENGTH = 16;

  /** Such as {@code ssh-ed25519}. */
  private static final int LONGEST_TYPE = 64;

  private static final String HEX = "0123456789abcdef";

  private PrivateKeyScan() {}

  /**
   * A private key.
   *
   * @param line from 1
   * @param what kind it is, as in "an age identity"
   * @param key what tells it from other keys, wherever it stands, without giving it away: the
   *     public key of age identities and OpenSSH keys, as age spells recipients; else {@code
   *     sha256:} and the first 16 hex digits of the digest of its text without line breaks
   */
  record Hit(int line, String what, String key) {}

  /** All private keys of a text, in order, up to a thousand; each once for each line. */
  static List<Hit> scan(byte[] content) {
    List<Hit> hits = new ArrayList<>(0);
    int line = 1;
    int counted = 0;
    int age = Bytes.indexOf(content, AGE, 0);
    int pem = Bytes.indexOf(content, PEM, 0);
    while ((age >= 0 || pem >= 0) && hits.size() < MOST_KEYS) {
      boolean ageFirst = age >= 0 && (pem < 0 || age < pem);
      int at = ageFirst ? age : pem;
      boolean found = ageFirst ? isAgeIdentity(content, at) : isPem(content, at);
      if (found) {
        for (; counted < at; counted++) {
          if (content[counted] == '\n') {
            line++;
          }
        }
        Hit hit =
            ageFirst
                ? new Hit(line, "an age identity", ageKey(content, at))
                : new Hit(line, pemKind(content, at), pemKey(content, at));
        if (hits.isEmpty() || !hits.get(hits.size() - 1).equals(hit)) {
          hits.add(hit);
        }
      }
      if (ageFirst) {
        age = Bytes.indexOf(content, AGE, at + 1);
      } else {
        pem = Bytes.indexOf(content, PEM, at + 1);
      }
    }
    return hits;
  }

  private static boolean isAgeIdentity(byte[] content, int at) {
    int i = at + AGE.length;
    if (Bytes.startsWith(content, i, POST_QUANTUM)) {
      i += POST_QUANTUM.length;
    }
    if (i >= content.length || content[i] != '1') {
      return false;
    }
    int start = i + 1;
    int end = start;
    while (end < content.length && end - start <= LONGEST_AGE && isBech32(content[end])) {
      end++;
    }
    if (end < content.length && Bytes.isWord(content[end])) {
      return false;
    }
    int length = end - start;
    return length >= AGE_LENGTH
        && length <= LONGEST_AGE
        && Bytes.variety(content, start, end) >= LEAST_VARIETY;
  }

  private static String ageKey(byte[] content, int at) {
    int end = at;
    while (end < content.length && (Bytes.isWord(content[end]) || content[end] == '-')) {
      end++;
    }
    byte[] text = Arrays.copyOfRange(content, at, end);
    try (Identity identity = Identity.parse(text)) {
      Optional<Recipient> recipient = identity.recipient();
      return recipient.isPresent() ? recipient.get().text() : digest(text);
    } catch (MalformedKeyException e) {
      return digest(text);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static String pemKey(byte[] content, int at) {
    int begin = Bytes.indexOf(content, DASHES, at) + DASHES.length;
    int end = begin;
    while (end < content.length && content[end] != '-') {
      end++;
    }
    byte[] body = new byte[end - begin];
    int length = 0;
    for (int i = skipBlanks(content, begin); i < end; i = skipBlanks(content, i + 1)) {
      body[length++] = content[i];
    }
    byte[] text = Arrays.copyOf(body, length);
    try {
      return Bytes.startsWith(text, 0, OPENSSH_CLEAR) ? opensshKey(text) : digest(text);
    } finally {
      Arrays.fill(body, (byte) 0);
      Arrays.fill(text, (byte) 0);
    }
  }

  /** The public key that an OpenSSH key without passphrase begins with (OpenSSH PROTOCOL.key). */
  private static String opensshKey(byte[] base64) {
    byte[] blob = new byte[0];
    try {
      blob = Base64.getDecoder().decode(base64);
      ByteBuffer key = ByteBuffer.wrap(blob, OPENSSH_PUBLIC, blob.length - OPENSSH_PUBLIC);
      byte[] encoded = new byte[Math.min(key.getInt(), key.remaining())];
      key.get(encoded);
      ByteBuffer parts = ByteBuffer.wrap(encoded);
      byte[] type = new byte[Math.min(parts.getInt(), LONGEST_TYPE)];
      parts.get(type);
      for (byte b : type) {
        if (!Bytes.isWord(b) && b != '-' && b != '@' && b != '.') {
          return digest(base64);
        }
      }
      return new String(type, StandardCharsets.US_ASCII)
          + ' '
          + Base64.getEncoder().encodeToString(encoded);
    } catch (IllegalArgumentException
        | IndexOutOfBoundsException
        | BufferUnderflowException
        | NegativeArraySizeException e) {
      return digest(base64);
    } finally {
      Arrays.fill(blob, (byte) 0);
    }
  }

  private static String digest(byte[] text) {
    byte[] hash;
    try {
      hash = MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    StringBuilder digest = new StringBuilder("sha256:");
    for (int i = 0; i < DIGEST_LENGTH / 2; i++) {
      digest.append(HEX.charAt((hash[i] >> 4) & 15)).append(HEX.charAt(hash[i] & 15));
    }
    return digest.toString();
  }

  private static boolean isPem(byte[] content, int at) {
    int begin = beginning(content, at);
    if (begin < 0) {
      return false;
    }
    int i = at + PEM.length;
    if (Bytes.startsWith(content, i, BLOCK)) {
      i += BLOCK.length;
    }
    if (!Bytes.startsWith(content, i, DASHES)) {
      return false;
    }
    i += DASHES.length;
    for (int header = 0; header <= MOST_HEADERS; header++) {
      i = skipBlanks(content, i);
      if (Bytes.startsWith(content, i, PROC_TYPE)) {
        return false;
      }
      int end = i;
      int limit = Math.min(content.length, i + LONGEST_HEADER);
      while (end < limit && isBase64(content[end])) {
        end++;
      }
      if (end == content.length || (content[end] != ':' && content[end] != '-')) {
        return isKeyBody(content, i, end);
      }
      while (i < limit && content[i] != '\n' && content[i] != '\\') {
        i++;
      }
    }
    return false;
  }

  private static boolean isKeyBody(byte[] content, int start, int end) {
    if (Bytes.startsWith(content, start, OPENSSH)
        && !Bytes.startsWith(content, start, OPENSSH_CLEAR)) {
      return false;
    }
    return end - start >= SHORTEST_BODY && Bytes.variety(content, start, end) >= LEAST_VARIETY;
  }

  /** Where the line of a PEM that names a clear private key begins; -1 if it does not. */
  private static int beginning(byte[] content, int at) {
    int i = at - 1;
    // "OPENSSH ", "RSA ", "EC ", "PGP ", or nothing.
    while (i >= 0 && at - i <= 32 && (isUpper(content[i]) || content[i] == ' ')) {
      i--;
    }
    int begin = i + 1 - DASHES.length;
    if (!Bytes.startsWith(content, begin, BEGIN)) {
      return -1;
    }
    return Bytes.startsWith(content, begin + BEGIN.length, ENCRYPTED) ? -1 : begin;
  }

  private static String pemKind(byte[] content, int at) {
    if (Bytes.startsWith(content, at - OF_OPENSSH.length, OF_OPENSSH)) {
      return "an OpenSSH private key";
    }
    return Bytes.startsWith(content, at - OF_OPENPGP.length, OF_OPENPGP)
        ? "an OpenPGP private key"
        : "a PEM private key";
  }

  /** Skips what may stand between the lines of a PEM, also where it is quoted in another text. */
  private static int skipBlanks(byte[] content, int from) {
    int i = from;
    while (i < content.length) {
      byte b = content[i];
      if (b == '\\' && i + 1 < content.length && (content[i + 1] == 'n' || content[i + 1] == 'r')) {
        i += 2;
      } else if (b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '"' || b == '\'') {
        i++;
      } else {
        break;
      }
    }
    return i;
  }

  private static boolean isBech32(byte b) {
    return b > 0 && BECH32.indexOf(b) >= 0;
  }

  private static boolean isUpper(byte b) {
    return b >= 'A' && b <= 'Z';
  }

  private static boolean isBase64(byte b) {
    return Bytes.isWord(b) || b == '+' || b == '/' || b == '=';
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
