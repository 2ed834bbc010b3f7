package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.clan.Placement;
import org.keytally.demo.FleetBuilder;

/** Real commits in a repository with the installed hook. */
class CommitStoryIT {

  private static final Placement TOKEN = plain("token");

  @TempDir Path folder;
  private final FleetBuilder builder =
      FleetBuilder.random()
          .user("alice")
          .user("bob")
          .machine("web01", "alice", "bob")
          .secret(TOKEN, "alice", "bob", "web01");
  private Path fleet;
  private Map<String, String> environment;

  /** What a program answered. */
  private record Answer(int code, String said) {}

  @BeforeEach
  void fleetWithHook() throws Exception {
    fleet = folder.resolve("fleet");
    environment =
        new HashMap<>(BuiltTool.environment(Files.createDirectory(folder.resolve("home"))));
    builder.commitTo(fleet);
    assertThat(run(BuiltTool.launcher().toString(), "hook", "install").code()).isZero();
  }

  private Answer run(String... command) throws Exception {
    ProcessBuilder process =
        new ProcessBuilder(command).directory(fleet.toFile()).redirectErrorStream(true);
    process.environment().clear();
    process.environment().putAll(environment);
    Process running = process.start();
    running.getOutputStream().close();
    String said = new String(running.getInputStream().readAllBytes(), UTF_8);
    return new Answer(running.waitFor(), said);
  }

  private Answer commit(String... options) throws Exception {
    assertThat(run("git", "add", "--all").code()).isZero();
    List<String> command = new ArrayList<>(List.of("git", "commit", "-q", "-m", "Change"));
    command.addAll(List.of(options));
    return run(command.toArray(new String[0]));
  }

  /** The secret as it is, but for the one recipient that somebody deleted. */
  private void removeRecipientByHand() throws Exception {
    String path = "sops/secrets/token/secret";
    String broken = builder.dropRecipient(TOKEN, "bob").build().text(path).orElseThrow();
    Files.writeString(fleet.resolve(path), broken);
  }

  @Test
  void aRecipientRemovedByHandIsRefusedWithTheReason() throws Exception {
    removeRecipientByHand();
    Answer answer = commit();

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.said())
        .contains("error recipient-missing")
        .contains("bob")
        .contains("sops/secrets/token/secret")
        .contains("The commit was stopped. To commit all the same: git commit --no-verify");
    assertThat(run("git", "rev-list", "--count", "HEAD").said()).isEqualTo("1\n");
  }

  @Test
  void aPersonMayCommitAllTheSame() throws Exception {
    removeRecipientByHand();

    assertThat(commit("--no-verify").code()).isZero();
  }

  @Test
  void anUnrelatedFilePassesWithoutAWord() throws Exception {
    Files.writeString(fleet.resolve("README.md"), "Our fleet.\n");
    Answer answer = commit();

    assertThat(answer.said()).isEmpty();
    assertThat(answer.code()).isZero();
  }

  @Test
  void anUnrelatedFilePassesInARepositoryThatWasBrokenBefore() throws Exception {
    removeRecipientByHand();
    assertThat(commit("--no-verify").code()).isZero();
    Files.writeString(fleet.resolve("README.md"), "Our fleet, kept with sops.\n");
    Answer answer = commit();

    assertThat(answer.code()).isZero();
    assertThat(answer.said()).contains("known before and do").doesNotContain("recipient-missing");
  }

  @Test
  void whatIsOnDiskButNotStagedDoesNotMatter() throws Exception {
    removeRecipientByHand();
    Files.writeString(fleet.resolve("README.md"), "Our fleet.\n");
    run("git", "add", "README.md");

    assertThat(run("git", "commit", "-q", "-m", "Only this").code()).isZero();
    assertThat(run("git", "commit", "-q", "-a", "-m", "All").code()).isEqualTo(1);
    assertThat(run("git", "commit", "-q", "-m", "That", "sops").code()).isEqualTo(1);
  }

  @Test
  void keysOnTheWorkstationMakeNoDifference() throws Exception {
    // Every other test runs without any key; this one with a key file of somebody else.
    Path stranger = folder.resolve("keys.txt");
    Files.write(stranger, FleetBuilder.random().user("eve").keyFile("eve"));
    environment.put("SOPS_AGE_KEY_FILE", stranger.toString());
    Files.writeString(fleet.resolve("README.md"), "Our fleet.\n");
    assertThat(commit().code()).isZero();

    removeRecipientByHand();
    assertThat(commit().said()).contains("error recipient-missing");
  }

  @Test
  void linkedWorkTreesAreCheckedToo() throws Exception {
    Path linked = folder.resolve("linked");
    assertThat(run("git", "worktree", "add", "-q", linked.toString()).code()).isZero();
    fleet = linked;
    removeRecipientByHand();

    assertThat(commit().said()).contains("error recipient-missing");
  }

  @Test
  void theFirstCommitIsCheckedWhole() throws Exception {
    fleet = folder.resolve("fresh");
    builder.dropRecipient(TOKEN, "bob").writeTo(Files.createDirectory(fleet));
    assertThat(run("git", "init", "-q").code()).isZero();
    assertThat(run(BuiltTool.launcher().toString(), "hook", "install").code()).isZero();
    Answer broken = commit();

    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.said()).contains("error recipient-missing");
    assertThat(run("git", "rev-parse", "--verify", "-q", "HEAD").code()).isEqualTo(1);
    Files.writeString(fleet.resolve("README.md"), "Nothing yet.\n");
    run("git", "rm", "-q", "-r", "--cached", ".");
    run("git", "add", "README.md");
    Answer bare = run("git", "commit", "-q", "-m", "Begin without");
    assertThat(bare.code()).as(bare.said()).isZero();
  }

  @Test
  void aMergeCommitThatBringsDriftIsRefused() throws Exception {
    run("git", "switch", "-q", "-c", "topic");
    removeRecipientByHand();
    assertThat(commit("--no-verify").code()).isZero();
    run("git", "switch", "-q", "-");
    Files.writeString(fleet.resolve("README.md"), "Our fleet.\n");
    assertThat(commit().code()).isZero();
    Answer direct = run("git", "merge", "-q", "--no-edit", "topic");
    assertThat(direct.code()).isNotZero();
    assertThat(direct.said())
        .contains("error recipient-missing")
        .contains("The merge was stopped. To merge all the same: git merge --no-verify");
    run("git", "merge", "--abort");
    // Git asks pre-merge-commit about a merge that it makes, pre-commit about one that a person
    // ends.
    Answer prepared = run("git", "merge", "-q", "--no-commit", "--no-ff", "topic");
    assertThat(prepared.code()).as(prepared.said()).isZero();
    Answer merge = run("git", "commit", "-q", "--no-edit");

    assertThat(merge.code()).isEqualTo(1);
    assertThat(merge.said()).contains("error recipient-missing");
    assertThat(run("git", "rev-parse", "-q", "--verify", "MERGE_HEAD").code()).isZero();
    assertThat(run("git", "checkout", "-q", "HEAD", "--", "sops").code()).isZero();
    Answer mended = run("git", "commit", "-q", "--no-edit");
    assertThat(mended.code()).as(mended.said()).isZero();
  }

  @Test
  void anAmendIsComparedWithTheCommitThatItReplaces() throws Exception {
    Files.writeString(fleet.resolve("README.md"), "Our fleet.\n");
    assertThat(commit().code()).isZero();
    removeRecipientByHand();
    Answer broken = commit("--amend");
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.said()).contains("error recipient-missing");
    assertThat(run("git", "show", "HEAD:sops/secrets/token/secret").said())
        .contains(builder.recipient("bob"));

    assertThat(commit("--amend", "--no-verify").code()).isZero();
    Answer wording = run("git", "commit", "-q", "--amend", "-m", "Other words");
    assertThat(wording.code()).as(wording.said()).isZero();
  }
}
