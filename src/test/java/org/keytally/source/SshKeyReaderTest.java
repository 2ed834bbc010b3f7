package org.keytally.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;

class SshKeyReaderTest {

  private static final String ALICE =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJHQ+CA7jcMWuCBxgLI6vVllPv3rFk0rpkQxWHQpVpxj";
  private static final String ALICE_AGE =
      "age179jrwythxgnmaxuztq3kmwp2gmfs8nrvw8t75hagc8a7vdwjtgesyan526";

  @TempDir Path folder;

  private static SourceKeys read(String text) {
    return SshKeyReader.read(text.getBytes(UTF_8), "keys");
  }

  private Path keygen(String type, String passphrase) throws Exception {
    Path key = folder.resolve(type + passphrase.length());
    Process process =
        new ProcessBuilder(
                RealTools.require("ssh-keygen").toString(),
                "-q",
                "-t",
                type,
                "-N",
                passphrase,
                "-C",
                "someone@example.org",
                "-f",
                key.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    return key;
  }

  @Test
  void everyVectorConvertsAsRecordedFromItsPublicAndItsPrivateKey() throws IOException {
    JsonNode vectors =
        new ObjectMapper().readTree(Path.of("src/test/resources/age/ssh-to-age.json").toFile());
    assertThat(vectors).isNotEmpty();
    for (JsonNode vector : vectors) {
      String age = vector.get("age_recipient").asText();
      assertThat(read(vector.get("ssh_public").asText()).keys())
          .singleElement()
          .extracting(SourceKey::age)
          .isEqualTo(age);
      assertThat(read(vector.get("ssh_private").asText()).keys())
          .singleElement()
          .extracting(SourceKey::age)
          .isEqualTo(age);
    }
  }

  @Test
  void aKeyIsCalledAfterItsCommentElseAfterItsFile() {
    assertThat(read(ALICE + " alice@home of hers\n").keys())
        .containsExactly(new SourceKey("alice@home of hers", "keys:1", ALICE, ALICE_AGE));
    assertThat(SshKeyReader.read(ALICE.getBytes(UTF_8), "some/id.pub").keys())
        .containsExactly(new SourceKey("id", "some/id.pub:1", ALICE, ALICE_AGE));
  }

  @Test
  void optionsOfAuthorizedKeysAreNoHosts() {
    String options = "restrict,command=\"echo \\\"a b\\\" ssh-rsa AAAA\",no-pty ";
    assertThat(read("# mine\n\n" + options + ALICE + " alice\r\n").keys())
        .containsExactly(new SourceKey("alice", "keys:3", ALICE, ALICE_AGE));
    assertThat(read("no-pty " + ALICE + " alice").keys())
        .extracting(SourceKey::name)
        .containsExactly("alice");
  }

  @Test
  void hostsOfSshKeyscanAreNamesAndTheirOtherKeysNoProblem() {
    String rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==";
    SourceKeys keys =
        read(
            "# web01:22 SSH-2.0-OpenSSH_9.2\nweb01,10.0.0.1 "
                + rsa
                + "\nweb01,10.0.0.1 "
                + ALICE
                + "\n[db]:2222 "
                + ALICE
                + "\n");
    assertThat(keys.keys()).extracting(SourceKey::name).containsExactly("web01", "db");
    assertThat(keys.problems()).isEmpty();
  }

  @Test
  void keysOfOtherTypesAreRefusedByName() {
    assertThat(read("web01 ssh-rsa AAAA").problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.name()).isEqualTo("web01");
              assertThat(problem.message()).startsWith("is an RSA key;").contains("ed25519");
            });
    assertThat(read("ecdsa-sha2-nistp256 AAAA x").problems().get(0).message())
        .startsWith("is an ECDSA key;");
    assertThat(read("sk-ssh-ed25519@openssh.com AAAA x").problems().get(0).message())
        .startsWith("is a key on a security token;");
    assertThat(read("ssh-ed25519-cert-v01@openssh.com AAAA x").problems().get(0).message())
        .startsWith("is a certificate");
    assertThat(read("@revoked web01 " + ALICE).problems().get(0).message())
        .isEqualTo("is marked as revoked");
    assertThat(read("@cert-authority *.example " + ALICE).keys()).isEmpty();
  }

  @Test
  void whatIsNoKeyIsSaidWithItsLineAndWithoutItsText() {
    SourceKeys keys = read(ALICE + "\nhunter2 is my password\nssh-ed25519 AAAAhunter2\n");

    assertThat(keys.keys()).hasSize(1);
    assertThat(keys.problems())
        .extracting(SourceProblem::location)
        .containsExactly("keys:2", "keys:3");
    assertThat(keys.problems().toString()).doesNotContain("hunter2");
    assertThat(read("").problems()).extracting(SourceProblem::message).contains("holds no ssh key");
  }

  @Test
  void aPassphraseHidesNoPublicKey() throws Exception {
    Path locked = keygen("ed25519", "correct horse");
    SourceKey known = SshKeyReader.read(Path.of(locked + ".pub"), "x.pub").keys().get(0);

    assertThat(SshKeyReader.read(locked, "x").keys())
        .containsExactly(new SourceKey("x", "x", known.ssh(), known.age()));
    assertThat(known.name()).isEqualTo("someone@example.org");
  }

  @Test
  void privateKeysOfOtherTypesAreRefused() throws Exception {
    assertThat(SshKeyReader.read(keygen("ecdsa", ""), "x").problems().get(0).message())
        .contains("only Ed25519");
    assertThat(SshKeyReader.read(keygen("rsa", ""), "x").problems().get(0).message())
        .startsWith("is an RSA key");
  }

  @Test
  void pkcs8IsRead() throws Exception {
    byte[] der = new byte[48];
    byte[] head = {0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20};
    System.arraycopy(head, 0, der, 0, head.length);
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(der)
            + "\n-----END PRIVATE KEY-----\n";

    assertThat(read(pem).keys()).hasSize(1);
    assertThat(read("\n" + pem).problems()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> SshKeyReader.read(folder.resolve("none"), "none"))
        .isInstanceOf(IOException.class)
        .hasMessage("none does not exist.");
  }

  @Test
  void manyLinesAreReadInLinearTime() throws IOException {
    Path file = folder.resolve("many");
    Files.writeString(file, ("h " + ALICE + "\nssh-rsa A\n").repeat(8_000));

    assertThat(SshKeyReader.read(file, "many").keys()).hasSize(1);
  }
}
