package org.keytally.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keytally.RealTools;

class SshKeysTest {

  private static final byte[] DATA_KEY =
      "thirty-two bytes of a data key!!".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;

  private static JsonNode vectors() throws IOException {
    try (InputStream in = SshKeysTest.class.getResourceAsStream("/age/ssh-to-age.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  @Test
  void bothHalvesBecomeTheAgeKeysThatSshToAgeDerives() throws Exception {
    int count = 0;
    for (JsonNode vector : vectors()) {
      SshEd25519Recipient recipient =
          (SshEd25519Recipient) Recipient.parse(vector.get("ssh_public").asText());
      try (SshEd25519Identity identity =
              (SshEd25519Identity) privateKey(vector.get("ssh_private").asText());
          X25519Identity age = identity.toAge()) {
        assertThat(recipient.toAge().text()).isEqualTo(vector.get("age_recipient").asText());
        assertThat(new String(age.encode(), StandardCharsets.US_ASCII))
            .isEqualTo(vector.get("age_identity").asText());
        assertThat(age.publicKey()).isEqualTo(recipient.toAge());
        assertThat(identity.recipient()).contains(recipient);
      }
      count++;
    }
    assertThat(count).isGreaterThan(3);
  }

  @Test
  void identitiesOfTheSopsVectorsHaveTheRecipientsOfTheirIndex() throws Exception {
    try (InputStream in = SshKeysTest.class.getResourceAsStream("/sops/vectors/index.json")) {
      JsonNode index = new ObjectMapper().readTree(in);
      assertThat(index.get("identities")).hasSize(3);
      for (JsonNode pair : index.get("identities")) {
        try (Identity identity =
            Identity.parse(pair.get("identity").asText().getBytes(StandardCharsets.US_ASCII))) {
          assertThat(identity.recipient())
              .contains(Recipient.parse(pair.get("recipient").asText()));
        }
      }
      try (Identity identity = privateKey(index.get("ssh").get("private").asText())) {
        assertThat(identity.recipient())
            .contains(Recipient.parse(index.get("ssh").get("public").asText()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ed25519,256,RFC4716",
    "rsa,2048,RFC4716",
    "rsa,3072,RFC4716",
    "rsa,2048,PEM",
    "rsa,2048,PKCS8"
  })
  void keysOfSshKeygenOpenWhatAgeEncryptedToThemAndTheOtherWayRound(
      String type, String bits, String format) throws Exception {
    Path key = keygen(type, bits, format, "");
    Recipient recipient = Recipient.parse(Files.readString(Path.of(key + ".pub")));
    try (Identity identity = privateKey(Files.readString(key))) {
      assertThat(identity.recipient()).contains(recipient);
      Path plaintext = Files.write(folder.resolve("plaintext"), DATA_KEY);
      Path byAge = folder.resolve("by-age");
      run("age", "-a", "-R", key + ".pub", "-o", byAge.toString(), plaintext.toString());
      byte[] file = Files.readAllBytes(byAge);
      assertThat(Age.decrypt(file, List.of(identity))).isEqualTo(DATA_KEY);
      assertThat(AgeHeader.read(file).matches(recipient)).isTrue();

      Path ours = Files.write(folder.resolve("ours"), Age.encrypt(recipient, DATA_KEY));
      Path back = folder.resolve("back");
      run("age", "-d", "-i", key.toString(), "-o", back.toString(), ours.toString());
      assertThat(back).hasBinaryContent(DATA_KEY);
    }
  }

  @ParameterizedTest
  @CsvSource({"ed25519,256", "rsa,2048"})
  void aPassphraseIsAskedForOnceAndOnlyForAFileOfThatKey(String type, String bits)
      throws Exception {
    Path key = keygen(type, bits, "RFC4716", "correct horse");
    Recipient recipient = Recipient.parse(Files.readString(Path.of(key + ".pub")));
    List<String> asked = new ArrayList<>();
    Prompt prompt = new Answers(asked, "correct horse");
    try (Identity identity = SshPrivateKey.parse(Files.readAllBytes(key), prompt);
        X25519Identity other = X25519Identity.generate(new SecureRandom())) {
      assertThat(identity.recipient()).contains(recipient);
      assertThatThrownBy(
              () -> Age.decrypt(Age.encrypt(other.publicKey(), DATA_KEY), List.of(identity)))
          .isInstanceOf(AgeException.class);
      assertThat(asked).isEmpty();
      for (int i = 0; i < 3; i++) {
        assertThat(Age.decrypt(Age.encrypt(recipient, DATA_KEY), List.of(identity)))
            .isEqualTo(DATA_KEY);
      }
      assertThat(asked).singleElement().asString().contains(recipient.canonical());
    }
  }

  @Test
  void aWrongPassphraseIsSaidAndNotRepeated() throws Exception {
    Path key = keygen("ed25519", "256", "RFC4716", "correct horse");
    Recipient recipient = Recipient.parse(Files.readString(Path.of(key + ".pub")));
    List<String> asked = new ArrayList<>();
    try (Identity identity =
        SshPrivateKey.parse(Files.readAllBytes(key), new Answers(asked, "battery staple"))) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> Age.decrypt(Age.encrypt(recipient, DATA_KEY), List.of(identity)))
            .hasMessageContaining("passphrase does not open")
            .hasMessageNotContaining("battery");
      }
    }
    assertThat(asked).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"PEM", "PKCS8"})
  void aProtectedKeyInAnOldFormatIsRefusedWithTheWayOut(String format) throws Exception {
    Path key = keygen("rsa", "2048", format, "correct horse");
    assertThatThrownBy(() -> SshPrivateKey.parse(Files.readAllBytes(key), Prompt.NOBODY))
        .isInstanceOf(MalformedKeyException.class)
        .hasMessageContaining("ssh-keygen -p");
  }

  @Test
  void damagedKeysAreRefusedAndNeverShown() throws Exception {
    byte[] pem = vectors().get(0).get("ssh_private").asText().getBytes(StandardCharsets.US_ASCII);
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      byte[] changed = pem.clone();
      changed[random.nextInt(changed.length)] = (byte) (' ' + random.nextInt(95));
      try {
        SshPrivateKey.parse(changed, Prompt.NOBODY).close();
      } catch (MalformedKeyException e) {
        assertThat(e.reason()).hasSizeLessThan(200).doesNotContain("b3BlbnNz");
      }
    }
  }

  private static Identity privateKey(String pem) throws MalformedKeyException {
    return SshPrivateKey.parse(pem.getBytes(StandardCharsets.US_ASCII), Prompt.NOBODY);
  }

  private Path keygen(String type, String bits, String format, String passphrase) throws Exception {
    Path key = folder.resolve("key-" + type + bits + format);
    run(
        "ssh-keygen",
        "-q",
        "-t",
        type,
        "-b",
        bits,
        "-m",
        format,
        "-N",
        passphrase,
        "-C",
        "a b",
        "-f",
        key.toString());
    return key;
  }

  private static void run(String... command) throws Exception {
    command[0] = RealTools.require(command[0]).toString();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private record Answers(List<String> asked, String passphrase) implements Prompt {

    @Override
    public boolean tell(String message) {
      return false;
    }

    @Override
    public Optional<byte[]> secret(String question) {
      asked.add(question);
      return Optional.of(passphrase.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> answer(String question) {
      return Optional.empty();
    }

    @Override
    public Optional<Boolean> confirm(String question, String yes, Optional<String> no) {
      return Optional.empty();
    }
  }
}
