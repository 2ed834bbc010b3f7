package org.keytally.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.keytally.history.ScriptedFleet.path;
import static org.keytally.history.ScriptedFleet.rewrapped;
import static org.keytally.history.ScriptedFleet.sealed;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.git.Commit;

/** Histories of which every answer is known beforehand. */
final class ExposureTest {

  private static final String ALICE = "age1alice";
  private static final String BOB = "age1bob";
  private static final String CAROL = "age1carol";

  @TempDir private Path folder;
  private ScriptedFleet fleet;

  @BeforeEach
  void begin() {
    fleet = new ScriptedFleet(folder);
    fleet.user("alice", ALICE).user("bob", BOB).user("carol", CAROL);
  }

  private List<String> ofCarol() throws Exception {
    return fleet.answers(fleet.exposure(), CAROL);
  }

  @Test
  void aValueThatStayedWhenTheKeyWentMustBeReplaced() throws Exception {
    fleet.write(path("a"), sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.write(path("a"), rewrapped("k", "v", ALICE)).commit("c2");
    fleet.write("README", "later").commit("c3");
    assertThat(ofCarol()).containsExactly("a UNCHANGED from c1 lost c2");
  }

  @Test
  void anEditWithTheSameDataKeyIsToldFromANewDataKey() throws Exception {
    for (String name : List.of("edited", "rotated", "kept")) {
      fleet.write(path(name), sealed(name, "v1", ALICE, BOB, CAROL));
    }
    fleet.commit("c1");
    for (String name : List.of("edited", "rotated", "kept")) {
      fleet.write(path(name), rewrapped(name, "v1", ALICE, BOB));
    }
    fleet.delete("sops/users/carol").commit("carol leaves");
    fleet.write(path("edited"), edited("edited", "v1", ALICE, BOB)).commit("c3");
    fleet.write(path("rotated"), sealed("new key", "v1", ALICE, BOB)).commit("c4");
    assertThat(ofCarol())
        .containsExactly(
            "kept UNCHANGED from c1 lost carol leaves",
            "edited EDITED from c1 lost carol leaves changed c3",
            "rotated CHANGED from c1 lost carol leaves changed c4");
    KeyExposure carol =
        fleet.exposure().keys().stream()
            .filter(key -> key.recipient().equals(CAROL))
            .findFirst()
            .orElseThrow();
    assertThat(carol.owner()).contains("carol");
    assertThat(carol.registered()).isFalse();
    assertThat(carol.departed().map(Commit::id).map(fleet::name)).contains("carol leaves");
    assertThat(carol.toReplace())
        .extracting(ReadValue::path)
        .containsExactly(path("kept"), path("edited"));
    assertThat(fleet.exposure().keysOfUser("carol")).isEqualTo(Set.of(CAROL));
  }

  /** As {@code sops edit} leaves it: the wrapped keys as they were, the value new. */
  private static String edited(String dataKey, String value, String... recipients) {
    return rewrapped(dataKey, value, recipients)
        .replaceFirst("data:[^,]*,iv:[^,]*", "data:ZWRpdGVk,iv:ZWRpdGVk");
  }

  @Test
  void aValueWrittenWhileItsReadersChangedIsSaidToBeUncertain() throws Exception {
    fleet.write(path("a"), sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.write(path("a"), sealed("k2", "v2", ALICE)).commit("c2");
    assertThat(ofCarol()).containsExactly("a UNCERTAIN from c1 lost c2 changed c2");
    fleet.write(path("a"), sealed("k3", "v3", ALICE)).commit("c3");
    assertThat(ofCarol()).containsExactly("a CHANGED from c1 lost c2 changed c3");
  }

  @Test
  void aMovedSecretIsFollowedByItsCiphertext() throws Exception {
    fleet.write(path("old"), sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.git("mv", "sops/secrets/old", "sops/secrets/new");
    fleet.commit("moved");
    assertThat(ofCarol()).containsExactly("new READS from c1 also old");
    fleet.write(path("new"), rewrapped("k", "v", ALICE)).commit("c3");
    assertThat(ofCarol()).containsExactly("new UNCHANGED from c1 lost c3 also old");
  }

  @Test
  void aSecretThatWasMovedAndRewrappedAtOnceIsStillFollowed() throws Exception {
    fleet.write(path("old"), sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.delete("sops/secrets/old");
    fleet.write(path("new"), rewrapped("k", "v", ALICE)).commit("c2");
    assertThat(ofCarol()).containsExactly("new UNCHANGED from c1 lost c2 also old");
  }

  @Test
  void aCopyThatAKeyCannotReadIsOpenToWhoeverReadTheOriginal() throws Exception {
    fleet.write(path("a"), sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.write(path("copy"), rewrapped("k", "v", ALICE)).commit("c2");
    assertThat(ofCarol()).containsExactly("copy UNCHANGED from c1 also a", "a READS from c1");
  }

  @Test
  void aSecretThatWasTakenOutIsToldButNotToBeReplaced() throws Exception {
    fleet.write(path("a"), sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.delete("sops/secrets/a").commit("c2");
    assertThat(ofCarol()).containsExactly("a DELETED from c1 lost c2");
    assertThat(fleet.exposure().departed()).isEmpty();
  }

  @Test
  void aRemovalOnABranchIsDatedToTheBranchAndNotToTheMerge() throws Exception {
    fleet.write(path("a"), sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.git("checkout", "-q", "-b", "side");
    fleet.write(path("a"), rewrapped("k", "v", ALICE)).commit("on side");
    fleet.git("checkout", "-q", "main");
    fleet.write("README", "on main").commit("on main");
    fleet.git("merge", "-q", "--no-ff", "-m", "merge", "side");
    fleet.named("merge");
    assertThat(ofCarol()).containsExactly("a UNCHANGED from c1 lost on side");
  }

  @Test
  void whatAMergeItselfChangesIsDatedToTheMerge() throws Exception {
    fleet.write(path("a"), sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.git("checkout", "-q", "-b", "side");
    fleet.write("SIDE", "on side").commit("on side");
    fleet.git("checkout", "-q", "main");
    fleet.write("README", "on main").commit("on main");
    fleet.git("merge", "-q", "--no-ff", "--no-commit", "side");
    fleet.write(path("a"), rewrapped("k", "v", ALICE)).commit("merge");
    assertThat(ofCarol()).containsExactly("a UNCHANGED from c1 lost merge");
  }

  @Test
  void anOctopusMergeIsNoChangeOfItsOwn() throws Exception {
    fleet.write(path("a"), sealed("a", "v", ALICE, CAROL));
    fleet.write(path("b"), sealed("b", "v", ALICE, CAROL));
    fleet.write(path("c"), sealed("c", "v", ALICE, CAROL)).commit("c1");
    for (String name : List.of("a", "b", "c")) {
      fleet.git("checkout", "-q", "-b", "side-" + name, "main");
      fleet.write(path(name), rewrapped(name, "v", ALICE)).commit("side " + name);
    }
    fleet.git("checkout", "-q", "main");
    fleet.git("merge", "-q", "--no-ff", "-m", "octopus", "side-a", "side-b", "side-c");
    fleet.named("octopus");
    assertThat(fleet.git("rev-list", "--parents", "-1", "HEAD").split(" ")).hasSize(5);
    assertThat(ofCarol())
        .containsExactlyInAnyOrder(
            "a UNCHANGED from c1 lost side a",
            "b UNCHANGED from c1 lost side b",
            "c UNCHANGED from c1 lost side c");
  }

  @Test
  void aRevertBringsBackWhatTheKeyCouldRead() throws Exception {
    fleet.write(path("a"), sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.write(path("a"), rewrapped("k", "v", ALICE)).commit("removed");
    fleet.write(path("a"), sealed("k2", "v2", ALICE)).commit("rotated");
    assertThat(ofCarol()).containsExactly("a CHANGED from c1 lost removed changed rotated");
    fleet.git("revert", "--no-edit", "HEAD");
    fleet.named("revert");
    assertThat(ofCarol()).containsExactly("a UNCHANGED from c1 lost removed");
    fleet.git("revert", "--no-edit", "HEAD~2");
    fleet.named("second revert");
    assertThat(ofCarol()).containsExactly("a READS from c1");
  }

  @Test
  void aReplacedKeyOfSomebodyWhoStayedIsADepartedKeyOfTheirs() throws Exception {
    fleet.write(path("a"), sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.user("carol", "age1carol2");
    fleet.write(path("a"), rewrapped("k", "v", ALICE, "age1carol2")).commit("new laptop");
    Exposure exposure = fleet.exposure();
    assertThat(exposure.departed()).extracting(KeyExposure::recipient).containsExactly(CAROL);
    assertThat(exposure.departed().get(0).owner()).contains("carol");
    assertThat(fleet.answers(exposure, "age1carol2")).containsExactly("a READS from new laptop");
    assertThat(exposure.keysOfUser("carol")).isEqualTo(Set.of(CAROL, "age1carol2"));
  }

  @Test
  void aPrivateKeyOfAMachineIsKnownAsOne() throws Exception {
    fleet.write(path("web01-age.key"), sealed("k", "v", ALICE, CAROL));
    fleet.write(path("-age.key"), sealed("l", "v", ALICE, CAROL));
    fleet.write("nix/" + path("db-age.key"), sealed("m", "v", ALICE, CAROL)).commit("c1");
    assertThat(fleet.exposure().keys().get(0).values())
        .extracting(value -> value.machineKey().orElse("none"))
        .containsExactlyInAnyOrder("web01", "none", "db");
  }

  /**
   * Adding, removing, encrypting anew, rotating, editing, moving, merging, reverting: one story.
   */
  @Test
  void everyAnswerOfAWholeStoryIsRight() throws Exception {
    String dave = "age1dave";
    fleet.write(path("db"), sealed("db", "1", ALICE, BOB, CAROL));
    fleet.write(path("mail"), sealed("mail", "1", ALICE, CAROL));
    fleet.write(path("vpn"), sealed("vpn", "1", ALICE, BOB)).commit("founded");
    fleet.user("dave", dave);
    fleet.write(path("vpn"), rewrapped("vpn", "1", ALICE, BOB, dave)).commit("dave joins");
    fleet.git("checkout", "-q", "-b", "offboarding");
    fleet.write(path("db"), rewrapped("db", "1", ALICE, BOB));
    fleet.write(path("mail"), rewrapped("mail", "1", ALICE));
    fleet.delete("sops/users/carol").commit("carol leaves");
    fleet.git("checkout", "-q", "main");
    fleet.git("mv", "sops/secrets/vpn", "sops/secrets/wireguard");
    fleet.commit("vpn moved");
    fleet.git("merge", "-q", "--no-ff", "-m", "merge", "offboarding");
    fleet.named("merge");
    fleet.write(path("mail"), sealed("mail2", "2", ALICE)).commit("mail rotated");
    fleet.write(path("wireguard"), rewrapped("vpn", "1", ALICE, dave)).commit("bob loses vpn");
    fleet.write(path("wireguard"), edited("vpn", "1", ALICE, dave)).commit("vpn edited");
    fleet.write(path("db"), sealed("db2", "2", ALICE, BOB)).commit("db rotated");
    fleet.git("revert", "--no-edit", "HEAD");
    fleet.named("db reverted");
    Exposure exposure = fleet.exposure();
    assertThat(fleet.answers(exposure, CAROL))
        .containsExactly(
            "db UNCHANGED from founded lost carol leaves",
            "mail CHANGED from founded lost carol leaves changed mail rotated");
    assertThat(fleet.answers(exposure, BOB))
        .containsExactly(
            "wireguard EDITED from founded lost bob loses vpn changed vpn edited also vpn",
            "db READS from founded");
    assertThat(fleet.answers(exposure, dave))
        .containsExactly("wireguard READS from dave joins also vpn");
    assertThat(fleet.answers(exposure, ALICE))
        .containsExactly(
            "db READS from founded",
            "mail READS from founded",
            "wireguard READS from founded also vpn");
    assertThat(exposure.departed()).extracting(KeyExposure::recipient).containsExactly(BOB, CAROL);
  }

  @Test
  void filesOutsideOfClanAreFollowedToo() throws Exception {
    fleet.write("secrets/app.json", sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.write("secrets/app.json", rewrapped("k", "v", ALICE)).commit("c2");
    assertThat(ofCarol()).containsExactly("secrets/app.json UNCHANGED from c1 lost c2");
  }

  @Test
  void whatIsNotCommittedYetCounts() throws Exception {
    fleet.write(path("a"), sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.write(path("a"), rewrapped("k", "v", ALICE));
    assertThat(ofCarol()).containsExactly("a UNCHANGED from c1");
  }

  @Test
  void aSecretThatStoodInClearIsTold() throws Exception {
    fleet.write(path("a"), "hunter2");
    fleet.write("app.json", "{\"password\": \"hunter2\"}").commit("c1");
    fleet.write("README", "x").commit("c2");
    fleet.write(path("a"), sealed("k", "v", ALICE));
    fleet.write("app.json", sealed("k2", "v", ALICE)).commit("encrypted");
    assertThat(fleet.exposure().clearTexts())
        .extracting(
            text -> text.path(),
            text -> fleet.name(text.since().id()),
            text -> text.until().map(commit -> fleet.name(commit.id())).orElse("-"))
        .containsExactlyInAnyOrder(
            tuple(path("a"), "c1", "encrypted"), tuple("app.json", "c1", "encrypted"));
  }

  @Test
  void aPrivateKeyThatStoodInClearIsToldWithWhatItOpens() throws Exception {
    String identity = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
    String recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    fleet.write(path("a"), sealed("k", "v", ALICE, recipient)).commit("c1");
    fleet.write("notes.txt", "my key:\n" + identity + "\n").commit("oops");
    fleet.delete("notes.txt").commit("deleted");
    Exposure exposure = fleet.exposure();
    assertThat(exposure.privateKeys()).hasSize(1);
    Exposure.PrivateKeyInClear key = exposure.privateKeys().get(0);
    assertThat(key.path()).isEqualTo("notes.txt");
    assertThat(key.line()).isEqualTo(2);
    assertThat(fleet.name(key.since().id())).isEqualTo("oops");
    assertThat(key.until().map(commit -> fleet.name(commit.id()))).contains("deleted");
    assertThat(key.key()).isEqualTo(recipient);
    assertThat(exposure.departed().get(0).disclosed()).contains("notes.txt");
    assertThat(exposure.departed().get(0).toReplace()).hasSize(1);
  }
}
