package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.Canary;
import org.keytally.RealTools;
import org.keytally.SshKeyPair;

/** The real {@code pass}, with a store and a gpg key of its own. */
class PassIT {

  private static final SshKeyPair ALICE = SshKeyPair.generate();
  private static final SshKeyPair BOB = SshKeyPair.generate();
  private static final Canary CANARY = new Canary(ALICE, BOB);

  @TempDir private static Path home;
  private static Map<String, String> shell;

  @BeforeAll
  static void makeStore() throws Exception {
    RealTools.require("pass");
    RealTools.require("gpg");
    Path gnupg =
        Files.createDirectory(
            home.resolve("gpg"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    shell =
        Map.of(
            "PATH", System.getenv("PATH"), "HOME", home.toString(), "GNUPGHOME", gnupg.toString());
    run("", "gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "a@example.org");
    run("", "pass", "init", "a@example.org");
    run(ALICE.publicLine() + "\n" + ALICE.privateText(), "pass", "insert", "-m", "sops-alice-ssh");
    run(BOB.privateText(), "pass", "insert", "-m", "fleet/sops-bob-ssh");
  }

  /** gpg leaves a daemon that would live on in a folder that is gone. */
  @AfterAll
  static void stopAgent() throws Exception {
    if (shell != null) {
      run("", "gpgconf", "--kill", "all");
    }
  }

  private static void run(String input, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    command[0] = RealTools.require(command[0]).toString();
    builder.environment().clear();
    builder.environment().putAll(shell);
    Process process = builder.start();
    process.getOutputStream().write(input.getBytes(UTF_8));
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static Session keytally(Map<String, String> environment, String... arguments) {
    Session session = new Session(home).with(environment).run(arguments);
    CANARY.assertAbsentFrom(session.out(), session.err());
    return session;
  }

  @Test
  void itsKeysAreListedAndWrittenToTheKeyFile() throws Exception {
    Session listed = keytally(shell, "keys", "extract", "--vault", "pass");
    assertThat(listed.err()).isEmpty();
    assertThat(listed.out())
        .contains("sops-alice-ssh", ALICE.publicLine(), ALICE.recipient())
        .contains("sops-bob-ssh", BOB.publicLine(), BOB.recipient());

    Session written =
        keytally(shell, "keys", "sync", "--vault", "pass", "--user", "bob", "--apply", "--yes");
    Path keyFile = home.resolve(".config/sops/age/keys.txt");
    assertThat(written.code()).as(written.err()).isEqualTo(ExitCode.OK);
    assertThat(Files.readString(keyFile)).startsWith("# public key: " + BOB.recipient() + "\n");
    CANARY.assertAbsentBelow(List.of(home), keyFile);
  }

  @Test
  void aStoreWhoseKeyIsNotAtHandIsSaidAsSuch() throws Exception {
    Map<String, String> stranger = new HashMap<>(shell);
    stranger.put("GNUPGHOME", Files.createDirectory(home.resolve("empty")).toString());

    Session session = keytally(stranger, "keys", "extract", "--vault", "pass");

    assertThat(session.code()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(session.err()).contains("pass cannot show fleet/sops-bob-ssh", "Try: pass ls");
  }
}
