package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keytally.check.DeclaredRulesTest;
import org.keytally.check.RulesTest;
import org.keytally.check.SoundFleet;
import org.keytally.config.Configuration;
import org.keytally.demo.FleetBuilder;
import org.keytally.demo.ManifestBuilder;
import org.keytally.git.FileMode;
import org.keytally.git.Snapshot;
import org.keytally.git.Tracking;
import org.keytally.git.TreeEntry;

/** A state is read the same, whatever other state was read before it; and nothing is read twice. */
class KnownContentsTest {

  private static final String ALICE =
      "age14mq4aa4u20l0na44l4d3vryas0v0kjsjkvhns8a3el57r6fn4cpqshejqp";

  private static final TreeEntry NO_NIX_FILE =
      new TreeEntry("a", FileMode.REGULAR, Tracking.TRACKED, Optional.empty());

  private static Fleet fleet(Snapshot snapshot, Configuration configuration, KnownContents known)
      throws Exception {
    return FleetReader.read(snapshot, configuration, ManifestOrigin.TREE, known);
  }

  private static Fleet fleet(Snapshot snapshot, KnownContents known) throws Exception {
    return fleet(snapshot, Configuration.DEFAULT, known);
  }

  private static void requireSame(Snapshot before, Snapshot after) throws Exception {
    List<String> asked = new ArrayList<>();
    Snapshot base = Committed.of(before, asked);
    Snapshot state = Committed.of(after, asked);
    Fleet baseAlone = fleet(base, KnownContents.none());
    Fleet stateAlone = fleet(state, KnownContents.none());
    asked.clear();

    KnownContents known = new KnownContents();
    Fleet first = fleet(base, known);
    Fleet second = fleet(state, known);
    Fleet again = fleet(base, known);

    assertThat(first).isEqualTo(baseAlone);
    assertThat(second).isEqualTo(stateAlone);
    assertThat(again.problems()).isEqualTo(baseAlone.problems());
    // The first state with a manifest needs digests that the one before had no use for.
    boolean alike =
        before.entry(Manifest.FILE_NAME).isPresent() == after.entry(Manifest.FILE_NAME).isPresent();
    NixFiles nix = new NixFiles(Layout.of(""));
    assertThat(asked)
        .isNotEmpty()
        .filteredOn(line -> alike || !nix.wants(base.entry(line.substring(41)).orElse(NO_NIX_FILE)))
        .doesNotHaveDuplicates();
  }

  static Stream<RulesTest.Fault> faults() {
    return RulesTest.faults();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultReadsTheSameAfterTheSoundFleet(RulesTest.Fault fault) throws Exception {
    Snapshot sound = SoundFleet.builder().snapshot();
    Snapshot faulty = fault.fault().apply(SoundFleet.builder()).snapshot();

    requireSame(sound, faulty);
    requireSame(faulty, sound);
  }

  static Stream<DeclaredRulesTest.Fault> declaredFaults() {
    return DeclaredRulesTest.faults();
  }

  @ParameterizedTest
  @MethodSource("declaredFaults")
  void aFaultOfWhatIsDeclaredReadsTheSameAfterTheSoundFleet(DeclaredRulesTest.Fault fault)
      throws Exception {
    FleetBuilder faulty = SoundFleet.builder();
    ManifestBuilder manifest = DeclaredRulesTest.manifest();
    fault.fault().accept(faulty, manifest);

    requireSame(
        SoundFleet.builder()
            .file(Manifest.FILE_NAME, DeclaredRulesTest.manifest().json())
            .snapshot(),
        faulty.file(Manifest.FILE_NAME, manifest.json()).snapshot());
  }

  private static Tree tree() {
    return new Tree()
        .user("alice", ALICE)
        .secret("sops/secrets/s", ALICE)
        .link("sops/secrets/s/users/alice", "../../../users/alice")
        .file("secrets/a.txt", "token\n");
  }

  private static void requireSame(Consumer<Tree> change) throws Exception {
    Tree changed = tree();
    change.accept(changed);
    requireSame(tree().snapshot(), changed.snapshot());
    requireSame(changed.snapshot(), tree().snapshot());
  }

  @Test
  void theSameContentAtAnotherPathIsLookedAtAgain() throws Exception {
    requireSame(tree -> tree.keyFile("sops/users/bob", "age1broken"));
    requireSame(tree -> tree.file("sops/users/alice/notes", "token\n"));
    requireSame(tree -> tree.file("vars/per-machine/m/g/f/value", "token\n"));
    requireSame(tree -> tree.without("sops/secrets/s/secret").secret("vars/shared/g/f", ALICE));
  }

  @Test
  void theSameContentOfAnotherModeIsLookedAtAgain() throws Exception {
    requireSame(tree -> tree.file("sops/secrets/s/users/alice", "../../../users/alice"));
    requireSame(tree -> tree.exec("secrets/a.txt", "token\n"));
    requireSame(tree -> tree.link("secrets/a.txt", "token\n"));
  }

  @Test
  void theSameFilesUnderOtherRulesAreJudgedAnew() throws Exception {
    String rule = "creation_rules:\n  - path_regex: ^secrets/\n    age: " + ALICE + "\n";
    Tree ruled = tree().file(".sops.yaml", rule);

    requireSame(tree -> tree.file(".sops.yaml", rule));
    assertThat(tree().fleet().ruledFiles()).isEmpty();
    assertThat(ruled.fleet().ruledFiles()).hasSize(1);
  }

  @Test
  void theSameFilesInAnotherClanDirectoryAreLookedAtAgain() throws Exception {
    Tree both = tree().keyFile("clan/sops/users/bob", ALICE).secret("clan/sops/secrets/t", ALICE);
    Snapshot snapshot = Committed.of(both.snapshot(), new ArrayList<>());
    KnownContents known = new KnownContents();
    for (String directory : List.of("clan", "", "clan")) {
      Configuration configuration = Configuration.DEFAULT.withClanDirectory(directory);

      assertThat(fleet(snapshot, configuration, known))
          .isEqualTo(fleet(snapshot, configuration, KnownContents.none()));
    }
  }

  @Test
  void aManifestIsComparedWithFilesThatWereReadBeforeThereWasOne() throws Exception {
    Tree without = tree().file("flake.nix", "{ }\n").file("flake.lock", "{}\n");
    NixFiles files = NixFiles.of(without.snapshot(), Layout.of(""));
    String manifest =
        "{\"schema\": \"clan-manifest/1\", \"source\": {\"nixFiles\": \"%s\"}, \"machines\": {}}";
    Tree with = tree().file("flake.nix", "{ }\n").file("flake.lock", "{}\n");
    with.file(Manifest.FILE_NAME, manifest.formatted(files.digest()));
    KnownContents known = new KnownContents();
    List<String> asked = new ArrayList<>();

    fleet(Committed.of(without.snapshot(), asked), known);
    Fleet fleet = fleet(Committed.of(with.snapshot(), asked), known);

    assertThat(fleet.declared()).isPresent();
    assertThat(fleet.declared().get().stale()).isEmpty();
    assertThat(fleet).isEqualTo(fleet(Committed.of(with.snapshot(), asked), KnownContents.none()));
  }

  @Test
  void whatCouldNotBeReadIsTriedAgain() throws Exception {
    KnownContents known = new KnownContents();
    Fleet broken =
        fleet(Committed.of(tree().snapshot(), new ArrayList<>(), Set.of("secret")), known);
    Fleet whole = fleet(Committed.of(tree().snapshot(), new ArrayList<>()), known);

    assertThat(broken.secrets().get(0).contents()).isEmpty();
    assertThat(whole).isEqualTo(tree().fleet());
  }

  @Test
  void filesWithoutObjectIdAreReadEachTime() throws Exception {
    KnownContents known = new KnownContents();
    fleet(tree().snapshot(), known);

    assertThat(
            fleet(
                tree().file("secrets/a.txt", "-----BEGIN OPENSSH PRIVATE KEY-----\n").snapshot(),
                known))
        .isEqualTo(tree().file("secrets/a.txt", "-----BEGIN OPENSSH PRIVATE KEY-----\n").fleet());
  }
}
