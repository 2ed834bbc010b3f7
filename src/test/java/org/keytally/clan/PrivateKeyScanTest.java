package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.clan.PrivateKeyScan.Hit;

class PrivateKeyScanTest {

  static final String IDENTITY =
      "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZHN2W3QU0KM58RXC67E9";

  /** Random bytes of the length of a key, no key. */
  private static final String BODY =
      """
      pU3KGCUwux1tEyze1iN7LtkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c
      fCmZ/a/lkyU81lSvTfrXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p
      """;

  private static List<Hit> scan(String text) {
    return PrivateKeyScan.scan(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String pem(String kind, String body) {
    return "-----BEGIN "
        + kind
        + "PRIVATE KEY-----\n"
        + body
        + "-----END "
        + kind
        + "PRIVATE KEY-----\n";
  }

  @Test
  void anAgeIdentityIsFoundWithItsLine() {
    assertThat(scan("# created\n# public key: age1\n" + IDENTITY.substring(0, 74) + "\n"))
        .extracting(Hit::line, Hit::what)
        .containsExactly(tuple(3, "an age identity"));
  }

  @Test
  void aPostQuantumIdentityIsFound() {
    assertThat(scan(IDENTITY.substring(0, 74).replace("KEY-1", "KEY-PQ-1"))).hasSize(1);
  }

  @Test
  void anIdentityWithinOtherTextIsFound() {
    String identity = IDENTITY.substring(0, 74);
    assertThat(scan("SOPS_AGE_KEY=" + identity)).hasSize(1);
    assertThat(scan("key = \"" + identity + "\";")).hasSize(1);
    assertThat(scan("a\\n" + identity + "\\n")).hasSize(1);
  }

  @Test
  void whatIsOnlySaidOfIdentitiesIsNone() {
    assertThat(scan("AGE-SECRET-KEY-1...")).isEmpty();
    assertThat(scan("AGE-SECRET-KEY-1XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"))
        .isEmpty();
    assertThat(scan("lines that begin with AGE-SECRET-KEY- are keys")).isEmpty();
    assertThat(scan(IDENTITY.substring(0, 60))).isEmpty();
    assertThat(scan("AGE-SECRET-KEY-1" + "B1OI".repeat(15))).isEmpty();
    assertThat(scan("grep -q AGE-SECRET-KEY-1[A-Z0-9] file")).isEmpty();
  }

  @Test
  void pemKeysOfAllKindsAreFound() {
    assertThat(scan(pem("", BODY))).extracting(Hit::what).containsExactly("a PEM private key");
    assertThat(scan(pem("RSA ", BODY))).extracting(Hit::line).containsExactly(1);
    assertThat(scan(pem("EC ", BODY))).hasSize(1);
  }

  @Test
  void anOpensshKeyWithoutPassphraseIsFoundAndOneWithIsNot() {
    assertThat(
            scan(
                pem(
                    "OPENSSH ",
                    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n")))
        .extracting(Hit::what)
        .containsExactly("an OpenSSH private key");
    assertThat(
            scan(
                pem(
                    "OPENSSH ",
                    "b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABDc2gtZW\n")))
        .isEmpty();
  }

  @Test
  void keysThatAPassphraseProtectsAreNotInClear() {
    assertThat(scan(pem("ENCRYPTED ", BODY))).isEmpty();
    assertThat(scan(pem("RSA ", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0A\n\n" + BODY)))
        .isEmpty();
  }

  @Test
  void anOpenpgpKeyIsFoundBehindItsHeaders() {
    String text =
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\nComment: x\n\n"
            + BODY
            + "-----END PGP PRIVATE KEY BLOCK-----\n";
    assertThat(scan(text))
        .extracting(Hit::line, Hit::what)
        .containsExactly(tuple(1, "an OpenPGP private key"));
  }

  @Test
  void aKeyInAStringOfAnotherLanguageIsFound() {
    assertThat(scan("{\"k\": \"" + pem("", BODY).replace("\n", "\\n") + "\"}")).hasSize(1);
    assertThat(scan("text = ''\n    " + pem("", BODY).replace("\n", "\n    ") + "'';")).hasSize(1);
  }

  @Test
  void whatIsOnlySaidOfPemKeysIsNone() {
    assertThat(scan("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----")).isEmpty();
    assertThat(scan("if (line.equals(\"-----BEGIN PRIVATE KEY-----\")) {")).isEmpty();
    assertThat(scan("-----BEGIN RSA PRIVATE KEY-----")).isEmpty();
    assertThat(scan(pem("", "A".repeat(64) + "\n"))).isEmpty();
    assertThat(scan("-----BEGIN PUBLIC KEY-----\n" + BODY)).isEmpty();
    assertThat(scan("PRIVATE KEY-----\n" + BODY)).isEmpty();
  }

  @Test
  void severalKeysAreFoundInOrder() {
    String identity = IDENTITY.substring(0, 74);
    assertThat(scan(identity + "\n" + pem("", BODY) + identity + "\n"))
        .extracting(Hit::line)
        .containsExactly(1, 2, 6);
  }

  @Test
  void aKeyHasTheSameNameWhereverItStands() {
    String pem = pem("RSA ", BODY);
    String name = scan(pem).get(0).key();

    assertThat(name).matches("sha256:[0-9a-f]{16}");
    assertThat(scan("text\n\n" + pem.replace("\n", "\r\n")).get(0).key()).isEqualTo(name);
    assertThat(scan("{\"k\": \"" + pem.replace("\n", "\\n") + "\"}").get(0).key()).isEqualTo(name);
    assertThat(scan("  " + pem.replace("\n", "\n    ")).get(0).key()).isEqualTo(name);
    assertThat(scan(pem("RSA ", BODY.replace('p', 'q'))).get(0).key()).isNotEqualTo(name);
  }

  @Test
  void anIdentityIsNamedByItsPublicKeyAndADamagedOneByItsDigest() {
    // 32 bytes of 0x42, the example of the age specification.
    String identity = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

    assertThat(scan(identity).get(0).key())
        .isEqualTo("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj");
    assertThat(scan(identity.replace("EGAEX", "EGAE8")).get(0).key()).startsWith("sha256:");
  }

  @Test
  void anOpensshKeyIsNamedByThePublicKeyInIt(@TempDir Path folder) throws Exception {
    String program = RealTools.require("ssh-keygen").toString();
    for (String type : List.of("ed25519", "rsa", "ecdsa")) {
      Path key = folder.resolve(type);
      assertThat(
              new ProcessBuilder(program, "-q", "-t", type, "-N", "", "-f", key.toString())
                  .redirectErrorStream(true)
                  .start()
                  .waitFor())
          .isZero();
      String line = Files.readString(folder.resolve(type + ".pub"));

      assertThat(scan(Files.readString(key)).get(0).key())
          .isEqualTo(line.substring(0, line.indexOf(' ', line.indexOf(' ') + 1)));
    }
  }

  @Test
  void aDamagedOpensshKeyIsNamedByItsDigest() {
    String clear = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZ";
    for (String rest : List.of("Q", "QAAAAAAAAAB/////wAAAAtzc2gtZW", "QAAAAAAAAABAAAAMwAAAAt==")) {
      assertThat(scan(pem("OPENSSH ", clear + rest + "\n")).get(0).key()).startsWith("sha256:");
    }
  }

  @Test
  void twoKeysOnOneLineAreTwo() {
    String other = IDENTITY.substring(0, 30) + "QPZRY9X8" + IDENTITY.substring(38, 74);
    String identity = IDENTITY.substring(0, 74);
    assertThat(scan(identity + "," + other + "," + other))
        .extracting(Hit::line)
        .containsExactly(1, 1);
  }

  @Test
  void hostileTextTakesLinearTime() {
    String text =
        "-----BEGIN PRIVATE KEY-----".repeat(100_000) + "AGE-SECRET-KEY-1".repeat(100_000);
    assertThat(scan(text)).isEmpty();
  }
}
