package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.keytally.clan.FleetReaderTest.ALICE;
import static org.keytally.clan.Tree.whatAndWhere;

import org.assertj.core.api.ListAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.keytally.clan.Problem.Kind;

class LegacyLayoutsTest {

  private static Tree tree() {
    return new Tree().user("alice", ALICE).file("machines/web/configuration.nix", "{}");
  }

  private static ListAssert<Tuple> problems(Tree tree) {
    return whatAndWhere(tree.fleet().problems());
  }

  @Test
  void factsAreReportedOncePerMachine() {
    problems(
            tree()
                .file("machines/web/facts/ssh.pub", "x")
                .file("machines/web/facts/zerotier-ip", "x")
                .file("machines/db/facts/ssh.pub", "x"))
        .containsExactly(
            tuple(Kind.LEGACY_FACTS, "machines/db/facts"),
            tuple(Kind.LEGACY_FACTS, "machines/web/facts"));
  }

  @Test
  void secretsNamedLikeFactsCountOnlyForMachinesWithFacts() {
    Tree tree =
        tree()
            .secret("sops/secrets/web-password", ALICE)
            .secret("sops/secrets/web-age.key", ALICE)
            .secret("sops/secrets/webby-password", ALICE);
    problems(tree).isEmpty();
    problems(tree.file("machines/web/facts/password", "x"))
        .containsExactly(
            tuple(Kind.LEGACY_FACTS, "machines/web/facts"),
            tuple(Kind.LEGACY_FACTS, "sops/secrets/web-password"));
  }

  @Test
  void publicVarsBelowMachinesAreOfJuly2024() {
    problems(
            tree()
                .file("machines/web/vars/ssh/key.pub", "x")
                .file("machines/db/vars/ssh/default.nix", "{}"))
        .containsExactly(tuple(Kind.LEGACY_LAYOUT, "machines/web/vars"));
  }

  @Test
  void secretVarsAmongPlainSecretsAreOfJuly2024() {
    problems(
            tree()
                .secret("sops/secrets/vars-web-ssh-key", ALICE)
                .secret("sops/secrets/vars-nobody-ssh-key", ALICE)
                .secret("sops/secrets/web-ssh-key", ALICE)
                .secret("vars/per-machine/web/ssh/key", ALICE))
        .containsExactly(
            tuple(Kind.LEGACY_LAYOUT, "sops/secrets/vars-web-ssh-key"),
            tuple(Kind.LEGACY_LAYOUT, "sops/secrets/web-ssh-key"));
  }

  @Test
  void varsBelowSopsAreReportedOnce() {
    problems(
            tree()
                .file("sops/vars/web/ssh/key/secret", "x")
                .file("sops/vars/shared/ca/key/secret", "x"))
        .containsExactly(tuple(Kind.LEGACY_LAYOUT, "sops/vars"));
  }

  @Test
  void publicVarsAsPlainFilesAreOfAugust2024() {
    problems(tree().file("vars/shared/ca/pub", "x").file("vars/per-machine/web/ssh/key.pub", "x"))
        .containsExactly(
            tuple(Kind.LEGACY_LAYOUT, "vars/per-machine/web/ssh/key.pub"),
            tuple(Kind.LEGACY_LAYOUT, "vars/shared/ca/pub"));
  }

  @Test
  void metaJsonOfSeptember2024IsLeft() {
    Fleet fleet =
        tree()
            .file("vars/shared/ca/pub/value", "x")
            .file("vars/shared/ca/pub/meta.json", "{}")
            .fleet();
    assertThat(fleet.problems())
        .extracting(Problem::kind, Problem::path)
        .containsExactly(tuple(Kind.LEGACY_LAYOUT, "vars/shared/ca/pub/meta.json"));
  }

  @Test
  void theLayoutOfThirdPartyGuidesIsExplained() {
    Tree tree =
        tree()
            .file("machines/nixos/web/vars/ssh/secret", "x")
            .file("machines/nixos/web/vars/ssh/public", "x")
            .file("secrets/clan/users/alice/key.json", "[{\"publickey\": \"AGE-SECRET-KEY-1QQ\"}]")
            .file("secrets/clan/secrets/token/secret", "x");
    problems(tree)
        .containsExactlyInAnyOrder(
            tuple(Kind.PRIVATE_KEY, "secrets/clan/users/alice/key.json"),
            tuple(Kind.LEGACY_LAYOUT, "machines/nixos/web/vars/ssh"),
            tuple(Kind.LEGACY_LAYOUT, "secrets/clan/users"),
            tuple(Kind.LEGACY_LAYOUT, "secrets/clan/secrets"));
    assertThat(tree.fleet().problems())
        .filteredOn(problem -> problem.path().equals("machines/nixos/web/vars/ssh"))
        .allSatisfy(problem -> assertThat(problem.message()).contains("vars/per-machine/web/ssh"));
  }

  @Test
  void theLayoutOfThirdPartyGuidesIsExplainedWhereThereIsNothingElse() {
    problems(
            new Tree()
                .file(
                    "secrets/clan/users/alice/key.json",
                    "[{\"publickey\": \"AGE-SECRET-KEY-1QQ\"}]")
                .file("machines/nixos/web/vars/ssh/secret", "x"))
        .containsExactlyInAnyOrder(
            tuple(Kind.PRIVATE_KEY, "secrets/clan/users/alice/key.json"),
            tuple(Kind.LEGACY_LAYOUT, "secrets/clan/users"),
            tuple(Kind.LEGACY_LAYOUT, "machines/nixos/web/vars/ssh"));
  }

  @Test
  void whatThePinnedClanStillReadsIsNotOld() {
    Tree tree =
        tree()
            .file("machines/web/facts/ssh.pub", "x")
            .file("machines/web/vars/ssh/key.pub", "x")
            .file("sops/vars/shared/ca/key/secret", "x")
            .file("vars/shared/ca/pub", "x")
            .file("vars/shared/ca/cert/value", "x")
            .file("vars/shared/ca/cert/meta.json", "{}")
            .file("vars/shared/ca/invalidation_hash", "x");
    problems(tree).hasSize(6);
    problems(tree.file("flake.lock", FoldersTest.lock(1_720_000_000L))).isEmpty();
    problems(tree.file("flake.lock", FoldersTest.lock(1_730_000_000L)))
        .extracting(t -> t.toList().get(1))
        .doesNotContain("machines/web/facts", "vars/shared/ca/invalidation_hash")
        .hasSize(4);
  }

  @Test
  void anEncryptedFileInAnOldPlaceIsStillRead() {
    Fleet fleet =
        tree()
            .secret("sops/vars/shared/ca/key", ALICE)
            .secret("machines/nixos/web/vars/ssh", ALICE)
            .fleet();
    assertThat(fleet.ruledFiles())
        .extracting(RuledFile::path)
        .containsExactly("machines/nixos/web/vars/ssh/secret", "sops/vars/shared/ca/key/secret");
  }

  @Test
  void zerotiersOldVarsCountOnlyForANewClan() {
    Tree tree =
        tree()
            .secret("vars/per-machine/web/zerotier/zerotier-identity-secret", ALICE)
            .file("vars/per-machine/web/zerotier/zerotier-ip/value", "x")
            .file("vars/shared/zerotier-controller/id/value", "x")
            .file("vars/shared/zerotier-identity-web/id/value", "x");
    problems(tree).isEmpty();
    problems(tree.file("flake.lock", FoldersTest.lock(1_760_000_000L))).isEmpty();
    problems(tree.file("flake.lock", FoldersTest.lock(1_790_000_000L)))
        .containsExactlyInAnyOrder(
            tuple(Kind.LEGACY_LAYOUT, "vars/per-machine/web/zerotier"),
            tuple(Kind.LEGACY_LAYOUT, "vars/shared/zerotier-controller"));
  }

  @Test
  void whetherANameOnTheHostIsWrongNowOrLaterIsUpToThePinnedClan() {
    Tree tree = tree().file("web.nix", "{ sops.secrets.\"vars/a/b\" = { }; }");
    problems(tree.file("flake.lock", FoldersTest.lock(1_760_000_000L)))
        .containsExactly(tuple(Kind.RUNTIME_NAME, "web.nix"));
    assertThat(tree.fleet().problems().get(0).message()).contains("breaks with");
    tree.file("flake.lock", FoldersTest.lock(1_790_000_000L));
    assertThat(tree.fleet().problems().get(0).message()).contains("since August 2026");
  }

  @Test
  void aFlakeLockThatMakesNoSenseIsPassedOver() {
    for (String lock :
        new String[] {"", "[]", "{\"nodes\": 1}", "{\"nodes\": {\"clan-core\": []}}", "{", "\0"}) {
      problems(tree().file("flake.lock", lock)).isEmpty();
    }
  }
}
