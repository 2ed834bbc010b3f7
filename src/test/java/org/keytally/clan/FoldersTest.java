package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.keytally.clan.FleetReaderTest.ALICE;
import static org.keytally.clan.FleetReaderTest.WEB;
import static org.keytally.clan.Tree.named;
import static org.keytally.clan.Tree.whatAndWhere;

import org.assertj.core.api.ListAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.keytally.clan.Placement.PerExport;
import org.keytally.clan.Placement.PerMachine;
import org.keytally.clan.Placement.PlainSecret;
import org.keytally.clan.Placement.Shared;
import org.keytally.clan.Problem.Kind;
import org.keytally.config.Configuration;
import org.keytally.sops.SopsProblem;

/** The folders of groups, secrets, vars and machines, and what does not belong there. */
class FoldersTest {

  private static final String HASH = "0123456789abcdef".repeat(4);

  private static Tree tree() {
    return new Tree().user("alice", ALICE).machine("web", WEB);
  }

  private static ListAssert<Tuple> problems(Tree tree) {
    return whatAndWhere(tree.fleet().problems());
  }

  private static ListAssert<Tuple> problemsOfSecret(Tree tree) {
    Fleet fleet = tree.fleet();
    assertThat(fleet.secrets()).hasSize(1);
    return whatAndWhere(fleet.secrets().get(0).problems());
  }

  @Test
  void everyPlaceOfASecretIsFound() {
    Tree tree =
        tree()
            .secret("sops/secrets/token", ALICE)
            .secret("vars/shared/ca/key", ALICE)
            .secret("vars/per-machine/web/ssh/key", ALICE)
            .secret("vars/per-export/A:i1:peer:jon/wg/key", ALICE);
    assertThat(tree.fleet().secrets())
        .extracting(Secret::placement)
        .containsExactly(
            new PlainSecret("token"),
            new PerExport("A:i1:peer:jon", "wg", "key"),
            new PerMachine("web", "ssh", "key"),
            new Shared("ca", "key"));
  }

  @Test
  void aVarWhoseFileNameHasSlashesIsFound() {
    Tree tree =
        tree()
            .secret("vars/shared/boot/keys/PK/PK.key", ALICE)
            .link(
                "vars/shared/boot/keys/PK/PK.key/users/alice",
                "../../../../../../../sops/users/alice")
            .file("vars/shared/boot/keys/PK/PK.pem/value", "pem");
    Fleet fleet = tree.fleet();
    assertThat(fleet.problems()).isEmpty();
    assertThat(fleet.secrets())
        .extracting(Secret::placement)
        .containsExactly(new Shared("boot", "keys/PK/PK.key"));
    assertThat(fleet.secrets().get(0).users().get(0).isCanonical("")).isTrue();
    assertThat(fleet.publicVars())
        .extracting(PublicVar::placement)
        .containsExactly(new Shared("boot", "keys/PK/PK.pem"));
  }

  @Test
  void membersWithoutSecretAreASecretThatIsMissing() {
    problemsOfSecret(tree().link("sops/secrets/token/users/alice", "../../../users/alice"))
        .containsExactly(tuple(Kind.SECRET_MISSING, "sops/secrets/token"));
  }

  @Test
  void aSecretInClearIsSaidByItsContents() {
    Fleet fleet = tree().file("sops/secrets/token/secret", "hunter2").fleet();
    assertThat(fleet.secrets().get(0).contents().orElseThrow().problems()).isNotEmpty();
  }

  @Test
  void aSecretThatIsALinkHasNoContents() {
    Tree tree = tree().link("sops/secrets/token/secret", "../other/secret");
    problemsOfSecret(tree).containsExactly(tuple(Kind.SECRET_NO_FILE, "sops/secrets/token/secret"));
    assertThat(tree.fleet().secrets().get(0).contents()).isEmpty();
  }

  @Test
  void anExecutableSecretIsAProblemAndIsRead() {
    Tree tree = tree().exec("sops/secrets/token/secret", "{}");
    problemsOfSecret(tree).containsExactly(tuple(Kind.SECRET_MODE, "sops/secrets/token/secret"));
    assertThat(tree.fleet().secrets().get(0).contents().orElseThrow().problems())
        .extracting(SopsProblem::kind)
        .contains(SopsProblem.Kind.NO_METADATA);
  }

  @Test
  void aHugeSecretIsUnreadAndTheRestIsRead() {
    Tree tree = tree().file("sops/secrets/token/secret", new byte[(int) Contents.LIMIT + 1]);
    problemsOfSecret(tree).containsExactly(tuple(Kind.UNREADABLE, "sops/secrets/token/secret"));
    assertThat(tree.fleet().users()).containsOnlyKeys("alice");
  }

  @Test
  void strayEntriesInASecretsFolderAreNamedOnceEach() {
    problemsOfSecret(
            tree()
                .secret("sops/secrets/token", ALICE)
                .link("sops/secrets/token/alice", "../../users/alice")
                .file("sops/secrets/token/tmpab12", "x")
                .file("sops/secrets/token/old/a", "x")
                .file("sops/secrets/token/old/b", "x"))
        .containsExactly(
            tuple(Kind.STRAY_ENTRY, "sops/secrets/token/alice"),
            tuple(Kind.STRAY_ENTRY, "sops/secrets/token/old"),
            tuple(Kind.STRAY_ENTRY, "sops/secrets/token/tmpab12"));
  }

  @Test
  void whatStandsBesideTheFoldersOfSecretsAndGroupsIsStray() {
    problems(
            tree()
                .file("sops/secrets/README.md", "x")
                .file("sops/groups/.gitkeep", "")
                .file("sops/secrets/team/token/secret", "x"))
        .containsExactlyInAnyOrder(
            tuple(Kind.STRAY_ENTRY, "sops/secrets/README.md"),
            tuple(Kind.STRAY_ENTRY, "sops/groups/.gitkeep"),
            tuple(Kind.STRAY_ENTRY, "sops/secrets/team/token"),
            tuple(Kind.STRAY_ENTRY, "sops/secrets/team"));
  }

  @Test
  void aSecretWithANameThatClanRefusesIsAProblem() {
    problemsOfSecret(tree().secret("sops/secrets/my token", ALICE))
        .containsExactly(tuple(Kind.INVALID_NAME, "sops/secrets/my token"));
  }

  @Test
  void aVarWithControlCharactersInItsNameIsAProblem() {
    problemsOfSecret(tree().secret("vars/shared/c\u001b[1ma/key", ALICE))
        .containsExactly(tuple(Kind.INVALID_NAME, "vars/shared/c\u001b[1ma/key"));
  }

  @Test
  void aGroupInAGroupIsStray() {
    Group group =
        named(
            tree()
                .link("sops/groups/admins/users/alice", "../../../users/alice")
                .link("sops/groups/admins/groups/ops", "../../../groups/ops")
                .link("sops/groups/admins/alice", "../../users/alice")
                .fleet()
                .groups(),
            "admins");
    assertThat(group.problems())
        .extracting(Problem::kind, Problem::path)
        .containsExactly(
            tuple(Kind.STRAY_ENTRY, "sops/groups/admins/alice"),
            tuple(Kind.STRAY_ENTRY, "sops/groups/admins/groups"));
  }

  @Test
  void aGroupWithANameThatClanRefusesIsAProblem() {
    Group group =
        named(
            tree().link("sops/groups/Admins/users/alice", "../../../users/alice").fleet().groups(),
            "Admins");
    assertThat(group.problems()).extracting(Problem::kind).containsExactly(Kind.INVALID_NAME);
  }

  @Test
  void secretAndValueInOneFolderAreBothSeen() {
    Fleet fleet =
        tree().secret("vars/shared/ca/key", ALICE).file("vars/shared/ca/key/value", "old").fleet();
    assertThat(fleet.secrets().get(0).hasValue()).isTrue();
    assertThat(fleet.publicVars())
        .extracting(PublicVar::path)
        .containsExactly("vars/shared/ca/key/value");
  }

  @Test
  void anEmptyValueHasSizeZero() {
    assertThat(tree().file("vars/shared/ca/pub/value", "").fleet().publicVars())
        .extracting(PublicVar::size)
        .containsExactly(0L);
  }

  @Test
  void aValueThatIsALinkIsStray() {
    Tree tree = tree().link("vars/shared/ca/pub/value", "../x");
    problems(tree).containsExactly(tuple(Kind.STRAY_VAR, "vars/shared/ca/pub/value"));
    assertThat(tree.fleet().publicVars()).isEmpty();
  }

  @Test
  void aPublicVarWithAPrivateKeyLooksPrivate() {
    Tree tree = tree().file("vars/shared/ca/pub/value", "$6$abcdefgh$" + "Ab3/".repeat(22));
    assertThat(tree.fleet().publicVars().get(0).looksPrivate()).contains("a password hash");
  }

  @Test
  void validationHashesAreKeptByGenerator() {
    Fleet fleet = tree().file("vars/per-machine/web/ssh/.validation-hash", HASH).fleet();
    assertThat(fleet.validationHashes()).containsEntry("vars/per-machine/web/ssh", HASH);
    assertThat(fleet.problems()).isEmpty();
  }

  @Test
  void aMalformedValidationHashIsAProblemAndKept() {
    Tree tree = tree().file("vars/shared/ca/.validation-hash", HASH + "\n");
    problems(tree).containsExactly(tuple(Kind.VALIDATION_HASH, "vars/shared/ca/.validation-hash"));
    assertThat(tree.fleet().validationHashes()).containsEntry("vars/shared/ca", HASH + "\n");
  }

  @Test
  void validationHashesOfOldNamesAreProblems() {
    problems(tree().file("vars/shared/ca/invalidation_hash", HASH).file("vars/ca/validation", HASH))
        .containsExactlyInAnyOrder(
            tuple(Kind.VALIDATION_HASH, "vars/shared/ca/invalidation_hash"),
            tuple(Kind.VALIDATION_HASH, "vars/ca/validation"));
  }

  @Test
  void whatStandsBesideVarsIsStray() {
    problems(
            tree()
                .file("vars/.keep", "")
                .file("vars/notes/a", "")
                .file("vars/notes/b", "")
                .file("vars/shared/README", "")
                .file("vars/per-machine/web/x", "")
                .file("vars/shared/ca/.keep", ""))
        .containsExactlyInAnyOrder(
            tuple(Kind.STRAY_VAR, "vars/.keep"),
            tuple(Kind.STRAY_VAR, "vars/notes"),
            tuple(Kind.STRAY_VAR, "vars/shared/README"),
            tuple(Kind.STRAY_VAR, "vars/per-machine/web/x"),
            tuple(Kind.STRAY_VAR, "vars/shared/ca/.keep"));
  }

  @Test
  void aFileInAVarsFolderIsStray() {
    problemsOfSecret(
            tree().secret("vars/shared/ca/key", ALICE).file("vars/shared/ca/key/.keep", ""))
        .containsExactly(tuple(Kind.STRAY_VAR, "vars/shared/ca/key/.keep"));
  }

  @Test
  void aFolderWithNothingOfAVarIsOneProblem() {
    problems(tree().file("vars/shared/ca/key/notes", "x").file("vars/shared/ca/key/more", "x"))
        .containsExactly(tuple(Kind.VAR_WITHOUT_VALUE, "vars/shared/ca/key"));
  }

  @Test
  void aScopeWithoutServiceAndMachineIsStray() {
    problemsOfSecret(tree().secret("vars/per-export/:i:r:/wg/key", ALICE))
        .containsExactly(tuple(Kind.STRAY_VAR, "vars/per-export/:i:r:/wg/key"));
  }

  @Test
  void machinesAreDeclaredByInventoryFoldersAndConfiguration() {
    Configuration none = Configuration.DEFAULT;
    Configuration configuration =
        new Configuration(
            none.clanDirectory(),
            none.manifest(),
            none.people(),
            java.util.Set.of("nixonly"),
            none.externalAnchors(),
            none.rules(),
            none.exclude(),
            none.accepted());
    Machines machines =
        tree()
            .file("inventory.json", "{\"machines\":{\"a\":{\"tags\":[\"x\"]}},\"meta\":{}}")
            .file("machines/b/configuration.nix", "{}")
            .file("machines/README.md", "")
            .file("vars/per-machine/c/gen/file/value", "x")
            .fleet(configuration)
            .machines();
    assertThat(machines.declared()).containsExactlyInAnyOrder("a", "b", "nixonly");
    assertThat(machines.all()).containsExactly("a", "b", "c", "nixonly", "web");
  }

  @Test
  void aBrokenInventoryIsAProblemWithItsLine() {
    Fleet fleet = tree().file("inventory.json", "{\n \"machines\": {\"a\": {}},\n oops }").fleet();
    assertThat(fleet.problems())
        .extracting(Problem::kind, Problem::path, Problem::line)
        .containsExactly(tuple(Kind.INVENTORY, "inventory.json", 3));
    assertThat(fleet.machines().declared()).containsExactly("a");
  }

  @Test
  void anInventoryOfTheWrongShapeIsAProblem() {
    for (String text :
        new String[] {
          "[]",
          "",
          "{\"machines\": []}",
          "{\"machines\": {\"a\": 1}}",
          "{\"machines\": {\"a\": {}, \"a\": {}}}",
          "{} {}",
          "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> x\n",
          "{\"x\":" + "[".repeat(100_000)
        }) {
      assertThat(tree().file("inventory.json", text).fleet().problems())
          .as(text.length() > 50 ? "deep" : text)
          .extracting(Problem::kind)
          .containsExactly(Kind.INVENTORY);
    }
  }

  @Test
  void servicesInTheInventoryAreAProblemUnlessThePinnedClanStillKnowsThem() {
    Tree tree = tree().file("inventory.json", "{\"services\": {\"x\": {}}, \"machines\": {}}");
    problems(tree).containsExactly(tuple(Kind.INVENTORY, "inventory.json"));
    problems(tree.file("flake.lock", lock(1_700_000_000L))).isEmpty();
    problems(tree.file("flake.lock", lock(1_790_000_000L)))
        .containsExactly(tuple(Kind.INVENTORY, "inventory.json"));
    assertThat(
            tree().file("inventory.json", "{\"services\": {}}").fleet().problems().get(0).message())
        .contains("empty");
  }

  static String lock(long lastModified) {
    return "{\"nodes\": {\"clan\": {\"locked\": {\"lastModified\": "
        + lastModified
        + ", \"type\": \"tarball\", \"url\": \"https://git.clan.lol/clan/clan-core/archive/1.tar.gz\"}},"
        + " \"root\": {\"inputs\": {\"clan\": \"clan\"}}}, \"root\": \"root\", \"version\": 7}";
  }

  @Test
  void machineNamesThatClanRefusesOrThatCollideAreProblems() {
    problems(
            tree()
                .file(
                    "inventory.json", "{\"machines\": {\"Web1\": {}, \"web1\": {}, \"a_b\": {}}}"))
        .containsExactly(
            tuple(Kind.NAMES_DIFFER_IN_CASE, "inventory.json"),
            tuple(Kind.INVALID_NAME, "inventory.json"));
  }

  @Test
  void aLinkBelowMachinesDeclaresNothing() {
    Tree tree = tree().link("machines/alias", "web").file("machines/web/configuration.nix", "{}");
    problems(tree).containsExactly(tuple(Kind.MACHINE_IS_LINK, "machines/alias"));
    assertThat(tree.fleet().machines().declared()).containsExactly("web");
  }
}
