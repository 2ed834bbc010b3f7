package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.plain;
import static org.keytally.demo.FleetBuilder.shared;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.age.X25519Identity;
import org.keytally.cli.Terminal.Ability;
import org.keytally.demo.FleetBuilder;

/** A person's key is replaced everywhere; what opens is asked of real sops. */
class RotateUserTest {

  private static final String CANARY = "canary-4711-plaintext";
  private static final String KEY_JSON = "sops/users/alice/key.json";

  @TempDir private Path folder;
  private Path fleet;
  private Path keys;
  private Path newKey;
  private String oldRecipient;
  private String newRecipient;
  private FleetBuilder builder;

  @BeforeEach
  void makeAFleet() throws Exception {
    fleet = folder.resolve("fleet");
    keys = folder.resolve("age/keys.txt");
    newKey = folder.resolve("new.txt");
    builder = FleetBuilder.seeded(5);
    oldRecipient = builder.user("alice").recipient("alice");
    builder
        .userWithKeys("alice-laptop", oldRecipient)
        .user("bob")
        .userWithKeys("dave", builder.recipient("bob"))
        .group("admins", "alice", "bob")
        .machine("web01", "groups/admins")
        .inventory()
        .secretText(plain("token"), CANARY, "groups/admins", "machines/web01")
        .secretText(plain("hers"), CANARY, "users/alice", "users/alice-laptop", "users/bob")
        .secretText(plain("bobs"), CANARY, "users/bob", "users/dave")
        .secretText(perMachine("web01", "openssh", "id"), CANARY, "groups/admins", "machines/web01")
        .secretText(shared("ca", "key"), CANARY, "groups/admins", "machines/web01")
        .anchor("alice")
        .anchor("bob")
        .anchor("web01")
        .rule("^odd/.*$", "bob", "alice", "web01")
        .ruledFile("odd/no extension", CANARY)
        .ruledFile("odd/app.yaml", "# why\npassword: " + CANARY + "\nports: [80, 443]\n")
        .ruledFile("odd/.env", "PASSWORD=" + CANARY + "\n")
        .ruledFile("odd/settings.json", "{\"password\": \"" + CANARY + "\", \"n\": 1}")
        .ruledFile("odd/üml äut.ini", "[db]\npassword = " + CANARY + "\n")
        .file(
            ".keytally.yaml",
            "people:\n  alice:\n    users: [alice, alice-laptop]\n  bob:\n    users: [bob, dave]\n");
    builder.commitTo(fleet);
    Files.move(fleet.resolve("odd/app.yaml"), fleet.resolve("odd/app.yaml.sealed"));
    git("add", "-A");
    git("commit", "-qm", "Rename a file");
    Files.createDirectories(keys.getParent());
    Files.setPosixFilePermissions(keys.getParent(), PosixFilePermissions.fromString("rwx------"));
    byte[] bobs = builder.keyFile("bob");
    Files.write(keys, concat("# mine\n".getBytes(UTF_8), builder.keyFile("alice")));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    Files.write(folder.resolve("bob.txt"), bobs);
    Files.write(folder.resolve("old.txt"), builder.keyFile("alice"));
    try (X25519Identity identity = X25519Identity.generate(new SecureRandom())) {
      newRecipient = identity.publicKey().text();
      Files.write(newKey, concat(identity.encode(), "\n".getBytes(UTF_8)));
    }
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private Session rotate(String... more) {
    return rotate(new Session(fleet), more);
  }

  private Session rotate(Session session, String... more) {
    return session.run(
        Stream.concat(
                Stream.of("rotate", "user", "alice", "--keyfile", keys.toString()),
                Arrays.stream(more))
            .toArray(String[]::new));
  }

  private void isSound() {
    Session check =
        new Session(fleet)
            .run("check", "--verify", "--keyfile", keys.toString(), "--fail-on", "warning");
    assertThat(check.code()).as(check.out() + check.err()).isEqualTo(ExitCode.OK);
  }

  private String text(String path) throws IOException {
    return Files.readString(fleet.resolve(path));
  }

  @Test
  void beforeBothAndAfterAreSoundAndOpenForExactlyTheRightKeys() throws Exception {
    isSound();
    Set<String> hers = opens(folder.resolve("old.txt"));
    Set<String> bobs = opens(folder.resolve("bob.txt"));
    assertThat(hers).hasSize(10);
    String sopsYaml = text(".sops.yaml");

    Session add = rotate("--new-key", newKey.toString(), "--phase", "add", "--apply", "--yes");
    assertThat(add.code()).as(add.err()).isEqualTo(ExitCode.OK);
    assertThat(add.out()).contains("--phase drop").doesNotContain("AGE-SECRET");
    isSound();
    assertThat(opens(newKey)).isEqualTo(hers);
    assertThat(opens(folder.resolve("old.txt"))).isEqualTo(hers);
    assertThat(opens(folder.resolve("bob.txt"))).isEqualTo(bobs);
    assertThat(text(".sops.yaml")).contains("&alice-next " + newRecipient).contains("*alice-next");
    assertThat(text(KEY_JSON)).contains(oldRecipient, newRecipient);
    assertThat(Files.readString(keys)).contains(oldRecipient, newRecipient);

    Session drop = rotate("--phase", "drop", "--apply", "--yes");
    assertThat(drop.code()).as(drop.err()).isEqualTo(ExitCode.OK);
    assertThat(drop.out())
        .contains("to replace where they come from")
        .contains("sops/secrets/token/secret")
        .contains("clan secrets set token")
        .contains("clan vars generate web01 --generator openssh --regenerate")
        .contains("keytally rotate machine web01");
    isSound();
    assertThat(opens(newKey)).isEqualTo(hers);
    assertThat(opens(folder.resolve("old.txt"))).isEmpty();
    assertThat(opens(folder.resolve("bob.txt"))).isEqualTo(bobs);
    assertThat(text(".sops.yaml")).isEqualTo(sopsYaml.replace(oldRecipient, newRecipient));
    assertThat(text(KEY_JSON)).contains(newRecipient).doesNotContain(oldRecipient);
    assertThat(text("sops/users/alice-laptop/key.json")).isEqualTo(text(KEY_JSON));
    assertThat(rotate("--new-key", newKey.toString()).code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void inOneRunTheKeyFileHasTheNewIdentityAndADatedBackupTheOld() throws Exception {
    Session session = rotate("--generate", "--apply", "--yes");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    isSound();
    String content = Files.readString(keys);
    assertThat(content).startsWith("# mine\n").doesNotContain(oldRecipient);
    assertThat(Files.getPosixFilePermissions(keys))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    List<Path> backups;
    try (Stream<Path> files = Files.list(keys.getParent())) {
      backups = files.filter(file -> file.toString().contains(".backup-")).toList();
    }
    assertThat(backups)
        .isNotEmpty()
        .allSatisfy(
            backup -> {
              assertThat(Files.readString(backup)).contains(oldRecipient);
              assertThat(Files.getPosixFilePermissions(backup))
                  .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            });
    assertThat(opens(keys)).hasSize(10);
    assertThat(opens(folder.resolve("old.txt"))).isEmpty();
  }

  @Test
  void theDryRunShowsBothHalvesAndChangesNothing() throws Exception {
    Session session = rotate("--generate");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.FINDINGS);
    assertThat(session.out())
        .contains("phase add")
        .contains("write a new identity into ")
        .contains("published keys: 2")
        .contains("creation rules: 1")
        .contains("new key beside the old: 10, with your private key")
        .contains("phase drop")
        .contains("old key dropped, new data key: 10")
        .contains("yet to be made")
        .contains("Nothing was changed");
    assertThat(git("status", "--porcelain").lines()).isEmpty();
    assertThat(Files.readString(keys)).contains(oldRecipient);
    JsonNode json = new ObjectMapper().readTree(rotate("--generate", "--format", "json").out());
    assertThat(json.path("phases")).hasSize(2);
    assertThat(json.path("newKey").isMissingNode()).isTrue();
    assertThat(json.path("oldKeys").get(0).asText()).isEqualTo(oldRecipient);
    assertThat(rotate("--generate", "--format", "markdown").out())
        .contains("- [ ] `sops/secrets/hers/secret`: `clan secrets set hers`");
  }

  @Test
  void aRotationThatWasInterruptedGoesOnWithTheSameKey() throws Exception {
    assertThat(rotate("--generate", "--phase", "add", "--apply", "--yes").code())
        .isEqualTo(ExitCode.OK);
    String both = text(KEY_JSON);
    assertThat(rotate("--generate", "--phase", "add").code()).isEqualTo(ExitCode.OK);
    Session session = rotate("--generate", "--apply", "--yes");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    assertThat(text(KEY_JSON)).doesNotContain(oldRecipient);
    assertThat(both).contains(text(KEY_JSON).split("\"", -1)[3]);
    isSound();
  }

  @Test
  void aKeyThatWasMadeBeforeAnInterruptionIsUsed() throws Exception {
    assertThat(rotate("--generate", "--phase", "add", "--apply", "--yes").code())
        .isEqualTo(ExitCode.OK);
    String made = Files.readString(keys);
    git("checkout", "-q", ".");
    assertThat(text(KEY_JSON)).contains(oldRecipient);
    Session session = rotate("--generate", "--apply", "--yes");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    assertThat(made).contains(Files.readString(keys).lines().toList().subList(1, 3));
    assertThat(opens(keys)).hasSize(10);
  }

  @Test
  void aFileThatIsExcludedIsNamed() throws Exception {
    Files.writeString(
        fleet.resolve(".keytally.yaml"),
        text(".keytally.yaml") + "exclude: [\"odd/settings.json\"]\n");
    Session session = rotate("--new-key", newKey.toString(), "--apply", "--yes");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    assertThat(session.out())
        .contains("odd/settings.json is excluded in .keytally.yaml, so it is left alone");
    assertThat(opens(folder.resolve("old.txt"))).containsExactly("odd/settings.json");
  }

  @Test
  void aServiceIsKnownByItsAnchor() throws Exception {
    Files.writeString(
        fleet.resolve(".sops.yaml"),
        text(".sops.yaml").replace("&web01", "&ci").replace("*web01", "*ci"));
    Files.writeString(fleet.resolve(".keytally.yaml"), text(".keytally.yaml") + "external: [ci]\n");
    Path pub = Files.writeString(folder.resolve("ci.pub"), newRecipient + "\n");
    Session session =
        new Session(fleet)
            .run(
                "rotate",
                "user",
                "ci",
                "--keyfile",
                keys.toString(),
                "--new-key",
                pub.toString(),
                "--apply",
                "--yes");
    assertThat(session.code()).as(session.out() + session.err()).isEqualTo(ExitCode.OK);
    assertThat(text(".sops.yaml")).contains("&ci-next " + newRecipient, "*ci-next");
    assertThat(opens(newKey)).contains("odd/no extension", "odd/.env");
  }

  @Test
  void anAnchorTellsAnotherWorkTreeWhichKeyIsNew() throws Exception {
    assertThat(rotate("--new-key", newKey.toString(), "--phase", "add", "--apply", "--yes").code())
        .isEqualTo(ExitCode.OK);
    Files.delete(fleet.resolve(".git/keytally/rotations"));
    Session session = rotate("--phase", "drop", "--apply", "--yes");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    assertThat(text(KEY_JSON)).contains(newRecipient).doesNotContain(oldRecipient);
  }

  @Test
  void aPublicKeyIsPutBesideAndTheOldOneStaysUntilSomebodyProvesTheNewOne() throws Exception {
    Path pub = Files.writeString(folder.resolve("alice.pub"), newRecipient + "\n");
    Session session = rotate("--new-key", pub.toString(), "--apply", "--yes");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    assertThat(session.out()).contains("holds only the old key of alice, alice-laptop");
    assertThat(text(KEY_JSON)).contains(oldRecipient, newRecipient);
    isSound();
    Session drop = rotate("--phase", "drop", "--apply", "--yes");
    assertThat(drop.code()).isEqualTo(ExitCode.USAGE);
    assertThat(drop.err()).contains("--trust alice");
    assertThat(rotate("--new-key", newKey.toString(), "--phase", "drop", "--apply", "--yes").code())
        .isEqualTo(ExitCode.OK);
    isSoundFor(newKey);
  }

  private void isSoundFor(Path file) {
    Session check = new Session(fleet).run("check", "--verify", "--keyfile", file.toString());
    assertThat(check.code()).as(check.out()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aKeyThatTwoPersonsShareStaysWhereTheOtherReads() throws Exception {
    Files.writeString(
        fleet.resolve(".keytally.yaml"), "people:\n  alice:\n    users: [alice, alice-laptop]\n");
    Path bob = folder.resolve("bob.txt");
    Files.setPosixFilePermissions(bob, PosixFilePermissions.fromString("rw-------"));
    Set<String> before = opens(bob);
    Session session =
        new Session(fleet)
            .run(
                "rotate",
                "user",
                "bob",
                "--keyfile",
                bob.toString(),
                "--new-key",
                newKey.toString(),
                "--apply",
                "--yes");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    assertThat(session.out()).contains("dave has the same key").contains("rotate user dave");
    assertThat(opens(newKey)).isEqualTo(before);
    Files.write(folder.resolve("dave.txt"), builder.keyFile("dave"));
    assertThat(opens(folder.resolve("dave.txt"))).contains("sops/secrets/bobs/secret");
    Session check = new Session(fleet).run("check", "--verify", "--keyfile", newKey.toString());
    assertThat(check.code()).as(check.out()).isEqualTo(ExitCode.OK);
  }

  @Test
  void anUnsoundFleetIsRefused() throws Exception {
    fleet = folder.resolve("unsound");
    builder.dropRecipient(plain("token"), "alice").commitTo(fleet);
    Session session = rotate("--generate", "--apply", "--yes");
    assertThat(session.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(session.out()).contains("keytally repair --only recipient-missing");
    assertThat(text(KEY_JSON)).contains(oldRecipient).doesNotContain(newRecipient);
  }

  @Test
  void whoeverIsNotKnownOrHasSeveralKeysIsAskedAbout() throws Exception {
    Session nobody = new Session(fleet).run("rotate", "user", "zoe", "--generate");
    assertThat(nobody.code()).isEqualTo(ExitCode.USAGE);
    assertThat(nobody.err()).contains("alice, alice-laptop, bob, dave");
    assertThat(rotate().err()).contains("say what the new key is");
    Session others =
        new Session(fleet).run("rotate", "user", "bob", "--generate", "--keyfile", keys.toString());
    assertThat(others.code()).isEqualTo(ExitCode.USAGE);
    assertThat(others.err()).contains("Let bob run it");
  }

  @Test
  void onATerminalThePersonIsAsked() throws Exception {
    Session no =
        rotate(
            new Session(fleet)
                .on(Ability.OUT, Ability.UNICODE)
                .reading(new ByteArrayInputStream("n\n".getBytes(UTF_8))),
            "--generate",
            "--apply");
    assertThat(no.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(no.err()).contains("Carry out: rotate user alice? [y/N]");
    assertThat(text(KEY_JSON)).contains(oldRecipient).doesNotContain(newRecipient);
  }

  @Test
  void eachHalfIsACommitOfItsOwn() throws Exception {
    Session session = rotate("--generate", "--apply", "--yes", "--commit");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    assertThat(git("log", "-2", "--format=%s"))
        .isEqualTo(
            "secrets: rotate user alice, phase drop\nsecrets: rotate user alice, phase add\n");
    assertThat(git("status", "--porcelain")).isEmpty();
  }

  @Test
  void noPrivateKeyAndNoPlaintextIsLeftAnywhereButInTheKeyFile() throws Exception {
    Session session = rotate("-v", "--new-key", newKey.toString(), "--apply", "--yes");
    assertThat(session.code()).isEqualTo(ExitCode.OK);
    String secret = Files.readString(newKey).strip();
    assertThat(session.out() + session.err()).doesNotContain(secret, CANARY, "AGE-SECRET-KEY-1");
    try (Stream<Path> files = Files.walk(fleet)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(secret, CANARY, "AGE-SECRET-KEY-1");
      }
    }
  }

  private Set<String> opens(Path keyFile) throws Exception {
    return OpenedBySops.in(fleet, keyFile, CANARY);
  }

  private String git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(fleet.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return output;
  }
}
