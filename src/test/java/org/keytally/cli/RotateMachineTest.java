package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.plain;
import static org.keytally.demo.FleetBuilder.shared;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.demo.FleetBuilder;

/** A machine's key is replaced in two phases, with its deployment between them. */
class RotateMachineTest {

  private static final String CANARY = "canary-4711-plaintext";
  private static final String WEB = "sops/machines/web01/key.json";
  private static final String PART = "sops/secrets/web01-age.key/secret";

  /** The public half of a key that a host would tell, and what ssh-to-age makes of it. */
  private static final String SCANNED =
      "db01 ssh-ed25519"
          + " AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n";

  @TempDir private Path folder;
  private Path fleet;
  private Path keys;
  private Path old;
  private String oldRecipient;

  @BeforeEach
  void makeAFleet() throws Exception {
    fleet = folder.resolve("fleet");
    keys = folder.resolve("keys.txt");
    old = folder.resolve("old.txt");
    FleetBuilder builder =
        FleetBuilder.seeded(6)
            .user("alice")
            .user("bob")
            .group("admins", "alice", "bob")
            .machine("web01", "groups/admins")
            .machineWithHostKey("db01")
            .inventory()
            .secretText(plain("token"), CANARY, "groups/admins", "machines/web01")
            .secretText(plain("other"), CANARY, "groups/admins", "machines/db01")
            .secretText(
                perMachine("web01", "openssh", "id"), CANARY, "groups/admins", "machines/web01")
            .secretText(
                shared("ca", "key"), CANARY, "groups/admins", "machines/web01", "machines/db01")
            .anchor("alice")
            .anchor("bob")
            .anchor("web01")
            .rule("^odd/.*$", "bob", "alice", "web01")
            .ruledFile("odd/no extension", CANARY)
            .ruledFile("odd/app.yaml", "password: " + CANARY + "\n");
    builder.commitTo(fleet);
    oldRecipient = builder.recipient("web01");
    Files.write(keys, builder.keyFile("alice"));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    Files.write(old, builder.keyFile("web01"));
  }

  private Session rotate(Session session, String... more) {
    return session.run(
        Stream.concat(
                Stream.of("rotate", "machine", "--keyfile", keys.toString()), Arrays.stream(more))
            .toArray(String[]::new));
  }

  private Session rotate(String... more) {
    return rotate(new Session(fleet), more);
  }

  private void isSound() {
    Session check = new Session(fleet).run("check", "--verify", "--keyfile", keys.toString());
    assertThat(check.code()).as(check.out() + check.err()).isEqualTo(ExitCode.OK);
  }

  private String text(String path) throws IOException {
    return Files.readString(fleet.resolve(path));
  }

  private Set<String> opens(Path keyFile) throws Exception {
    return OpenedBySops.in(fleet, keyFile, CANARY);
  }

  @Test
  void theNewKeyIsDeployedBeforeTheOldOneIsDropped() throws Exception {
    Set<String> files = opens(old);
    Set<String> persons = opens(keys);
    assertThat(files).hasSize(5).doesNotContain(PART);

    Session add = rotate("web01", "--apply", "--yes");
    assertThat(add.code()).as(add.err()).isEqualTo(ExitCode.OK);
    assertThat(add.out())
        .contains("clan machines update web01")
        .contains("keytally rotate machine web01 --phase drop --apply")
        .doesNotContain("AGE-SECRET");
    isSound();
    Path part = Files.write(folder.resolve("new.txt"), privatePart());
    assertThat(Files.readString(part)).doesNotEndWith("\n");
    assertThat(opens(part)).isEqualTo(files);
    assertThat(opens(old)).isEqualTo(files);
    assertThat(opens(keys)).isEqualTo(persons);
    assertThat(text(".sops.yaml")).contains("&web01-next");

    Session again = rotate("web01", "--apply", "--yes");
    assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.OK);
    assertThat(again.out()).contains("Nothing to do.").contains("--phase drop");

    Session drop = rotate("web01", "--phase", "drop", "--apply", "--yes");
    assertThat(drop.code()).as(drop.err()).isEqualTo(ExitCode.OK);
    isSound();
    assertThat(opens(part)).isEqualTo(files);
    assertThat(opens(old)).isEmpty();
    assertThat(opens(keys)).isEqualTo(persons);
    assertThat(text(WEB)).doesNotContain(oldRecipient);
    assertThat(text(".sops.yaml")).doesNotContain("-next").doesNotContain(oldRecipient);
  }

  private byte[] privatePart() throws Exception {
    ProcessBuilder sops =
        new ProcessBuilder(
                RealTools.require("sops").toString(),
                "decrypt",
                "--input-type",
                "binary",
                "--output-type",
                "binary",
                PART)
            .directory(fleet.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    sops.environment().put("SOPS_AGE_KEY_FILE", keys.toString());
    Process process = sops.start();
    byte[] text = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    return text;
  }

  @Test
  void theDryRunMakesNoKeyAndChangesNothing() throws Exception {
    String before = text(WEB);
    Session session = rotate("web01");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.FINDINGS);
    assertThat(session.out())
        .contains("private key of the machine: 1")
        .contains("rewrite " + PART)
        .contains("machine web01 (a key that is yet to be made)")
        .contains("new key beside the old: 5");
    assertThat(text(WEB)).isEqualTo(before);
  }

  @Test
  void aMachineWithoutPrivateKeyInTheRepositoryTellsItsNewPublicKey() throws Exception {
    Session missing = rotate("db01");
    assertThat(missing.code()).isEqualTo(ExitCode.USAGE);
    assertThat(missing.err()).contains("ssh-keyscan").contains("--new-key -");
    Session add =
        rotate(
            new Session(fleet).reading(new ByteArrayInputStream(SCANNED.getBytes(UTF_8))),
            "db01",
            "--new-key",
            "-",
            "--apply",
            "--yes");
    assertThat(add.code()).as(add.err()).isEqualTo(ExitCode.OK);
    isSound();
    Session drop = rotate("db01", "--phase", "drop", "--apply", "--yes");
    assertThat(drop.code()).as(drop.err()).isEqualTo(ExitCode.OK);
    isSound();
  }

  @Test
  void whatCannotBeDoneIsSaid() throws Exception {
    assertThat(rotate("nowhere").err()).contains("db01, web01");
    Session early = rotate("web01", "--phase", "drop");
    assertThat(early.code()).isEqualTo(ExitCode.USAGE);
    Path pub = Files.writeString(folder.resolve("pub"), SCANNED);
    assertThat(rotate("web01", "--new-key", pub.toString()).err())
        .contains("the new one has to be too");
  }
}
