package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the short way reads, the long way reads the same; and what sops writes goes the short
 * way.
 */
class SoundSecretScanTest {

  private static final String ONE =
      "age14mq4aa4u20l0na44l4d3vryas0v0kjsjkvhns8a3el57r6fn4cpqshejqp";
  private static final String DIGITS = "A".repeat(43);
  private static final String VALUE =
      "ENC[AES256_GCM,data:oYyi,iv:MyIDYbT718JRr11QtBkcj3Dwm4k1aCGZBVeZf0EyV8o=,"
          + "tag:t5z2Z023Up0kxwCgw1gNxg==,type:str]";

  private static Optional<SopsFile> read(String text) {
    return SoundSecretScan.read(bytes(text), new RecipientPool());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** An armored file, spelled as in JSON. */
  private static String armored(String header, int payload) {
    byte[] file = bytes(header + "p".repeat(payload));
    return "-----BEGIN AGE ENCRYPTED FILE-----\\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(file).replace("\n", "\\n")
        + "\\n-----END AGE ENCRYPTED FILE-----\\n";
  }

  private static String header() {
    return "age-encryption.org/v1\n-> X25519 " + DIGITS + "\n" + DIGITS + "\n--- " + DIGITS + "\n";
  }

  private static String secret(String recipient, String wrapped) {
    return """
        {
          "data": "%s",
          "sops": {
            "age": [
              {
                "recipient": "%s",
                "enc": "%s"
              }
            ],
            "lastmodified": "2026-01-01T00:00:00Z",
            "mac": "%s",
            "version": "3.12.2"
          }
        }
        """
        .formatted(VALUE, recipient, wrapped, VALUE);
  }

  private static String secret() {
    return secret(ONE, armored(header(), 64));
  }

  /** Reads both ways, and says whether the short one sufficed. */
  private static boolean agrees(byte[] content) {
    Optional<SopsFile> found = SoundSecretScan.read(content, new RecipientPool());
    if (found.isEmpty()) {
      return false;
    }
    assertThat(found.get())
        .as(() -> new String(content, StandardCharsets.ISO_8859_1))
        .isEqualTo(SopsFileReader.examineSecret(content, new RecipientPool()));
    return true;
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.9.4", "3.10.2", "3.12.2", "3.13.2"})
  void whatSopsWroteIsReadTheShortWay(String version) {
    for (String name : List.of("text.key", "blob.bin")) {
      byte[] content = Vectors.read(Vectors.FOLDER.resolve(version).resolve(name));

      assertThat(agrees(content)).as(version + '/' + name).isTrue();
    }
  }

  /** Every damage of one byte, of several kinds, in files of old and of new versions. */
  @ParameterizedTest
  @ValueSource(strings = {"3.9.4", "3.13.2"})
  void noDamageOfOneByteIsOverlooked(String version) {
    byte[] whole = Vectors.read(Vectors.FOLDER.resolve(version).resolve("text.key"));
    int sound = 0;
    for (int at = 0; at < whole.length; at++) {
      for (byte put : new byte[] {'"', '\\', '=', 'A', '/', '\n', ' ', '{', (byte) 0xc3, 0}) {
        byte[] changed = whole.clone();
        changed[at] = put;
        sound += agrees(changed) ? 1 : 0;
      }
      sound += agrees(spliced(whole, at, 0, new byte[] {whole[at]})) ? 1 : 0;
      sound += agrees(spliced(whole, at, 1, new byte[0])) ? 1 : 0;
      agrees(spliced(whole, at, whole.length - at, new byte[0]));
    }
    // A letter of base64 may be another one.
    assertThat(sound).isGreaterThan(100);
  }

  private static byte[] spliced(byte[] text, int at, int without, byte[] put) {
    byte[] changed = new byte[text.length - without + put.length];
    System.arraycopy(text, 0, changed, 0, at);
    System.arraycopy(put, 0, changed, at, put.length);
    System.arraycopy(text, at + without, changed, at + put.length, text.length - at - without);
    return changed;
  }

  @Test
  void linesMovedLeftOutOrRepeatedReadTheSame() {
    for (String version : List.of("3.9.4", "3.13.2")) {
      String text =
          new String(
              Vectors.read(Vectors.FOLDER.resolve(version).resolve("text.key")),
              StandardCharsets.UTF_8);
      List<String> lines = List.of(text.split("\n"));
      for (int from = 0; from < lines.size(); from++) {
        for (int to = 0; to <= lines.size(); to++) {
          List<String> changed = new ArrayList<>(lines);
          changed.add(to, lines.get(from));
          agrees(bytes(String.join("\n", changed)));
          changed.remove(from < to ? from : from + 1);
          agrees(bytes(String.join("\n", changed)));
          if (from < to) {
            changed = new ArrayList<>(lines);
            changed.subList(from, to).clear();
            agrees(bytes(String.join("\n", changed)));
          }
        }
      }
    }
  }

  @Test
  void theArmorMayHoldAnyPayload() {
    for (int payload = 0; payload < 200; payload++) {
      String armor = armored(header(), payload);

      assertThat(agrees(bytes(secret(ONE, armor)))).as("payload of " + payload).isTrue();
      assertThat(agrees(bytes(secret(ONE, armor.substring(0, armor.length() - 2))))).isTrue();
      agrees(bytes(secret(ONE, armor.replace("=\\n", "\\n"))));
      agrees(bytes(secret(ONE, armor.replace("\\n-----END", "\\n\\n-----END"))));
    }
  }

  @Test
  void aHeaderOfAnotherShapeIsLeftToTheLongWay() {
    for (String header :
        List.of(
            header().replace("X25519", "X25518"),
            header().replace("\n" + DIGITS + "\n", "\n" + DIGITS + DIGITS + "\n"),
            header().replace(DIGITS + "\n---", DIGITS.substring(1) + "B\n---"),
            header().replace("--- ", "-> a-grease\n\n--- "),
            header().replace("v1", "v2"))) {
      assertThat(read(secret(ONE, armored(header, 64)))).isEmpty();
    }
  }

  @Test
  void oddRecipientsAreLeftToTheLongWay() {
    String wrapped = armored(header(), 64);
    assertThat(read(secret(ONE, wrapped))).isPresent();
    for (String recipient :
        List.of(
            "",
            "age1x",
            ONE + " ",
            " " + ONE,
            ONE.toUpperCase(Locale.ROOT),
            "\\u0061" + ONE.substring(1),
            Vectors.sshPublicKey())) {
      assertThat(read(secret(recipient, wrapped))).as(recipient).isEmpty();
    }
  }

  @Test
  void namesThatStandTwiceAreLeftToTheLongWay() {
    String text = secret();
    assertThat(read(text)).isPresent();
    for (String field :
        List.of(
            "\"version\": \"3.12.2\"",
            "\"pgp\": null, \"pgp\": []",
            "\"unencrypted_suffix\": \"_a\", \"unencrypted_suffix\": \"_b\"",
            "\"encrypted_regex\": \"a\"",
            "\"shamir_threshold\": 2",
            "\"age\": null")) {
      String changed = text.replace("\"mac\":", field + ", \"mac\":");
      assertThat(agrees(bytes(changed))).as(field).isFalse();
    }
    assertThat(agrees(bytes(text.replace("\"mac\":", "\"kms\": [], \"pgp\": null, \"mac\":"))))
        .isTrue();
  }

  @Test
  void keysOfTheSameReadersAreKeptOnce() {
    RecipientPool pool = new RecipientPool();
    SopsFile one = SopsFileReader.readSecret(bytes(secret()), pool);
    SopsFile other =
        SopsFileReader.readSecret(bytes(secret().replace("2026-01-01", "2026-02-01")), pool);
    SopsFile lower = SopsFileReader.readSecret(bytes("\n" + secret()), pool);

    assertThat(other.groups().get(0)).isSameAs(one.groups().get(0));
    assertThat(lower.keys().get(0).line()).isEqualTo(one.keys().get(0).line() + 1);
  }
}
