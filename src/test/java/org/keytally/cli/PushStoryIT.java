package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.cli.Clone.Answer;
import org.keytally.demo.FleetBuilder;

/** Real pushes, between a clone with the pre-push hook and a server with the pre-receive hook. */
class PushStoryIT {

  @TempDir Path folder;
  private final FleetBuilder builder =
      FleetBuilder.seeded(5)
          .shapesOnly()
          .user("alice")
          .user("bob")
          .secret(plain("token"), "alice", "bob");
  private Clone server;
  private Clone fleet;

  @BeforeEach
  void serverAndClone() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    server = Clone.init(folder.resolve("server.git"), "--bare");
    server.environment().putAll(BuiltTool.environment(home));
    fleet = Clone.init(folder.resolve("fleet"));
    fleet.environment().putAll(BuiltTool.environment(home));
    fleet.git("remote", "add", "origin", server.directory().toString());
    fleet.commit(builder, "Begin");
    fleet.git("push", "-q", "origin", "main");
  }

  private void install(Clone at, String hook) {
    Answer answer = at.run(List.of(BuiltTool.launcher().toString(), "hook", "install", hook));
    assertThat(answer.code()).as(answer.said()).isZero();
  }

  private void breakIt() throws Exception {
    fleet.commit(builder.dropRecipient(plain("token"), "bob"), "Break");
  }

  private Answer push(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "push";
    all[1] = "origin";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return fleet.tryGit(all);
  }

  @Test
  void aCloneDoesNotPushWhatCommitsBroughtPastTheirHook() throws Exception {
    install(fleet, "pre-push");
    breakIt();
    Answer answer = push("main");

    assertThat(answer.code()).isNotZero();
    assertThat(answer.said())
        .contains("keytally: refs/heads/main")
        .contains("error recipient-missing")
        .contains("The push was stopped. To push all the same: git push --no-verify");
    assertThat(push("--no-verify", "main").code()).isZero();
  }

  @Test
  void aNewBranchIsComparedWithWhatTheRemoteHas() throws Exception {
    install(fleet, "pre-push");
    breakIt();
    assertThat(push("--no-verify", "main").code()).isZero();
    fleet.git("switch", "-q", "-c", "topic");
    fleet.write("README.md", "Our fleet.\n").commit("Describe");
    Answer sound = push("topic");

    assertThat(sound.code()).as(sound.said()).isZero();
    assertThat(sound.said()).contains("refs/heads/topic: new branch").contains("known before");
  }

  @Test
  void deletionsAndTagsPassAndAreNamed() throws Exception {
    fleet.git("push", "-q", "origin", "main:old");
    install(fleet, "pre-push");
    install(server, "pre-receive");
    Answer deletion = push(":old");
    fleet.git("tag", "v1");
    Answer tag = push("v1");

    assertThat(deletion.code()).as(deletion.said()).isZero();
    assertThat(deletion.said()).contains("refs/heads/old is deleted; nothing to check.");
    assertThat(tag.code()).as(tag.said()).isZero();
    assertThat(tag.said()).contains("refs/tags/v1 is no branch and was not checked.");
  }

  @Test
  void aForcedPushIsComparedWithWhatItReplaces() throws Exception {
    fleet.write("README.md", "One.\n").commit("One");
    fleet.git("push", "-q", "origin", "main");
    install(fleet, "pre-push");
    install(server, "pre-receive");
    fleet.git("reset", "-q", "--hard", "HEAD~1");
    fleet.write("README.md", "Two.\n").commit("Two");
    Answer sound = push("--force", "main");
    assertThat(sound.code()).as(sound.said()).isZero();

    fleet.git("reset", "-q", "--hard", "HEAD~1");
    breakIt();
    assertThat(push("--force", "main").said()).contains("error recipient-missing");
    Answer past = push("--force", "--no-verify", "main");
    assertThat(past.code()).isNotZero();
    assertThat(past.said())
        .contains("remote: error recipient-missing")
        .contains("The push was refused, because it would break the fleet.");
  }

  @Test
  void aServerRefusesWhatIsInQuarantineAndKeepsNothing() throws Exception {
    install(server, "pre-receive");
    breakIt();
    Answer known = push("main");
    Answer fresh = push("main:topic");

    assertThat(known.code()).isNotZero();
    assertThat(known.said()).contains("remote: error recipient-missing");
    assertThat(fresh.code()).isNotZero();
    assertThat(fresh.said()).contains("refs/heads/topic: new branch");
    String tip = fleet.git("rev-parse", "HEAD");
    assertThat(server.tryGit("cat-file", "-e", tip).code()).isNotZero();
  }

  @Test
  void aServerGoesByItsOwnPolicyNotByThePushedOne() throws Exception {
    install(server, "pre-receive");
    fleet.lay(builder.dropRecipient(plain("token"), "bob"));
    fleet.write(".keytally.yaml", "rules:\n  recipient-missing: off\nexclude: ['**']\n");
    fleet.commit("Hide");

    assertThat(push("main").said())
        .contains("remote: error recipient-missing")
        .contains("This change alters the policy of the check.");
    assertThat(push("main:topic").said()).contains("remote: error recipient-missing");
    fleet.git("reset", "-q", "--hard", "HEAD~1");
    fleet.write(".keytally.yaml", "rules:\n  recipient-missing: warning\n").commit("Relax");
    assertThat(push("main").code()).isZero();
  }

  @Test
  void theFirstPushToAnEmptyServerIsCheckedWhole() throws Exception {
    Clone empty = Clone.init(folder.resolve("empty.git"), "--bare");
    empty.environment().putAll(server.environment());
    install(empty, "pre-receive");
    fleet.git("remote", "set-url", "origin", empty.directory().toString());
    breakIt();
    Answer answer = push("main");

    assertThat(answer.code()).isNotZero();
    assertThat(answer.said()).contains("nothing to compare with, so all of it counts");
    assertThat(push("HEAD~1:refs/heads/main").code()).isZero();
  }
}
