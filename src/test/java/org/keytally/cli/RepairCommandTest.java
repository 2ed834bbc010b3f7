package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.cli.Terminal.Ability;
import org.keytally.demo.FleetBuilder;

class RepairCommandTest {

  private static final String OTHER = FleetBuilder.seeded(9).user("x").recipient("users/x");
  private static final String LINK = "sops/secrets/token/users/carol";

  @TempDir private Path folder;
  private Path fleet;
  private Path keys;

  @BeforeEach
  void makeAFleetWithFaults() throws Exception {
    fleet = folder.resolve("fleet");
    keys = folder.resolve("keys.txt");
    FleetBuilder builder =
        FleetBuilder.seeded(3)
            .user("alice")
            .user("bob")
            .secret(plain("token"), "alice", "bob")
            .secret(plain("other"), "alice", "bob")
            .danglingLink(plain("token"), "users/carol")
            .dropRecipient(plain("other"), "bob");
    builder.commitTo(fleet);
    Files.write(keys, builder.keyFile("alice"));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
  }

  private Session repair(String... more) {
    return repair(new Session(fleet), more);
  }

  private Session repair(Session session, String... more) {
    String[] args = new String[more.length + 3];
    args[0] = "repair";
    args[1] = "--keyfile";
    args[2] = keys.toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return session.run(args);
  }

  @Test
  void aPlanIsShownAndNothingIsChanged() {
    Session session = repair();
    assertThat(session.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(session.out())
        .contains("NEW READERS: bob → 1 secret (link added in ")
        .contains("link-dangling: 1")
        .contains("delete " + LINK)
        .contains("recipient-missing: 1, with your private key")
        .contains("    + bob (age1")
        .contains("    = alice")
        .contains("Plan: 2 changes.");
    assertThat(fleet.resolve(LINK)).isSymbolicLink();
  }

  @Test
  void yesAloneStaysADryRun() {
    assertThat(repair("--yes").code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(fleet.resolve(LINK)).isSymbolicLink();
  }

  @Test
  void applyingWithoutATerminalNeedsYes() {
    Session session = repair("--apply");
    assertThat(session.code()).isEqualTo(ExitCode.USAGE);
    assertThat(session.err()).contains("--yes");
  }

  @Test
  void aRepairIsAppliedAndASecondHasNothingToDo() {
    Session session = repair("--apply", "--yes");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    assertThat(session.out()).contains("Done: 2 changes.");
    assertThat(Files.exists(fleet.resolve(LINK))).isFalse();
    Session second = repair();
    assertThat(second.code()).isEqualTo(ExitCode.OK);
    assertThat(second.out()).contains("Nothing to repair.");
    assertThat(new Session(fleet).run("check", "--only", "recipient-missing,link-dangling").code())
        .isEqualTo(ExitCode.OK);
  }

  @Test
  void onATerminalThePersonIsAskedByTheNamesOfNewReaders() {
    Session no =
        repair(
            new Session(fleet)
                .on(Ability.OUT, Ability.UNICODE)
                .reading(new ByteArrayInputStream("n\n".getBytes(UTF_8))),
            "--apply");
    assertThat(no.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(no.err()).contains("give access to bob? [y/N]").contains("nothing was changed");
    assertThat(fleet.resolve(LINK)).isSymbolicLink();
    Session yes =
        repair(
            new Session(fleet)
                .on(Ability.OUT, Ability.UNICODE)
                .reading(new ByteArrayInputStream("y\n".getBytes(UTF_8))),
            "--apply");
    assertThat(yes.code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void theKeyFileIsClosedToOthersAndItsCommentsTellTheTruth() throws Exception {
    String text = Files.readString(keys);
    String wrong = text.replaceFirst("public key: age1[a-z0-9]+", "public key: " + OTHER);
    Files.writeString(keys, wrong);
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
    Session plan = repair("--only", "keyfile-comment-mismatch,keyfile-permissions");
    assertThat(plan.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(plan.out())
        .contains("your key file ", "(0600)", "not " + OTHER, "Plan: 2 changes.")
        .doesNotContain("AGE-SECRET-KEY");
    assertThat(Files.readString(keys)).isEqualTo(wrong);

    Session done =
        repair("--only", "keyfile-comment-mismatch,keyfile-permissions", "--apply", "--yes");
    assertThat(done.code()).as(done.err()).isEqualTo(ExitCode.OK);
    assertThat(Files.readString(keys)).isEqualTo(text);
    assertThat(Files.getPosixFilePermissions(keys))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(git("status", "--porcelain")).isEmpty();
    try (var files = Files.list(folder)) {
      assertThat(files.filter(f -> f.getFileName().toString().startsWith("keys.txt.backup-")))
          .singleElement()
          .satisfies(
              backup -> {
                assertThat(backup).hasContent(wrong);
                assertThat(Files.getPosixFilePermissions(backup))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
              });
    }
    assertThat(repair("--only", "keyfile-comment-mismatch,keyfile-permissions").code())
        .isEqualTo(ExitCode.OK);
  }

  @Test
  void whoLosesAccessIsAskedTwice() throws Exception {
    FleetBuilder builder =
        FleetBuilder.seeded(3)
            .user("alice")
            .user("bob")
            .secret(plain("token"), "bob")
            .extraRecipient(plain("token"), "alice");
    Path own = folder.resolve("own");
    builder.commitTo(own);
    Files.write(keys, builder.keyFile("alice", "bob"));
    Session once = repair(answering(own, "y\nn\n"), "--apply");
    assertThat(once.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(once.err())
        .contains("Apply this plan?")
        .contains("You yourself lose access")
        .contains("nothing was changed");
    Session twice = repair(answering(own, "y\ny\n"), "--apply");
    assertThat(twice.code()).as(twice.err()).isEqualTo(ExitCode.OK);
    assertThat(new Session(own).run("check", "--only", "recipient-extra").code())
        .isEqualTo(ExitCode.OK);
  }

  private static Session answering(Path fleet, String answers) {
    return new Session(fleet)
        .on(Ability.OUT, Ability.UNICODE)
        .reading(new ByteArrayInputStream(answers.getBytes(UTF_8)));
  }

  @Test
  void aCommitHoldsJustTheChangedFilesAndNamesTheCauses() throws Exception {
    Files.writeString(fleet.resolve("notes.txt"), "mine");
    Files.writeString(fleet.resolve("staged.txt"), "mine too");
    git("add", "staged.txt");
    Session session = repair("--apply", "--yes", "--commit");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    assertThat(session.err()).contains("committed as ");
    assertThat(git("log", "-1", "--format=%s"))
        .isEqualTo("secrets: repair link-dangling, recipient-missing\n");
    assertThat(git("show", "--format=", "--name-only", "HEAD").lines())
        .containsExactlyInAnyOrder(LINK, "sops/secrets/other/secret");
    assertThat(git("status", "--porcelain")).isEqualTo("A  staged.txt\n?? notes.txt\n");
  }

  @Test
  void withoutCommitNothingIsStaged() throws Exception {
    assertThat(repair("--apply", "--yes").code()).isEqualTo(ExitCode.OK);
    assertThat(git("diff", "--cached", "--name-only")).isEmpty();
    assertThat(git("diff", "--name-only").lines())
        .containsExactlyInAnyOrder(LINK, "sops/secrets/other/secret");
  }

  @Test
  void withoutThePrivateKeyItIsSaidWhoCouldDoIt() {
    Session session = new Session(fleet).run("repair", "--keyfile", "none");
    assertThat(session.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(session.out())
        .contains("not in the plan, needs a private key: recipient-missing")
        .contains("Let alice run this");
  }

  @Test
  void aPlanForProgramsHoldsKeysInFull() throws Exception {
    Session session = repair("--format", "json");
    JsonNode plan = new ObjectMapper().readTree(session.out());
    assertThat(plan.path("schema").asText()).isEqualTo("keytally/plan/1");
    assertThat(plan.path("steps")).hasSize(2);
    JsonNode step = plan.path("steps").get(1);
    assertThat(step.path("needs").asText()).isEqualTo("private-key");
    assertThat(step.path("readers").path("added").get(0).path("name").asText()).isEqualTo("bob");
    assertThat(step.path("readers").path("added").get(0).path("recipient").asText()).hasSize(62);
  }

  @Test
  void anUnfinishedRepairIsReportedByWhoReadsAndTakenBackByWhoWrites() throws Exception {
    Path home = Files.createDirectories(fleet.resolve(".git/keytally/transaction"));
    Files.writeString(
        home.resolve("journal"), "keytally-transaction 1\n2026-11-21T08:00:00Z\nend\n");
    Session check = new Session(fleet).run("check");
    assertThat(check.code()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(check.err()).contains("keytally repair --apply");
    assertThat(repair().code()).isEqualTo(ExitCode.UNREADABLE);
    Session session = repair("--apply", "--yes");
    assertThat(session.code()).isEqualTo(ExitCode.OK);
    assertThat(session.err()).contains("2026-11-21T08:00:00Z").contains("taken back");
  }

  @Test
  void whileClanHoldsItsLockNothingIsWritten() throws Exception {
    Process clan =
        new ProcessBuilder("flock", fleet.resolve(".git/clan.lock").toString(), "sleep", "60")
            .start();
    try {
      while (!Files.exists(fleet.resolve(".git/clan.lock"))) {
        Thread.sleep(20);
      }
      Thread.sleep(200);
      Session session = repair("--apply", "--yes");
      assertThat(session.code()).isEqualTo(ExitCode.REFUSED);
      assertThat(session.err()).contains("clan.lock");
      assertThat(fleet.resolve(LINK)).isSymbolicLink();
    } finally {
      clan.descendants().forEach(ProcessHandle::destroy);
      clan.destroy();
    }
  }

  private String git(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).directory(fleet.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return output;
  }
}
