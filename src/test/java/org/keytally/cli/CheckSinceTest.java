package org.keytally.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.demo.FleetBuilder;

/** A state that is checked as a change of another. */
class CheckSinceTest {

  @TempDir Path folder;
  private Clone fleet;
  private final FleetBuilder builder =
      FleetBuilder.seeded(3)
          .shapesOnly()
          .user("alice")
          .user("bob")
          .group("admins", "alice", "bob")
          .machine("web01", "groups/admins")
          .secret(plain("token"), "groups/admins")
          .secret(plain("backup"), "groups/admins", "machines/web01");

  @BeforeEach
  void begin() throws Exception {
    RealTools.require("git");
    fleet = Clone.init(folder.resolve("fleet"));
    fleet.commit(builder, "Begin");
  }

  private Session check(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "check";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return new Session(fleet.directory()).run(arguments);
  }

  @Test
  void whatTheBaseHasAlreadyDoesNotFailTheRunAndIsCounted() throws Exception {
    fleet.commit(builder.dropRecipient(plain("token"), "bob"), "Break");
    fleet.write("README.md", "Our fleet.\n");

    for (String[] input : new String[][] {{}, {"--staged"}, {"--rev", "HEAD"}}) {
      String[] options = new String[input.length + 2];
      System.arraycopy(input, 0, options, 0, input.length);
      options[input.length] = "--base";
      options[input.length + 1] = "HEAD";
      Session session = check(options);
      assertThat(session.code()).as(session.out() + session.err()).isZero();
      assertThat(session.out())
          .contains("known before and do")
          .contains("Nobody gains or loses access.")
          .doesNotContain("recipient-missing");
    }
    assertThat(check("--rev", "HEAD").code()).isEqualTo(1);
    assertThat(check("--base", "HEAD~1").code()).isEqualTo(1);
  }

  @Test
  void whatIsExcusedIsListedOnRequestAndMarked() throws Exception {
    fleet.commit(builder.dropRecipient(plain("token"), "bob"), "Break");

    Session text = check("--base", "HEAD", "--show-existing");
    assertThat(text.code()).isZero();
    assertThat(text.out()).contains("existing error recipient-missing");
    assertThat(check("--base", "HEAD", "--show-existing", "--format", "json").out())
        .contains("\"excuse\" : \"base\"");
    assertThat(check("--base", "HEAD", "--format", "json").out())
        .contains("\"suppressed\" : ")
        .doesNotContain("\"existing\"");
  }

  @Test
  void theConfigurationOfTheBaseIsInForceAndTheChangeOfItIsShown() throws Exception {
    fleet.lay(builder.dropRecipient(plain("token"), "bob"));
    fleet.write(
        ".keytally.yaml",
        "rules:\n  recipient-missing: off\n  config-invalid: off\nexclude: ['**']\n");
    fleet.commit("Hide");

    Session session = check("--rev", "HEAD", "--base", "HEAD~1");
    assertThat(session.code()).isEqualTo(1);
    assertThat(session.out())
        .contains("error recipient-missing")
        .contains("Note: .keytally.yaml: This change alters the policy of the check.")
        .contains("+  recipient-missing: off");
    assertThat(check("--rev", "HEAD").code()).isZero();
  }

  @Test
  void aProposedConfigurationThatCannotBeUsedIsAFinding() throws Exception {
    fleet.write(".keytally.yaml", "people: {}\nrules:\n  recipient-mising: off\n");
    Session session = check("--base", "HEAD");

    assertThat(session.code()).isEqualTo(1);
    assertThat(session.out())
        .contains("error config-invalid")
        .contains(".keytally.yaml:3")
        .containsPattern("there is\\s+no\\s+rule");
    assertThat(check().code()).isEqualTo(2);
    assertThat(check().err()).contains(".keytally.yaml:3: there is no rule");
  }

  @Test
  void anUnusableConfigurationInForceEndsTheRun() throws Exception {
    fleet.write(".keytally.yaml", "nonsense: 1\n");
    fleet.commit("Nonsense");
    Files.delete(fleet.directory().resolve(".keytally.yaml"));

    assertThat(check("--base", "HEAD").code()).isEqualTo(2);
    assertThat(check().code()).isZero();
  }

  @Test
  void aUserAddedToAGroupIsShownWithEverySecretGained() throws Exception {
    fleet.commit(builder.user("carol").group("admins", "carol"), "Let carol in");
    Session session = check("--rev", "HEAD", "--base", "HEAD~1");

    assertThat(session.code()).as(session.out()).isZero();
    assertThat(session.out())
        .startsWith("NEW READER: carol (age1")
        .contains("3 secrets; the key comes with sops/users/carol/key.json")
        .containsPattern("carol +gains 3 +backup, token, web01-age.key");
  }

  @Test
  void aKeyThatTheChangeDoesNotIntroduceIsRefusedWhateverRecipientUnknownIsSetTo()
      throws Exception {
    fleet.write(".keytally.yaml", "rules:\n  recipient-unknown: off\n");
    fleet.commit("Be lenient");
    fleet.lay(builder.unknownRecipient(plain("token")));
    fleet.write(".keytally.yaml", "rules:\n  recipient-unknown: off\n");
    fleet.commit("Let somebody in");
    Session session = check("--rev", "HEAD", "--base", "HEAD~1");

    assertThat(session.code()).isEqualTo(1);
    assertThat(session.out())
        .contains("NEW READER: key age1")
        .contains("which belongs to nobody")
        .contains("error recipient-new");
  }

  @Test
  void theLastUserOfASecretCannotBeRemoved() throws Exception {
    fleet.commit(
        builder.dropRecipient(plain("backup"), "alice").dropRecipient(plain("backup"), "bob"),
        "Lock out");
    Session session = check("--rev", "HEAD", "--base", "HEAD~1");

    assertThat(session.code()).isEqualTo(1);
    assertThat(session.out())
        .contains("error secret-without-user")
        .containsPattern("alice +loses 1 +backup")
        .containsPattern("bob +loses 1 +backup");
  }

  @Test
  void aSecondClanDirectoryDoesNotHideTheFirst() throws Exception {
    Clone nested = Clone.init(folder.resolve("nested"));
    FleetBuilder below =
        FleetBuilder.seeded(4)
            .clanDirectory("infra")
            .shapesOnly()
            .user("alice")
            .user("bob")
            .secret(plain("token"), "alice", "bob");
    nested.commit(below, "Begin");
    nested.lay(below.dropRecipient(plain("token"), "bob"));
    nested.write("sops/secrets/.keep", "");
    nested.commit("Hide");
    fleet = nested;

    assertThat(check("--rev", "HEAD", "--base", "HEAD~1").out())
        .contains("error recipient-missing");
  }

  @Test
  void theWorkstationHasNoSayAgainstABase() throws Exception {
    Path stranger = folder.resolve("keys.txt");
    Files.write(stranger, FleetBuilder.seeded(9).user("eve").keyFile("eve"));
    Session session = check("--base", "HEAD", "--keyfile", stranger.toString());

    assertThat(session.code()).isZero();
  }

  @Test
  void aTestIdentityMayBeCommittedOnceTheBaseSaysSo() throws Exception {
    FleetBuilder eve = FleetBuilder.seeded(9).user("eve");
    Files.write(fleet.directory().resolve("test-key.txt"), eve.keyFile("eve"));
    Session refused = check("--base", "HEAD");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out())
        .contains("error private-key-committed")
        .contains("test-key.txt:2")
        .doesNotContain("AGE-SECRET-KEY");

    String policy = "test-identities: [" + eve.recipient("eve") + "]\n";
    fleet.write(".keytally.yaml", policy);
    assertThat(check("--base", "HEAD").code()).isEqualTo(1);
    fleet.git("add", ".keytally.yaml");
    fleet.git("commit", "-q", "-m", "Name the test identity");
    assertThat(check("--base", "HEAD").code()).isZero();
  }

  @Test
  void aSecondPrivateKeyInAFileThatHasOneIsNew() throws Exception {
    FleetBuilder others = FleetBuilder.seeded(9).user("eve").user("mallory");
    String eve = new String(others.keyFile("eve"), US_ASCII);
    String mallory = new String(others.keyFile("mallory"), US_ASCII);
    for (String path : new String[] {"keys.txt", "sops/users/alice/keys.txt"}) {
      fleet.write(path, eve).commit("Leak");
      fleet.write(path, "# moved down\n" + eve);
      assertThat(check("--base", "HEAD").code()).isZero();
      fleet.write(path, mallory + eve);
      Session session = check("--base", "HEAD", "--format", "json");

      assertThat(session.code()).isEqualTo(1);
      assertThat(session.out())
          .contains("private-key-committed", others.recipient("mallory"))
          .doesNotContain(others.recipient("eve"), "AGE-SECRET-KEY");
    }
  }

  @Test
  void aBaseThatDoesNotExistIsAnError() {
    assertThat(check("--base", "nope").code()).isEqualTo(3);
  }
}
