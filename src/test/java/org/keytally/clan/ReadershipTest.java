package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadershipTest {

  private static final String ALICE = FleetReaderTest.ALICE;
  private static final String BOB =
      "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";
  private static final String WEB =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";

  private static Tree tree() {
    return new Tree()
        .user("alice", ALICE)
        .user("bob", BOB)
        .machine("web", WEB)
        .link("sops/groups/admins/users/bob", "../../../users/bob")
        .link("sops/groups/admins/machines/web", "../../../machines/web")
        .secret("sops/secrets/token", ALICE);
  }

  @Test
  void linksAndGroupsGiveTheRecipients() {
    Fleet fleet =
        tree()
            .link("sops/secrets/token/users/alice", "../../../users/alice")
            .link("sops/secrets/token/groups/admins", "../../../groups/admins")
            .fleet();
    Readership readership = Readership.of(fleet);
    assertThat(readership.recipients(fleet.secrets().get(0)))
        .containsExactlyInAnyOrder(ALICE, BOB, WEB);
  }

  @Test
  void everyReasonIsNamed() {
    Fleet fleet =
        tree()
            .link("sops/secrets/token/users/bob", "../../../users/bob")
            .link("sops/secrets/token/groups/admins", "../../../groups/admins")
            .fleet();
    var reasons = Readership.of(fleet).reasons(fleet.secrets().get(0));
    assertThat(Tree.named(reasons, BOB))
        .extracting(reason -> reason.link().path() + " " + reason.group().orElse("-"))
        .containsExactly(
            "sops/secrets/token/users/bob -", "sops/secrets/token/groups/admins admins");
    assertThat(Tree.named(reasons, WEB))
        .extracting(reason -> reason.holder().name() + " " + reason.membership().isPresent())
        .containsExactly("web true");
  }

  @Test
  void whatIsNotFollowedGivesNobody() {
    Fleet fleet =
        tree()
            .link("sops/secrets/token/users/carol", "../../../users/carol")
            .file("sops/secrets/token/users/alice", "../../../users/alice")
            .link("sops/secrets/token/users/web", "../../../machines/web")
            .link("sops/secrets/token/groups/ops", "../../../groups/ops")
            .fleet();
    assertThat(Readership.of(fleet).recipients(fleet.secrets().get(0))).isEmpty();
  }

  @Test
  void aLinkCountsForItsTargetNotForItsName() {
    Fleet fleet = tree().link("sops/secrets/token/users/alice", "../../../users/bob").fleet();
    assertThat(Readership.of(fleet).recipients(fleet.secrets().get(0))).containsExactly(BOB);
  }

  @Test
  void groupsDoNotNest() {
    Fleet fleet =
        tree()
            .link("sops/groups/all/groups/admins", "../../../groups/admins")
            .link("sops/groups/all/users/alice", "../../../users/alice")
            .link("sops/secrets/token/groups/all", "../../../groups/all")
            .fleet();
    assertThat(Readership.of(fleet).recipients(fleet.secrets().get(0))).containsExactly(ALICE);
  }

  @Test
  void secretsWithEqualMembersShareOneAnswer() {
    Fleet fleet =
        tree()
            .link("sops/secrets/token/users/bob", "../../../users/bob")
            .secret("vars/shared/ca/key", BOB)
            .link("vars/shared/ca/key/users/bob", "../../../../../sops/users/bob")
            .fleet();
    Readership readership = Readership.of(fleet);
    assertThat(readership.recipients(fleet.secrets().get(0)))
        .isSameAs(readership.recipients(fleet.secrets().get(1)));
  }
}
