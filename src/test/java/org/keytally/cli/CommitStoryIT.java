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
}
