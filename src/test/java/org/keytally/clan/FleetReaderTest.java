package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.clan.Tree.named;

import org.junit.jupiter.api.Test;

class FleetReaderTest {

  static final String ALICE = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
  static final String WEB = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";

  private static Tree fleet() {
    return new Tree()
        .user("alice", ALICE)
        .machine("web", WEB)
        .link("sops/groups/admins/users/alice", "../../../users/alice")
        .secret("sops/secrets/token", ALICE, WEB)
        .link("sops/secrets/token/groups/admins", "../../../groups/admins")
        .link("sops/secrets/token/machines/web", "../../../machines/web")
        .secret("vars/per-machine/web/ssh/key", ALICE, WEB)
        .link("vars/per-machine/web/ssh/key/users/alice", "../../../../../../sops/users/alice")
        .link("vars/per-machine/web/ssh/key/machines/web", "../../../../../../sops/machines/web")
        .file("vars/per-machine/web/ssh/key.pub/value", "ssh-ed25519 AAAA")
        .secret("vars/shared/ca/key", ALICE)
        .link("vars/shared/ca/key/users/alice", "../../../../../sops/users/alice")
        .file("vars/shared/ca/.validation-hash", "0123456789abcdef".repeat(4))
        .file("inventory.json", "{\"machines\": {\"web\": {}, \"db\": {}}}")
        .file("machines/mail/configuration.nix", "{ }");
  }

  @Test
  void aWholeFleetIsReadWithoutProblems() {
    Fleet fleet = fleet().fleet();
    assertThat(fleet.directory()).contains("");
    assertThat(fleet.users()).containsOnlyKeys("alice");
    assertThat(named(fleet.users(), "alice").keys())
        .extracting(PublishedKey::text)
        .containsExactly(ALICE);
    assertThat(named(fleet.users(), "alice").problems()).isEmpty();
    assertThat(fleet.keyedMachines()).containsOnlyKeys("web");
    assertThat(named(fleet.groups(), "admins").users())
        .extracting(MemberLink::state)
        .containsExactly(MemberLink.State.VALID);
    assertThat(fleet.machines().declared()).containsExactlyInAnyOrder("web", "db", "mail");
    assertThat(fleet.machines().withVars()).containsExactly("web");
    assertThat(fleet.secrets())
        .extracting(Secret::directory)
        .containsExactly(
            "sops/secrets/token", "vars/per-machine/web/ssh/key", "vars/shared/ca/key");
    assertThat(fleet.secrets()).allSatisfy(secret -> assertThat(secret.problems()).isEmpty());
    assertThat(fleet.secrets().get(0).contents().orElseThrow().keys())
        .extracting(key -> key.identifier())
        .containsExactly(ALICE, WEB);
    assertThat(fleet.publicVars()).extracting(PublicVar::size).containsExactly(16L);
    assertThat(fleet.validationHashes()).containsOnlyKeys("vars/shared/ca");
    assertThat(fleet.problems()).isEmpty();
  }

  @Test
  void everyLinkOfAWholeFleetIsCanonical() {
    Fleet fleet = fleet().fleet();
    assertThat(fleet.secrets())
        .flatExtracting(Secret::links)
        .hasSize(5)
        .allSatisfy(link -> assertThat(link.isCanonical("")).isTrue());
  }
}
