package org.keytally.age;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Public keys of ssh as lines of an {@code authorized_keys} file (RFC 4253, 6.6; RFC 8709). */
final class SshPublicKey {

  private static final int TAG_LENGTH = 4;

  private SshPublicKey() {}

  /** Reads a line that begins with {@code ssh-}. */
  static Recipient parse(String line) throws MalformedKeyException {
    int typeEnd = blank(line, 0);
    String type = line.substring(0, typeEnd);
    if (!type.equals(SshEd25519Recipient.STANZA) && !type.equals(SshRsaRecipient.STANZA)) {
      throw Recipient.malformed(line, "unknown ssh key type; age takes ssh-ed25519 and ssh-rsa");
    }
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) < ' ' && line.charAt(i) != '\t') {
        throw Recipient.malformed(line, "a line break or control character within it");
      }
    }
    int keyBegin = typeEnd;
    while (keyBegin < line.length() && isBlank(line.charAt(keyBegin))) {
      keyBegin++;
    }
    String encoded = line.substring(keyBegin, blank(line, keyBegin));
    if (encoded.isEmpty()) {
      throw Recipient.malformed(line, "no key after the type");
    }
    byte[] blob;
    try {
      blob = Base64.getDecoder().decode(encoded.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw Recipient.malformed(line, "invalid base64");
    }
    try {
      Wire wire = new Wire(blob);
      if (!Arrays.equals(wire.string(), type.getBytes(StandardCharsets.US_ASCII))) {
        throw new MalformedKeyException("the type inside is another one");
      }
      return type.equals(SshEd25519Recipient.STANZA)
          ? SshEd25519Recipient.read(line, blob, wire)
          : SshRsaRecipient.read(line, blob, wire);
    } catch (MalformedKeyException e) {
      throw Recipient.malformed(line, e.reason());
    }
  }

  /** Type and key without comment. */
  static String line(String type, byte[] blob) {
    return type + " " + Base64.getEncoder().encodeToString(blob);
  }

  /** What stanzas name a key by: the beginning of its hash. */
  static String tag(byte[] blob) {
    return RawBase64.encodeText(Arrays.copyOf(TagHash.sha256(blob), TAG_LENGTH));
  }

  private static int blank(String line, int from) {
    int at = from;
    while (at < line.length() && !isBlank(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
