package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.demo.Demo;
import org.keytally.demo.FleetBuilder;

/** What {@code check --verify} does with the keys of a person. */
class CheckVerifyTest {

  private static final String CANARY = "canary-of-the-plaintext";

  @TempDir Path directory;

  private Session keytally(String... args) {
    return new Session(directory.resolve("fleet")).run(args);
  }

  private Path fleet() throws Exception {
    FleetBuilder fleet =
        FleetBuilder.seeded(5)
            .user("alice")
            .user("bob")
            .machine("web01", "alice", "bob")
            .secretText(plain("token"), CANARY, "alice", "bob", "web01")
            .secretText(plain("other"), CANARY, "bob", "web01");
    fleet.commitTo(directory.resolve("fleet"));
    Path keyFile = directory.resolve("keys.txt");
    Files.write(keyFile, fleet.keyFile("alice"));
    return keyFile;
  }

  @Test
  void onTheDemoFleetItOpensEveryFile() throws Exception {
    Demo demo = Demo.create(directory.resolve("fleet"));
    long encrypted = encryptedFiles(demo.directory());
    Session session = keytally("check", "--verify", "--keyfile", demo.keyFile().toString());

    assertThat(encrypted).isPositive();
    assertThat(oneLine(session.out()))
        .contains("identity (all " + encrypted + " encrypted files opened)")
        .doesNotContain("mac-mismatch", "machine-key-mismatch");
  }

  @Test
  void theSameHoldsForTheIndexAndForACommit() throws Exception {
    Demo demo = Demo.create(directory.resolve("fleet"));
    String all = "identity (all " + encryptedFiles(demo.directory()) + " encrypted files opened)";
    for (List<String> state : List.of(List.of("--staged"), List.of("--rev", "HEAD"))) {
      String[] args =
          Stream.concat(
                  Stream.of("check", "--verify", "--keyfile", demo.keyFile().toString()),
                  state.stream())
              .toArray(String[]::new);
      assertThat(oneLine(keytally(args).out())).contains(all);
    }
  }

  @Test
  void theKeyFileOfTheEnvironmentIsUsedToo() throws Exception {
    Path keyFile = fleet();
    Session session =
        new Session(directory.resolve("fleet"))
            .with(Map.of("SOPS_AGE_KEY_FILE", keyFile.toString()))
            .run("check", "--verify");

    assertThat(oneLine(session.out()))
        .contains(
            "identity (2 of 3 encrypted files opened; 1 not opened: no identity at hand opens it)");
  }

  @Test
  void withoutKeysItSaysWhatWasNotCheckedAndWhatToType() throws Exception {
    fleet();
    for (Session session :
        List.of(
            keytally("check", "--verify"), keytally("check", "--verify", "--keyfile", "none"))) {
      assertThat(oneLine(session.out()))
          .contains("identity (0 of 3 encrypted files opened; 3 not opened")
          .contains("name a key file with --keyfile FILE");
    }
    assertThat(keytally("check").out()).contains("nothing was");
  }

  @Test
  void aKeyFileThatIsNotThereIsNamed() throws Exception {
    fleet();
    Session session = keytally("check", "--verify", "--keyfile", "/nowhere/keys.txt");

    assertThat(oneLine(session.out())).contains("0 of 3 encrypted files").contains("/nowhere/keys");
    assertThat(session.err()).doesNotContain("Exception");
  }

  @Test
  void aTamperedFileFailsTheCheck() throws Exception {
    Path keyFile = fleet();
    Path token = directory.resolve("fleet/sops/secrets/token/secret");
    String text = Files.readString(token);
    int at = text.indexOf("tag:") + 4;
    Files.writeString(
        token,
        text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1));
    Session session =
        keytally("check", "--verify", "--keyfile", keyFile.toString(), "--format", "json");

    assertThat(keytally("check", "--keyfile", keyFile.toString()).code()).isZero();
    assertThat(session.code()).isEqualTo(1);
    assertThat(session.out())
        .contains("\"rule\" : \"mac-mismatch\"")
        .contains("\"path\" : \"sops/secrets/token/secret\"")
        .contains("\"evidence\" : \"identity\"")
        .contains("\"reason\" : \"2 of 3 encrypted files opened; 1 not opened");
  }

  @Test
  void neitherValuesNorPrivateKeysComeOut() throws Exception {
    Path keyFile = fleet();
    String identity =
        Files.readAllLines(keyFile).stream()
            .filter(line -> line.startsWith("AGE-SECRET-KEY-"))
            .findFirst()
            .orElseThrow();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    for (String format : List.of("text", "json", "sarif", "junit", "markdown", "html")) {
      for (String detail : List.of("-v", "-q")) {
        Session session =
            keytally(
                detail, "check", "--verify", "--keyfile", keyFile.toString(), "--format", format);
        assertThat(session.out() + session.err())
            .doesNotContain(CANARY)
            .doesNotContain("AGE-SECRET-KEY")
            .doesNotContain(identity.substring(20, 40));
      }
    }
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files.filter(Files::isRegularFile).filter(CheckVerifyTest::holdsCanary)).isEmpty();
    }
  }

  private static boolean holdsCanary(Path file) {
    try {
      return Files.isReadable(file)
          && Files.size(file) < 1 << 20
          && new String(Files.readAllBytes(file), UTF_8).contains(CANARY);
    } catch (IOException e) {
      return false;
    }
  }

  private static long encryptedFiles(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.startsWith(root.resolve(".git")))
          .filter(CheckVerifyTest::isEncrypted)
          .count();
    }
  }

  private static boolean isEncrypted(Path file) {
    try {
      return Files.readString(file).contains("ENC[AES256_GCM,");
    } catch (IOException e) {
      return false;
    }
  }

  /** As text without the line breaks of the page. */
  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
