package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.Canary;
import org.keytally.RealTools;
import org.keytally.SshKeyPair;
import org.keytally.demo.FleetBuilder;
import org.keytally.source.BitwardenClient;
import org.keytally.source.StandInVault;

/**
 * The real client of Bitwarden, logged in to a vault on loopback. Each of its calls takes a second
 * or more, so all tests share one profile, which none of them changes.
 */
class BitwardenIT {

  private static final SshKeyPair ALICE = SshKeyPair.generate();
  private static final SshKeyPair BOB = SshKeyPair.generate();
  private static final SshKeyPair HOST = SshKeyPair.generate();
  private static final SshKeyPair TWIN = SshKeyPair.generate();
  private static final Canary CANARY = new Canary(ALICE, BOB, HOST, TWIN);
  private static final String WORD = "a word that only alice and bob know";

  @TempDir private static Path shared;
  private static StandInVault vault;
  private static Map<String, String> unlocked;

  @TempDir private Path folder;
  private Path home;
  private Path fleet;

  @BeforeAll
  static void logIn() throws Exception {
    RealTools.require("bw");
    vault = StandInVault.start(shared);
    vault
        .sshItem("sops-alice-ssh", ALICE)
        .loginItem("sops-bob-ssh", BOB)
        .sshItem("sops-web01-ssh", HOST)
        .loginItem("sops-twin-ssh", TWIN)
        .loginItem("sops-twin-ssh", BOB)
        .sshItem("my sops-alice-ssh of old", TWIN);
    Path profile = Files.createDirectory(shared.resolve("bw"));
    unlocked = new BitwardenClient(profile, vault).unlocked(vault).environment();
  }

  @AfterAll
  static void stop() {
    if (vault != null) {
      vault.close();
    }
  }

  /** Alice's and bob's keys are those of the vault; web01's key came from its ssh host key. */
  @BeforeEach
  void prepare() throws Exception {
    home = Files.createDirectory(folder.resolve("home"));
    fleet = folder.resolve("fleet");
    FleetBuilder.random()
        .userWithKeys("alice", ALICE.recipient())
        .userWithKeys("bob", BOB.recipient())
        .group("admins", "alice", "bob")
        .machine("web01", "admins")
        .secretText(plain("word"), WORD, "admins")
        .build()
        .commitTo(fleet, "Set up the fleet");
  }

  @AfterEach
  void noPrivateKeyIsLeftBehind() {
    CANARY.assertAbsentBelow(List.of(folder, shared), keyFile());
  }

  private Path keyFile() {
    return home.resolve(".config/sops/age/keys.txt");
  }

  private Session keytally(Map<String, String> shell, String... arguments) {
    Map<String, String> environment = new HashMap<>(shell);
    environment.put("HOME", home.toString());
    Session session = new Session(fleet).with(environment).run(arguments);
    CANARY.assertAbsentFrom(session.out(), session.err());
    return session;
  }

  /** Runs a program in the fleet, which has to do well. */
  private String run(Map<String, String> shell, Path program, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(fleet.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(shell);
    builder.environment().put("HOME", home.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    CANARY.assertAbsentFrom(said);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** The shell with one variable changed. */
  private static Map<String, String> but(String variable, String value) {
    Map<String, String> shell = new HashMap<>(unlocked);
    shell.put(variable, value);
    return shell;
  }

  @Test
  void bothShapesOfItemsAreListedAndTwoItemsOfOneNameAreNot() {
    Session session = keytally(unlocked, "keys", "extract", "--format", "json");

    assertThat(session.out())
        .contains(ALICE.publicLine(), ALICE.recipient())
        .contains(BOB.publicLine(), BOB.recipient())
        .contains(HOST.recipient())
        .doesNotContain(TWIN.recipient(), "of old");
    assertThat(session.err())
        .isEqualTo(
            "keytally: Bitwarden: item sops-twin-ssh is the name of 2 items; delete or rename all"
                + " but one.\n");
    assertThat(session.code()).isEqualTo(ExitCode.UNREADABLE);
  }

  @Test
  void personsAndHostsAreComparedWithTheVault() {
    Session session = keytally(unlocked, "correspond", "--bitwarden", "--keyfile", "none", "-v");

    assertThat(session.out())
        .contains("ssh tallies: item sops-alice-ssh of Bitwarden")
        .contains("ssh tallies: item sops-bob-ssh of Bitwarden")
        .containsPattern("(?s)web01.*item sops-web01-ssh of Bitwarden\\s+converts to");
    assertThat(session.err()).isEmpty();
  }

  @Test
  void theKeyFileThatIsWrittenOpensTheFleetToRealSops() throws Exception {
    Map<String, String> shell = but("HOSTNAME", "web01");
    shell.put("KEYTALLY", BuiltTool.launcher().toString());
    shell.put("KEYTALLY_JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString());

    String said =
        run(shell, Path.of("hooks/sops-sync-keys").toAbsolutePath(), "--user", "bob", "--yes");

    assertThat(said)
        .contains("Add the identity of sops-bob-ssh, " + BOB.recipient())
        .contains("Add the identity of sops-web01-ssh, " + HOST.recipient())
        .doesNotContain("alice");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile())))
        .isEqualTo("rw-------");
    String opened = run(Map.of(), RealTools.require("sops"), "-d", "sops/secrets/word/secret");
    assertThat(opened).contains(WORD);
  }

  @Test
  void aLockedVaultIsSaidWithTheCommandThatUnlocksIt() {
    Map<String, String> locked = new HashMap<>(unlocked);
    locked.remove("BW_SESSION");

    Session session = keytally(locked, "keys", "extract");

    assertThat(session.err())
        .isEqualTo(
            "keytally: Bitwarden was not asked: the vault is locked, and BW_SESSION is not set."
                + " Type: export BW_SESSION=\"$(bw unlock --raw)\"\n");
    assertThat(session.code()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(session.out()).isEmpty();
  }

  @Test
  void aClientThatIsLoggedOutIsSaidAsSuch() throws Exception {
    Path unused = Files.createDirectory(folder.resolve("unused"));

    Session session =
        keytally(but("BITWARDENCLI_APPDATA_DIR", unused.toString()), "correspond", "--bitwarden");

    assertThat(session.err())
        .contains("Bitwarden was not asked: the client bw is not logged in. Type: bw login\n");
    assertThat(session.code()).isEqualTo(ExitCode.UNREADABLE);
  }

  @Test
  void aServerThatDoesNotAnswerIsSaidAsSuchAndAnOldCopyNotBelieved() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    String state = Files.readString(shared.resolve("bw/data.json"));
    assertThat(state).contains(vault.url());
    Files.writeString(
        elsewhere.resolve("data.json"), state.replace(vault.url(), "https://127.0.0.1:1"));

    Session session =
        keytally(but("BITWARDENCLI_APPDATA_DIR", elsewhere.toString()), "keys", "extract");

    assertThat(session.out()).isEmpty();
    assertThat(session.err()).contains("its server does not answer").contains("Try: bw sync");
    assertThat(session.code()).isEqualTo(ExitCode.UNREADABLE);
  }

  @Test
  void aMissingClientIsSaidWithTheCommandThatInstallsIt() {
    Session session = keytally(but("PATH", "/nowhere"), "keys", "extract");

    assertThat(session.err()).contains("Install it with: npm install -g @bitwarden/cli\n");
    assertThat(session.code()).isEqualTo(ExitCode.UNREADABLE);
  }
}
