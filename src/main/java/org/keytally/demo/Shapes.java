package org.keytally.demo;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * Secrets that look like real ones to everybody without a key and open with none: right in every
 * field, random in every ciphertext. Costs no cryptography, so that fleets of 100,000 secrets are
 * made in seconds.
 */
final class Shapes {

  /** A wrapped data key: nonce, 32 bytes of key and the tag (age specification, "Payload"). */
  private static final int PAYLOAD_BYTES = 16 + 32 + 16;

  private static final int ARMOR_COLUMNS = 64;

  /** An encrypted MAC is 128 hex digits. */
  private static final int MAC_BYTES = 128;

  private Shapes() {}

  /**
   * A file of the binary store.
   *
   * @param seed the same for the same text
   */
  static byte[] binary(long seed, int length, List<String> recipients) {
    Random random = new Random(seed);
    StringBuilder out = new StringBuilder(600 + recipients.size() * 500);
    out.append("{\n\t\"data\": \"");
    value(out, random, length);
    out.append("\",\n\t\"sops\": {\n\t\t\"age\": [\n");
    for (int i = 0; i < recipients.size(); i++) {
      out.append("\t\t\t{\n\t\t\t\t\"recipient\": \"").append(recipients.get(i));
      out.append("\",\n\t\t\t\t\"enc\": \"");
      out.append(wrapped(random).replace("\n", "\\n"));
      out.append("\"\n\t\t\t}").append(i + 1 < recipients.size() ? ",\n" : "\n");
    }
    out.append("\t\t],\n\t\t\"lastmodified\": \"2026-01-01T00:00:00Z\",\n\t\t\"mac\": \"");
    value(out, random, MAC_BYTES);
    out.append("\",\n\t\t\"version\": \"3.12.2\"\n\t}\n}\n");
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void value(StringBuilder out, Random random, int length) {
    Base64.Encoder base64 = Base64.getEncoder();
    out.append("ENC[AES256_GCM,data:").append(base64.encodeToString(bytes(random, length)));
    out.append(",iv:").append(base64.encodeToString(bytes(random, 32)));
    out.append(",tag:").append(base64.encodeToString(bytes(random, 16)));
    out.append(",type:str]");
  }

  private static String wrapped(Random random) {
    Base64.Encoder unpadded = Base64.getEncoder().withoutPadding();
    String header =
        "age-encryption.org/v1\n-> X25519 "
            + unpadded.encodeToString(bytes(random, 32))
            + "\n"
            + unpadded.encodeToString(bytes(random, 32))
            + "\n--- "
            + unpadded.encodeToString(bytes(random, 32))
            + "\n";
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    byte[] file = new byte[text.length + PAYLOAD_BYTES];
    random.nextBytes(file);
    System.arraycopy(text, 0, file, 0, text.length);
    String body = Base64.getMimeEncoder(ARMOR_COLUMNS, new byte[] {'\n'}).encodeToString(file);
    return "-----BEGIN AGE ENCRYPTED FILE-----\n" + body + "\n-----END AGE ENCRYPTED FILE-----\n";
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
