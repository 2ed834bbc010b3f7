package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.keytally.clan.FleetReaderTest.ALICE;
import static org.keytally.clan.Tree.whatAndWhere;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.keytally.config.Configuration;
import org.keytally.config.PathGlob;
import org.keytally.sops.SopsConfig;
import org.keytally.sops.SopsProblem;

/** Files outside clan's folders: what sops encrypted, what it should have, and keys in clear. */
class RuledFilesTest {

  private static final String IDENTITY = PrivateKeyScanTest.IDENTITY.substring(0, 74);

  private static String rule(String regex) {
    return "creation_rules:\n  - path_regex: " + regex + "\n    age: " + ALICE + "\n";
  }

  private static List<String> ruled(Tree tree) {
    return tree.fleet().ruledFiles().stream().map(RuledFile::path).toList();
  }

  @Test
  void aFileInClearUnderARuleIsARuledFileWithoutMetadata() {
    Fleet fleet =
        new Tree().file(".sops.yaml", rule("secrets/.*")).file("secrets/a.yaml", "a: 1\n").fleet();
    assertThat(fleet.directory()).isEmpty();
    RuledFile file = fleet.ruledFiles().get(0);
    assertThat(file.rule()).isPresent();
    assertThat(file.contents().problems())
        .extracting(SopsProblem::kind)
        .containsExactly(SopsProblem.Kind.NO_METADATA);
  }

  @Test
  void aCatchAllGovernsNothingInClear() {
    for (String regex : new String[] {".*", "''", "'.*\\.yaml$'", "'\\.(yaml|json|env|ini)$'"}) {
      assertThat(ruled(new Tree().file(".sops.yaml", rule(regex)).file("x/deploy.yaml", "a: 1\n")))
          .as(regex)
          .isEmpty();
    }
  }

  @Test
  void aRuleForAnUncommonEndingGoverns() {
    for (String regex : new String[] {"'\\.enc\\.yaml$'", "'secrets\\.yaml$'", "'x/.*\\.yaml$'"}) {
      assertThat(
              ruled(
                  new Tree()
                      .file(".sops.yaml", rule(regex))
                      .file("x/a.enc.yaml", "a: 1\n")
                      .file("x/secrets.yaml", "a: 1\n")
                      .file("deploy.yaml", "a: 1\n")))
          .as(regex)
          .isNotEmpty()
          .doesNotContain("deploy.yaml");
    }
  }

  @Test
  void theNearestSopsYamlGoverns() {
    Fleet fleet =
        new Tree()
            .file(".sops.yaml", rule("secrets/.*"))
            .file("sub/.sops.yaml", rule("none/.*"))
            .file("sub/secrets/a.yaml", "a: 1\n")
            .file("secrets/b.yaml", "a: 1\n")
            .fleet();
    assertThat(fleet.sopsConfigs())
        .extracting(SopsConfig::path)
        .containsExactly(".sops.yaml", "sub/.sops.yaml");
    assertThat(fleet.ruledFiles()).extracting(RuledFile::path).containsExactly("secrets/b.yaml");
  }

  @Test
  void anEncryptedFileIsFoundWithoutAnyRule() {
    Tree tree = new Tree().secret("elsewhere", ALICE);
    RuledFile file = tree.fleet().ruledFiles().get(0);
    assertThat(file.path()).isEqualTo("elsewhere/secret");
    assertThat(file.rule()).isEmpty();
    assertThat(file.contents().keys()).hasSize(1);
  }

  @Test
  void clansOwnFilesAndConfigurationAreNotGoverned() {
    Tree tree =
        new Tree()
            .file(".sops.yaml", rule("'[a-z]'"))
            .user("alice", ALICE)
            .secret("sops/secrets/token", ALICE)
            .file("vars/shared/ca/pub/value", "x")
            .file(".keytally.yaml", "people: {}\n")
            .file("clan-manifest.json", "{}");
    assertThat(ruled(tree)).isEmpty();
  }

  @Test
  void privateKeysInClearAreFoundOutsideEncryptedFiles() {
    Fleet fleet =
        new Tree()
            .user("alice", ALICE)
            .file("notes.md", "\n" + IDENTITY)
            .file("sops/secrets/web-age.key/secret", IDENTITY)
            .file("sops/secrets/old/users/alice", IDENTITY)
            .file("docs/age.md", "begins with AGE-SECRET-KEY-1...")
            .file("blob", "\0" + IDENTITY)
            .file("vars/shared/ca/pub/value", IDENTITY)
            .fleet();
    assertThat(fleet.privateKeys())
        .extracting(Fleet.PrivateKeyText::path, Fleet.PrivateKeyText::line)
        .containsExactlyInAnyOrder(
            tuple("notes.md", 2),
            tuple("sops/secrets/web-age.key/secret", 1),
            tuple("sops/secrets/old/users/alice", 1));
    assertThat(fleet.publicVars().get(0).looksPrivate()).contains("an age identity");
    assertThat(fleet.toString()).doesNotContain(IDENTITY.substring(20, 40));
  }

  @Test
  void excludedPathsAreNotLookedAt() throws Exception {
    Configuration none = Configuration.DEFAULT;
    Configuration configuration =
        new Configuration(
            none.clanDirectory(),
            none.manifest(),
            none.people(),
            none.machines(),
            none.externalAnchors(),
            none.rules(),
            List.of(new PathGlob("fixtures/")),
            none.accepted());
    Fleet fleet =
        new Tree()
            .keyFile("clan/sops/users/alice", ALICE)
            .keyFile("fixtures/sops/users/bob", ALICE)
            .file("fixtures/key.txt", IDENTITY)
            .fleet(configuration);
    assertThat(fleet.directory()).contains("clan");
    assertThat(fleet.privateKeys()).isEmpty();
  }

  @Test
  void aHugeFileIsOnlyMissedWhereARuleAsksForIt() {
    byte[] huge = new byte[(int) Contents.LIMIT + 1];
    Fleet fleet =
        new Tree()
            .file(".sops.yaml", rule("secrets/.*"))
            .file("secrets/huge", huge)
            .file("movie.mkv", huge)
            .fleet();
    whatAndWhere(fleet.problems()).containsExactly(tuple(Problem.Kind.UNREADABLE, "secrets/huge"));
  }
}
