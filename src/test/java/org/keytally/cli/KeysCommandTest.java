package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keytally.Canary;
import org.keytally.RealTools;
import org.keytally.SshKeyPair;
import org.keytally.age.X25519Identity;

/** {@code keys extract} and {@code keys sync} with ssh files, outside of any repository. */
class KeysCommandTest {

  // Fresh ones: what other tests leave about for a moment must not be taken for these.
  private static final String PASSPHRASE = "correct horse " + UUID.randomUUID();
  private static final String FOREIGN = ageIdentity();

  @TempDir private Path folder;
  private Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final SshKeyPair pair = SshKeyPair.generate();
  private final Canary canary = new Canary(pair).text(PASSPHRASE).text(FOREIGN);
  private final List<Path> keepers = new ArrayList<>();

  private static String ageIdentity() {
    try (X25519Identity identity = X25519Identity.generate(new SecureRandom())) {
      return new String(identity.encode(), UTF_8);
    }
  }

  @BeforeEach
  void aHome() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    environment.put("HOME", home.toString());
    keepers.add(keyFile());
  }

  @AfterEach
  void noPrivateKeyIsLeftBehind() {
    canary.assertAbsentBelow(List.of(folder), keepers.toArray(Path[]::new));
  }

  private Path keyFile() {
    return home.resolve(".config/sops/age/keys.txt");
  }

  private Session keytally(String... arguments) {
    Session session = new Session(folder).with(environment).run(arguments);
    canary.assertAbsentFrom(session.out(), session.err());
    return session;
  }

  /** A file that is there to hold a private key. */
  private String privateFile(String name, String content) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    keepers.add(file);
    return file.toString();
  }

  private String keygen(String type, String passphrase) throws Exception {
    Path key = folder.resolve("id_" + type);
    run("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "a@b", "-f", key.toString());
    keepers.add(key);
    // In an ECDSA key the public half may be spelled in the same lines.
    keepers.add(Path.of(key + ".pub"));
    canary.text(Files.readString(key));
    return key.toString();
  }

  private void run(String... command) throws Exception {
    command[0] = RealTools.require(command[0]).toString();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private void askPass(String script) throws IOException {
    Path program = Files.writeString(folder.resolve("askpass"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    keepers.add(program);
    environment.put("SSH_ASKPASS", program.toString());
  }

  @Test
  void theRecipientOfAFreshKeyEncryptsToTheIdentityThatIsWritten() throws Exception {
    String key = keygen("ed25519", "");
    Session extracted = keytally("keys", "extract", "--ssh", key + ".pub");
    String line = extracted.out().lines().skip(1).findFirst().orElseThrow();
    String recipient = line.substring(line.indexOf("age1"));
    Path plain = Files.writeString(folder.resolve("plain"), "what age encrypted");
    run("age", "-r", recipient, "-o", folder.resolve("sealed").toString(), plain.toString());

    Session written = keytally("keys", "sync", "--ssh", key, "--apply", "--yes");

    assertThat(written.code()).as(written.err()).isEqualTo(ExitCode.OK);
    Path opened = folder.resolve("opened");
    run(
        "age",
        "-d",
        "-i",
        keyFile().toString(),
        "-o",
        opened.toString(),
        folder.resolve("sealed").toString());
    assertThat(opened).hasContent("what age encrypted");
  }

  @Test
  void aProtectedKeyIsOpenedWithWhatTheProgramOfTheEnvironmentAnswers() throws Exception {
    String key = keygen("ed25519", PASSPHRASE);
    askPass("echo \"$1\" >>" + folder + "/asked; echo '" + PASSPHRASE + "'");

    Session listed = keytally("keys", "extract", "--ssh", key);
    assertThat(listed.code()).isEqualTo(ExitCode.OK);
    assertThat(folder.resolve("asked")).doesNotExist();
    Session written = keytally("keys", "sync", "--ssh", key, "--apply", "--yes");

    assertThat(written.code()).as(written.err()).isEqualTo(ExitCode.OK);
    String comment = Files.readAllLines(keyFile()).get(0);
    assertThat(listed.out()).contains(comment.substring("# public key: ".length()));
    assertThat(Files.readString(folder.resolve("asked")).lines()).hasSize(1);
  }

  @Test
  void aProtectedKeyWithNobodyToAskOrTheWrongAnswerIsRefused() throws Exception {
    String key = keygen("ed25519", PASSPHRASE);

    Session nobody = keytally("keys", "sync", "--ssh", key);
    assertThat(nobody.code()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(nobody.err()).contains(key).contains("passphrase");
    askPass("echo nonsense");
    Session wrong = keytally("keys", "sync", "--ssh", key, "--apply", "--yes");

    assertThat(wrong.code()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(wrong.err()).contains(key).contains("passphrase").doesNotContain("nonsense");
    assertThat(keyFile()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ecdsa"})
  void keysOfOtherTypesAreRefusedByNameForBothCommands(String type) throws Exception {
    String key = keygen(type, "");

    for (String file : List.of(key, key + ".pub")) {
      Session extracted = keytally("keys", "extract", "--ssh", file);
      assertThat(extracted.code()).isEqualTo(ExitCode.UNREADABLE);
      assertThat(extracted.out()).isEmpty();
      assertThat(extracted.err()).contains(file).contains("ssh-keygen -t ed25519");
    }
    Session synced = keytally("keys", "sync", "--ssh", key);
    assertThat(synced.code()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(synced.err()).contains(key);
    assertThat(keyFile()).doesNotExist();
  }

  @Test
  void pkcs8IsTakenAsOpensshFilesAre() throws Exception {
    byte[] der =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(der)
            + "\n-----END PRIVATE KEY-----\n";
    String file = privateFile("pkcs8", pem);
    canary.text(pem.split("\n", -1)[1]);

    Session session = keytally("keys", "sync", "--ssh", file, "--apply", "--yes");

    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    String recipient = Files.readAllLines(keyFile()).get(0).substring("# public key: ".length());
    assertThat(keytally("keys", "extract", "--ssh", file).out()).contains(recipient);
  }

  @Test
  void linesOfAnyKindOfFileAreListed() throws Exception {
    Files.writeString(
        folder.resolve("hosts"),
        "# web01:22 SSH-2.0\nweb01 ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==\nweb01 "
            + pair.publicLine()
            + "\n");
    Files.writeString(
        folder.resolve("authorized_keys"), "restrict,pty " + pair.publicLine() + " alice@laptop\n");

    Session session =
        keytally(
            "keys", "extract", "--ssh", "hosts", "--ssh", "authorized_keys", "--format", "json");

    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    assertThat(session.out())
        .contains("\"name\" : \"web01\"", "\"location\" : \"hosts:3\"")
        .contains("\"name\" : \"alice@laptop\"", "\"location\" : \"authorized_keys:1\"")
        .contains("\"age\" : \"" + pair.recipient() + "\"", "\"problems\" : [ ]");
  }

  @Test
  void thePlanIsShownAndNothingChangedUntilItIsApplied() throws Exception {
    String key = privateFile("key", pair.privateText());
    Session planned = keytally("keys", "sync", "--ssh", key);
    Session dry = keytally("keys", "sync", "--ssh", key, "--dry-run");

    assertThat(planned.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(planned.out())
        .isEqualTo(
            "~/.config/sops/age/keys.txt:\n  Add the identity of "
                + key
                + ", "
                + pair.recipient()
                + ".\nNothing was changed. To carry it out, add --apply.\n");
    assertThat(dry.out()).isEqualTo(planned.out());
    assertThat(keytally("keys", "sync", "--ssh", key, "--apply").code()).isEqualTo(ExitCode.USAGE);
    assertThat(keytally("keys", "sync", "--ssh", key, "--apply", "--dry-run").code())
        .isEqualTo(ExitCode.USAGE);
    assertThat(keytally("keys", "sync", "--ssh", key, "--yes").code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(home).isEmptyDirectory();

    assertThat(keytally("keys", "sync", "--ssh", key, "--apply", "--yes").code()).isZero();
    Session again = keytally("keys", "sync", "--ssh", key, "--apply", "--yes");
    assertThat(again.code()).isZero();
    assertThat(again.out()).isEqualTo("~/.config/sops/age/keys.txt is up to date.\n");
  }

  @Test
  void foreignIdentitiesStayAndTheFileBeforeIsKept() throws Exception {
    Path file = home.resolve("xdg/sops/age/keys.txt");
    environment.put("XDG_CONFIG_HOME", home.resolve("xdg").toString());
    Files.createDirectories(file.getParent());
    Files.writeString(file, "# another project\n" + FOREIGN + "\n");
    keepers.add(file);
    String key = privateFile("key", pair.privateText());

    Session session = keytally("keys", "sync", "--ssh", key, "--apply", "--yes");

    assertThat(session.code()).as(session.err()).isZero();
    assertThat(Files.readString(file))
        .startsWith("# another project\n" + FOREIGN + "\n# public key: " + pair.recipient() + "\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    String said = session.out().substring(session.out().indexOf("before: ") + 8).strip();
    Path backup = Path.of(said);
    keepers.add(backup);
    assertThat(backup.getFileName().toString()).matches("keys\\.txt\\.backup-\\d{8}T\\d{6}Z");
    assertThat(backup).hasContent("# another project\n" + FOREIGN + "\n");
  }

  @Test
  void aVariableThatHidesTheFileIsSaid() throws Exception {
    environment.put("SOPS_AGE_KEY", FOREIGN);
    String key = privateFile("key", pair.privateText());

    Session session = keytally("keys", "sync", "--ssh", key);

    assertThat(session.err()).contains("SOPS_AGE_KEY is set");
  }

  /** A client of Bitwarden that knows these items. */
  private void bitwarden(String... items) throws IOException {
    Path bw = folder.resolve("bin/bw");
    Files.createDirectories(bw.getParent());
    Files.writeString(
        bw,
        "#!/bin/sh\n[ \"$1\" != list ] || cat <<'END'\n[" + String.join(",", items) + "]\nEND\n");
    Files.setPosixFilePermissions(bw, PosixFilePermissions.fromString("rwx------"));
    keepers.add(bw);
    environment.put("PATH", bw.getParent() + ":/usr/bin:/bin");
    environment.put("HOSTNAME", "laptop.example.org");
  }

  private String item(String name, SshKeyPair publicHalf, SshKeyPair privateHalf) {
    canary.add(publicHalf).add(privateHalf);
    return "{\"type\":5,\"name\":\""
        + name
        + "\",\"sshKey\":{\"publicKey\":\""
        + publicHalf.publicLine()
        + "\",\"privateKey\":\""
        + privateHalf.privateText().replace("\n", "\\n")
        + "\"}}";
  }

  private String item(String name, SshKeyPair pair) {
    return item(name, pair, pair);
  }

  private void configuration(String text) throws Exception {
    run("git", "init", "-q", folder.toString());
    Files.writeString(folder.resolve(".keytally.yaml"), text);
  }

  @Test
  void theKeyFileHoldsThePersonThisHostAndTheConfiguredServices() throws Exception {
    SshKeyPair host = SshKeyPair.generate();
    SshKeyPair service = SshKeyPair.generate();
    bitwarden(
        item("fleet-alice", pair),
        item("fleet-laptop", host),
        item("fleet-backup", service),
        item("fleet-bob", SshKeyPair.generate()));
    configuration(
        """
        people:
          alice:
            users: [alice, alice-laptop]
        vault:
          items: fleet-NAME
          services: [backup]
        """);

    Session session = keytally("keys", "sync", "--user", "alice-laptop", "--apply", "--yes");

    assertThat(session.code()).as(session.err()).isZero();
    assertThat(Files.readAllLines(keyFile()))
        .filteredOn(line -> line.startsWith("#"))
        .containsExactlyInAnyOrder(
            "# public key: " + pair.recipient(),
            "# public key: " + host.recipient(),
            "# public key: " + service.recipient());
  }

  @Test
  void aHostNeedsNoItemButAPersonAServiceAndAHostThatIsNamedDo() throws Exception {
    bitwarden(item("sops-alice-ssh", pair));
    assertThat(keytally("keys", "sync", "--user", "alice").code()).isEqualTo(ExitCode.FINDINGS);

    Session person = keytally("keys", "sync", "--user", "bob");
    assertThat(person.code()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(person.err()).contains("The vault has no item sops-bob-ssh");
    Session host = keytally("keys", "sync", "--user", "alice", "--host", "web01");
    assertThat(host.err()).contains("The vault has no item sops-web01-ssh");
    environment.put("USER", "alice");
    assertThat(keytally("keys", "sync").code()).isEqualTo(ExitCode.FINDINGS);
    environment.remove("USER");
    assertThat(keytally("keys", "sync").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void anItemThatContradictsItselfIsNotWritten() throws Exception {
    bitwarden(item("sops-alice-ssh", SshKeyPair.generate(), pair));
    Session halves = keytally("keys", "sync", "--user", "alice", "--apply", "--yes");
    assertThat(halves.code()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(halves.err())
        .contains("sops-alice-ssh has a private key that is not that of its public key");

    bitwarden(item("sops-alice-ssh", pair), item("sops-alice-ssh", SshKeyPair.generate()));
    Session twins = keytally("keys", "sync", "--user", "alice", "--apply", "--yes");
    assertThat(twins.err()).contains("sops-alice-ssh is the name of 2 items");

    bitwarden("{\"type\":5,\"name\":\"sops-alice-ssh\",\"sshKey\":{\"privateKey\":null}}");
    Session empty = keytally("keys", "sync", "--user", "alice", "--apply", "--yes");
    assertThat(empty.err()).contains("sops-alice-ssh has no private key");
    assertThat(keyFile()).doesNotExist();
  }

  @Test
  void withoutAHomeThereIsNoPlaceForAKeyFile() throws Exception {
    environment.remove("HOME");
    String key = privateFile("key", pair.privateText());

    Session session = keytally("keys", "sync", "--ssh", key);

    assertThat(session.code()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(session.err()).contains("SOPS_AGE_KEY_FILE");
  }
}
