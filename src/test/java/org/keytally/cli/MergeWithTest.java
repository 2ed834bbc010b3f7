package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.demo.FleetBuilder;

/** The merge of two branches, checked before anybody merges. */
class MergeWithTest {

  @TempDir Path folder;
  private Clone fleet;

  private static FleetBuilder builder() {
    return FleetBuilder.seeded(6)
        .shapesOnly()
        .user("alice")
        .user("bob")
        .group("admins", "alice", "bob")
        .secret(plain("token"), "groups/admins");
  }

  @BeforeEach
  void begin() throws Exception {
    RealTools.require("git");
    fleet = Clone.init(folder.resolve("fleet"));
    fleet.commit(builder(), "Begin");
  }

  private Session check(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "check";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return new Session(fleet.directory()).run(arguments);
  }

  /** One branch lets carol in, the other encrypts a new secret to those from before. */
  private void branches() throws Exception {
    fleet.git("switch", "-q", "-c", "carol");
    fleet.commit(builder().user("carol").group("admins", "carol"), "Let carol in");
    fleet.git("switch", "-q", "-c", "secret", "main");
    FleetBuilder fresh = builder().secret(plain("fresh"), "groups/admins");
    Path laid = folder.resolve("fresh");
    fresh.writeTo(Files.createDirectory(laid));
    Clone.copy(laid.resolve("sops/secrets/fresh"), fleet.directory().resolve("sops/secrets/fresh"));
    fleet.commit("Add a secret");
  }

  @Test
  void twoSoundBranchesThatMergeIntoDriftAreFound() throws Exception {
    branches();
    String objects = fleet.git("count-objects", "-v");
    Session merged = check("--rev", "secret", "--merge-with", "carol", "--base", "main");

    assertThat(merged.code()).as(merged.out() + merged.err()).isEqualTo(1);
    assertThat(merged.out())
        .contains("error recipient-missing")
        .contains("carol")
        .contains("sops/secrets/fresh/secret")
        .contains("Checked the merge against");
    assertThat(fleet.git("count-objects", "-v")).isEqualTo(objects);
    assertThat(check("--rev", "secret").code()).isZero();
    assertThat(check("--rev", "carol").code()).isZero();
  }

  @Test
  void aBareRepositoryMergesToo() throws Exception {
    branches();
    Path bare = folder.resolve("bare.git");
    fleet.git("clone", "-q", "--bare", fleet.directory().toString(), bare.toString());
    fleet = Clone.at(bare);

    assertThat(check("--rev", "secret", "--merge-with", "carol").out())
        .contains("error recipient-missing");
  }

  @Test
  void aConflictIsReportedAndNotGuessed() throws Exception {
    fleet.git("switch", "-q", "-c", "one");
    fleet.write("sops/secrets/token/secret", "one").commit("One");
    fleet.git("switch", "-q", "-c", "two", "main");
    fleet.write("sops/secrets/token/secret", "two").commit("Two");
    Session session = check("--rev", "one", "--merge-with", "two", "--base", "one");

    assertThat(session.code()).isEqualTo(1);
    assertThat(session.out())
        .contains("error merge-conflict")
        .contains("sops/secrets/token/secret");
  }

  @Test
  void aFileAddedToAFolderThatTheOtherSideMovedIsAConflict() throws Exception {
    fleet.git("switch", "-q", "-c", "mover");
    fleet.git("mv", "sops/secrets/token", "sops/secrets/key");
    fleet.commit("Move");
    fleet.git("switch", "-q", "-c", "adder", "main");
    fleet.write("sops/secrets/token/users/alice", "x").commit("Add");

    assertThat(check("--rev", "mover", "--merge-with", "adder", "--base", "main").out())
        .contains("error merge-conflict")
        .contains("sops/secrets/token/users/alice");
  }

  @Test
  void crissCrossMergesAreMerged() throws Exception {
    fleet.git("switch", "-q", "-c", "left");
    fleet.write("left", "1\n").commit("Left");
    fleet.git("switch", "-q", "-c", "right", "main");
    fleet.write("right", "1\n").commit("Right");
    fleet.git("merge", "-q", "--no-edit", "left~0");
    fleet.git("switch", "-q", "left");
    fleet.git("merge", "-q", "--no-edit", "right~1");
    fleet.write("left", "2\n").commit("Left again");
    fleet.git("switch", "-q", "right");
    fleet.write("right", "2\n").commit("Right again");
    Session session = check("--rev", "left", "--merge-with", "right", "--base", "main");

    assertThat(session.code()).as(session.out() + session.err()).isZero();
    String tree = fleet.git("merge-tree", "--write-tree", "left", "right");
    assertThat(check("--rev", "left", "--merge-with", "right", "--format", "json").out())
        .contains("\"rev\" : \"" + tree + "\"");
  }

  @Test
  void withoutACommonAncestorThereIsNoMerge() throws Exception {
    fleet.git("switch", "-q", "--orphan", "stranger");
    fleet.write("a", "b").commit("Elsewhere");
    Session session = check("--rev", "stranger", "--merge-with", "main");

    assertThat(session.code()).isEqualTo(3);
    assertThat(session.err()).contains("have no common ancestor here");
  }

  @Test
  void aMergeNeedsTwoRevisions() {
    assertThat(check("--merge-with", "main").code()).isEqualTo(2);
  }
}
