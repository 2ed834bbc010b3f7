package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.keytally.clan.FleetReaderTest.ALICE;
import static org.keytally.clan.FleetReaderTest.WEB;
import static org.keytally.clan.Tree.named;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keytally.clan.MemberLink.State;

class MemberLinkTest {

  private static final String LINK = "sops/secrets/token/users/alice";

  private static Tree tree() {
    return new Tree()
        .user("alice", ALICE)
        .user("bob", WEB)
        .machine("web", WEB)
        .secret("sops/secrets/token", ALICE);
  }

  private static MemberLink user(Tree tree) {
    return tree.fleet().secrets().get(0).users().get(0);
  }

  private static State stateOf(String target) {
    return user(tree().link(LINK, target)).state();
  }

  @Test
  void aLinkToItsMemberIsFollowed() {
    MemberLink link = user(tree().link(LINK, "../../../users/alice"));
    assertThat(link.isFollowed()).isTrue();
    assertThat(link.member()).contains("alice");
    assertThat(link.resolved()).contains("sops/users/alice");
    assertThat(link.isCanonical("")).isTrue();
  }

  @Test
  void aLinkToNobodyDangles() {
    assertThat(stateOf("../../../users/carol")).isEqualTo(State.DANGLING);
  }

  @Test
  void aLinkBeyondAFileDangles() {
    assertThat(stateOf("../../../users/alice/key.json/more")).isEqualTo(State.DANGLING);
  }

  @Test
  void anEmptyLinkDangles() {
    assertThat(stateOf("")).isEqualTo(State.DANGLING);
  }

  @Test
  void anOverlongLinkDangles() {
    assertThat(stateOf("../../../users/alice/" + "./".repeat(3000))).isEqualTo(State.DANGLING);
  }

  @Test
  void linksThatLeadInACircleDangle() {
    Tree tree =
        tree()
            .link(LINK, "../../../users/loop")
            .link("sops/users/loop", "pool")
            .link("sops/users/pool", "loop");
    assertThat(user(tree).state()).isEqualTo(State.DANGLING);
  }

  @Test
  void aLinkToItselfDangles() {
    assertThat(stateOf("alice")).isEqualTo(State.DANGLING);
  }

  @Test
  void aLinkThroughALinkedFolderLeadsWhereAKernelGoes() {
    Tree tree = tree().link(LINK, "../../../../shortcut/alice").link("shortcut", "sops/users");
    MemberLink link = user(tree);
    assertThat(link.state()).isEqualTo(State.VALID);
    assertThat(link.resolved()).contains("sops/users/alice");
    assertThat(link.isCanonical("")).isFalse();
  }

  @Test
  void dotsAfterALinkedFolderGoUpFromItsTarget() {
    Tree tree =
        tree().link(LINK, "../../../../shortcut/../users/alice").link("shortcut", "sops/machines");
    assertThat(user(tree).resolved()).contains("sops/users/alice");
  }

  @Test
  void aLinkThroughAnotherLinkIsFollowed() {
    Tree tree = tree().link(LINK, "../../../users/al").link("sops/users/al", "alice");
    MemberLink link = user(tree);
    assertThat(link.state()).isEqualTo(State.VALID);
    assertThat(link.member()).contains("alice");
  }

  @Test
  void fortyLinksAreFollowedAndOneMoreIsNot() {
    assertThat(user(chain(39)).state()).isEqualTo(State.VALID);
    assertThat(user(chain(41)).state()).isEqualTo(State.DANGLING);
  }

  private static Tree chain(int links) {
    Tree tree = tree().link(LINK, "../../../../hop0");
    for (int i = 0; i < links; i++) {
      tree.link("hop" + i, i == links - 1 ? "sops/users/alice" : "hop" + (i + 1));
    }
    return tree;
  }

  @Test
  void aFileWithTheTargetIsNoLink() {
    MemberLink link = user(tree().file(LINK, "../../../users/alice"));
    assertThat(link.state()).isEqualTo(State.FILE_WITH_TARGET);
    assertThat(link.target()).contains("../../../users/alice");
    assertThat(link.resolved()).contains("sops/users/alice");
    assertThat(link.isFollowed()).isFalse();
  }

  @Test
  void aFileWithTheTargetAndANewlineIsRecognisedToo() {
    assertThat(user(tree().file(LINK, "../../../users/alice\n")).target())
        .contains("../../../users/alice");
  }

  @Test
  void aFileWithSomethingElseIsNotALink() {
    assertThat(user(tree().file(LINK, "alice was here")).state()).isEqualTo(State.NOT_A_LINK);
    assertThat(user(tree().file(LINK, new byte[10_000])).state()).isEqualTo(State.NOT_A_LINK);
  }

  @Test
  void aFolderInTheLinksPlaceIsOneMemberThatIsNotALink() {
    Tree tree = tree().file(LINK + "/key.json", "[]").file(LINK + "/more", "");
    assertThat(tree.fleet().secrets().get(0).users())
        .extracting(MemberLink::path, MemberLink::state)
        .containsExactly(tuple(LINK, State.NOT_A_LINK));
  }

  @Test
  void aSubmoduleInTheLinksPlaceIsNotALink() {
    assertThat(user(tree().submodule(LINK)).state()).isEqualTo(State.NOT_A_LINK);
  }

  @Test
  void anAbsoluteTargetWorksOnOneComputerOnly() {
    MemberLink link = user(tree().link(LINK, "/home/alice/clan/sops/users/alice"));
    assertThat(link.state()).isEqualTo(State.ABSOLUTE);
    assertThat(link.isFollowed()).isFalse();
  }

  @Test
  void aTargetOutsideTheRepositoryIsOutside() {
    assertThat(stateOf("../../../../../etc")).isEqualTo(State.OUTSIDE);
  }

  @Test
  void aTargetThatLeavesTheRepositoryAndComesBackIsOutside() {
    assertThat(stateOf("../../../../../fleet/sops/users/alice")).isEqualTo(State.OUTSIDE);
  }

  @Test
  void aTargetThroughALinkOutOfTheRepositoryIsOutside() {
    Tree tree = tree().link(LINK, "../../../../away/alice").link("away", "/srv/keys");
    assertThat(user(tree).state()).isEqualTo(State.OUTSIDE);
  }

  @Test
  void aTargetOutsideTheClanDirectoryIsOutside() {
    Tree tree =
        new Tree()
            .keyFile("infra/sops/users/alice", ALICE)
            .keyFile("people/users/alice", ALICE)
            .secret("infra/sops/secrets/token", ALICE)
            .link("infra/sops/secrets/token/users/alice", "../../../../../people/users/alice");
    assertThat(user(tree).state()).isEqualTo(State.OUTSIDE);
  }

  @Test
  void aUserLinkToAMachineIsOfTheWrongKind() {
    MemberLink link = user(tree().link(LINK, "../../../machines/web"));
    assertThat(link.state()).isEqualTo(State.WRONG_KIND);
    assertThat(link.resolved()).contains("sops/machines/web");
  }

  @Test
  void aLinkToTheKeyFileItselfIsOfTheWrongKind() {
    assertThat(stateOf("../../../users/alice/key.json")).isEqualTo(State.WRONG_KIND);
    assertThat(stateOf("../../../users")).isEqualTo(State.WRONG_KIND);
  }

  @Test
  void aLinkNamedUnlikeItsTargetKeepsBothNames() {
    MemberLink link = user(tree().link(LINK, "../../../users/bob"));
    assertThat(link.state()).isEqualTo(State.VALID);
    assertThat(link.name()).isEqualTo("alice");
    assertThat(link.member()).contains("bob");
  }

  @Test
  void aValidTargetInAnotherSpellingIsNotCanonical() {
    MemberLink link = user(tree().link(LINK, "../../../../sops/users/alice"));
    assertThat(link.state()).isEqualTo(State.VALID);
    assertThat(link.isCanonical("")).isFalse();
  }

  @Test
  void canonicalTargetsAreThoseOfClan() {
    assertThat(canonical("", "sops/groups/g/users/a")).isEqualTo("../../../users/a");
    assertThat(canonical("", "sops/secrets/s/users/a")).isEqualTo("../../../users/a");
    assertThat(canonical("", "vars/shared/g/f/users/a")).isEqualTo("../../../../../sops/users/a");
    assertThat(canonical("", "vars/per-machine/m/g/f/users/a"))
        .isEqualTo("../../../../../../sops/users/a");
    assertThat(canonical("", "vars/per-export/A:::/g/f/users/a"))
        .isEqualTo("../../../../../../sops/users/a");
    assertThat(canonical("infra/clan", "infra/clan/sops/secrets/s/users/a"))
        .isEqualTo("../../../users/a");
    assertThat(canonical("infra/clan", "infra/clan/vars/shared/g/f/users/a"))
        .isEqualTo("../../../../../sops/users/a");
  }

  private static String canonical(String clanDirectory, String link) {
    return MemberLink.canonicalTarget(clanDirectory, link, MemberKind.USERS, "a");
  }

  @Test
  void membershipsFailInTheSameWays() {
    Group group =
        named(
            tree()
                .link("sops/groups/admins/users/alice", "../../../users/alice")
                .link("sops/groups/admins/users/carol", "../../../users/carol")
                .file("sops/groups/admins/users/bob", "../../../users/bob")
                .link("sops/groups/admins/machines/alice", "../../../users/alice")
                .link("sops/groups/admins/machines/mail", "../../../machines/web")
                .fleet()
                .groups(),
            "admins");
    assertThat(group.users())
        .extracting(MemberLink::name, MemberLink::state)
        .containsExactly(
            tuple("alice", State.VALID),
            tuple("bob", State.FILE_WITH_TARGET),
            tuple("carol", State.DANGLING));
    assertThat(group.machines())
        .extracting(MemberLink::name, MemberLink::state)
        .containsExactly(tuple("alice", State.WRONG_KIND), tuple("mail", State.VALID));
    assertThat(group.machines().get(1).member()).contains("web");
  }

  /** A link of alice's user folder in the clan directory {@code directory}, with this target. */
  private static MemberLink followed(String directory, String path, String target) {
    return new MemberLink(
        directory + path,
        MemberKind.USERS,
        "alice",
        State.VALID,
        Optional.of(target),
        Optional.of(directory + "sops/users/alice"));
  }

  @Test
  void exactlyTheTargetThatClanWritesIsCanonical() {
    for (String directory : List.of("", "clan/", "sops/", "a/b/")) {
      String name = directory.isEmpty() ? "" : directory.substring(0, directory.length() - 1);
      for (String path :
          List.of(
              "sops/secrets/token/users/alice",
              "sops/groups/admins/users/alice",
              "vars/shared/wifi/key/users/alice",
              "vars/per-machine/web/a/b/users/alice")) {
        String written =
            MemberLink.canonicalTarget(name, directory + path, MemberKind.USERS, "alice");
        assertThat(followed(directory, path, written).isCanonical(name)).isTrue();
        for (String other :
            List.of(
                "../" + written,
                written.substring(3),
                "./" + written,
                written + '/',
                written + 'x',
                written.substring(0, written.length() - 1),
                written.replace("/alice", "//alice"),
                written.replace("users/", "machines/"),
                written.replace("users", "sops/users"),
                "")) {
          assertThat(followed(directory, path, other).isCanonical(name)).as(other).isFalse();
        }
      }
    }
  }

  @Test
  void aLinkLeadsToTheLastNameOfItsPathOnly() {
    MemberLink link = followed("", "sops/secrets/token/users/alice", "../../../users/alice");
    assertThat(link.leadsTo("alice")).isTrue();
    assertThat(List.of("lice", "users/alice", "alic", "alicex", "")).noneMatch(link::leadsTo);
  }
}
