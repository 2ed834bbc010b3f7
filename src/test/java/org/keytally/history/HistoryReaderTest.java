package org.keytally.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.keytally.history.ScriptedFleet.path;
import static org.keytally.history.ScriptedFleet.rewrapped;
import static org.keytally.history.ScriptedFleet.sealed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.config.Configuration;
import org.keytally.git.Repositories;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;

/** How much is read, what is kept for next time, and what is said where something is missing. */
final class HistoryReaderTest {

  private static final String ALICE = "age1alice";
  private static final String CAROL = "age1carol";

  @TempDir private Path folder;

  private History read(Path repository, HistoryCache cache) throws Exception {
    try (Repository opened = Repositories.open(repository)) {
      return HistoryReader.read(opened, "HEAD", cache);
    }
  }

  private Path directory(String name) throws Exception {
    return Files.createDirectories(folder.resolve(name));
  }

  private ScriptedFleet fleet() throws Exception {
    ScriptedFleet fleet = new ScriptedFleet(directory("fleet"));
    fleet.user("alice", ALICE).user("carol", CAROL);
    fleet.write(path("a"), sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.write(path("a"), rewrapped("k", "v", ALICE)).commit("c2");
    fleet.write(path("b"), sealed("k2", "v", ALICE)).commit("c3");
    return fleet;
  }

  private static HistoryCache cache(Path repository) {
    return HistoryCache.in(repository.resolve(".git"));
  }

  private static Path cacheFile(Path repository) {
    return repository.resolve(".git/keytally/history");
  }

  @Test
  void workGrowsWithTheDistinctContentsAndNotWithTheirNumberTimesTheCommits() throws Exception {
    int[] parsed = new int[2];
    for (int i = 0; i < 2; i++) {
      Path directory = directory("synthetic" + i);
      SyntheticHistory.write(directory, 200 << i, 25);
      History history = read(directory, HistoryCache.none());
      assertThat(history.extent().commits()).isEqualTo(200 << i);
      assertThat(history.extent().isComplete()).isTrue();
      parsed[i] = history.effort().parsed();
      assertThat(parsed[i]).isEqualTo(history.effort().blobs());
      // Each commit brings two contents at most; the first one brings all files.
      assertThat(parsed[i]).isBetween(150 << i, (400 << i) + 70);
    }
    assertThat(parsed[1]).isLessThan(2 * parsed[0] + 1);
  }

  @Test
  void theSecondRunReadsNothingAgain() throws Exception {
    ScriptedFleet fleet = fleet();
    HistoryCache cache = cache(fleet.directory());
    Exposure first = fleet.exposure(cache, Configuration.DEFAULT);
    assertThat(read(fleet.directory(), cache).effort().parsed()).isZero();
    assertThat(fleet.exposure(cache, Configuration.DEFAULT)).isEqualTo(first);
    fleet.write(path("c"), sealed("k3", "v", ALICE)).commit("c4");
    assertThat(read(fleet.directory(), cache).effort().parsed()).isEqualTo(1);
    Files.delete(cacheFile(fleet.directory()));
    assertThat(read(fleet.directory(), cache).effort().parsed()).isGreaterThan(3);
  }

  @Test
  void aDamagedCacheIsPassedOver() throws Exception {
    ScriptedFleet fleet = fleet();
    HistoryCache cache = cache(fleet.directory());
    Exposure right = fleet.exposure(cache, Configuration.DEFAULT);
    byte[] whole = Files.readAllBytes(cacheFile(fleet.directory()));
    for (int at = 0; at < whole.length; at += 7) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(cacheFile(fleet.directory()), damaged);
      assertThat(read(fleet.directory(), cache).effort().parsed()).as("byte %s", at).isPositive();
    }
    for (int length : new int[] {0, 1, 31, 32, 33, whole.length - 1}) {
      Files.write(cacheFile(fleet.directory()), Arrays.copyOf(whole, length));
      assertThat(fleet.exposure(cache, Configuration.DEFAULT)).isEqualTo(right);
    }
  }

  @Test
  void aCacheThatTellsSomethingElseThanTheContentsIsForgotten() throws Exception {
    ScriptedFleet fleet = fleet();
    HistoryCache cache = cache(fleet.directory());
    Exposure right = fleet.exposure(cache, Configuration.DEFAULT);
    String id = fleet.git("rev-parse", "HEAD:" + path("b"));
    HistoryCache forged = cache(fleet.directory());
    forged.save(Map.of("sb" + id, BlobFacts.PLAIN));
    assertThat(fleet.exposure(cache, Configuration.DEFAULT)).isEqualTo(right);
    assertThat(read(fleet.directory(), cache).effort().parsed()).isZero();
  }

  @Test
  void aCacheIsNotWrittenThroughALink() throws Exception {
    ScriptedFleet fleet = fleet();
    Path elsewhere = directory("elsewhere");
    Files.createSymbolicLink(fleet.directory().resolve(".git/keytally"), elsewhere);
    read(fleet.directory(), cache(fleet.directory()));
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aShallowCloneSaysWhereItEndsAndDoesNotGuess() throws Exception {
    ScriptedFleet shallow = fleet().cloneTo(folder.resolve("shallow"), "--depth=2");
    Exposure exposure = shallow.exposure();
    assertThat(exposure.extent().boundaries()).isEqualTo(1);
    assertThat(exposure.extent().commits()).isEqualTo(2);
    assertThat(exposure.extent().isComplete()).isFalse();
    assertThat(exposure.keys()).extracting(KeyExposure::recipient).containsExactly(ALICE);
    ReadValue value = exposure.keys().get(0).values().get(0);
    assertThat(value.from().orElseThrow().boundary()).isTrue();
  }

  @Test
  void aPartialCloneCountsWhatIsNotHereAndFetchesNothing() throws Exception {
    ScriptedFleet origin = fleet();
    origin.git("config", "uploadpack.allowFilter", "true");
    ScriptedFleet partial = origin.cloneTo(folder.resolve("partial"), "--filter=blob:none");
    HistoryCache cache = cache(partial.directory());
    Exposure exposure = partial.exposure(cache, Configuration.DEFAULT);
    assertThat(exposure.extent().partial()).isTrue();
    assertThat(exposure.extent().missing()).isEqualTo(1);
    assertThat(exposure.extent().isComplete()).isFalse();
    partial.git("cat-file", "-e", "HEAD~2:" + path("a"));
    assertThat(partial.answers(partial.exposure(cache, Configuration.DEFAULT), CAROL))
        .as("what was missing is read once it is here")
        .containsExactly("a UNCHANGED from c1 lost c2");
  }

  @Test
  void aCloneWithoutFoldersIsAnErrorThatSaysHowToFetchThem() throws Exception {
    ScriptedFleet origin = fleet();
    origin.git("config", "uploadpack.allowFilter", "true");
    ScriptedFleet partial = origin.cloneTo(folder.resolve("partial"), "--filter=tree:0");
    assertThatThrownBy(() -> read(partial.directory(), HistoryCache.none()))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("git fetch --refetch --no-filter");
  }

  @Test
  void aRepositoryOfAnotherKindIsAnErrorThatNamesIt() throws Exception {
    ScriptedFleet fleet = new ScriptedFleet(directory("sha256"), "--object-format=sha256");
    fleet.user("alice", ALICE).commit("c1");
    assertThatThrownBy(() -> read(fleet.directory(), HistoryCache.none()))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("SHA-256 object names");
  }

  @Test
  void historiesThatShareNothingCanBeMerged() throws Exception {
    ScriptedFleet fleet = fleet();
    fleet.git("checkout", "-q", "--orphan", "other");
    fleet.git("rm", "-q", "-r", "-f", ".");
    fleet.write(path("z"), sealed("z", "v", ALICE, CAROL)).commit("root of other");
    fleet.git("merge", "-q", "--allow-unrelated-histories", "-m", "join", "main");
    fleet.named("join");
    assertThat(fleet.answers(fleet.exposure(), CAROL))
        .containsExactly("a UNCHANGED from c1 lost c2", "z READS from root of other");
  }

  @Test
  void namesThatAreNoTextAndContentsThatAreNotFromSopsDoNoHarm() throws Exception {
    ScriptedFleet fleet = fleet();
    fleet.write("sops/secrets/\u001b[31m/secret", sealed("x", "v", ALICE, CAROL));
    fleet.write("deep" + "/d".repeat(200) + "/file", "x");
    fleet.write("broken.json", "{\"sops\": {\"age\": [{\"recipient\": \"" + CAROL + "\"}]}}");
    fleet.write("broken.yaml", "sops: [&a [*a, *a]]\nmac: x");
    fleet.write("sops/users/x/key.json", "[[[[[").commit("odd");
    List<String> answers = fleet.answers(fleet.exposure(), CAROL);
    assertThat(answers).contains("a UNCHANGED from c1 lost c2");
    assertThat(answers).anyMatch(line -> line.startsWith("\u001b[31m READS"));
  }

  @Test
  void aTreeThatRefersToItselfAThousandfoldIsRefusedAndNotUnfolded() throws Exception {
    ScriptedFleet fleet = fleet();
    String object = fleet.git("hash-object", "-w", "sops/users/alice/key.json");
    String entry = "100644 blob " + object;
    for (int depth = 0; depth < 10; depth++) {
      StringBuilder tree = new StringBuilder();
      for (int i = 0; i < 10; i++) {
        tree.append(entry).append("\tf").append(i).append('\n');
      }
      entry = "040000 tree " + fleet.gitReading(tree.toString(), "mktree");
    }
    String commit =
        fleet.git(
            "commit-tree", "-m", "bomb", "-p", "HEAD", entry.substring("040000 tree ".length()));
    fleet.git("update-ref", "refs/heads/bomb", commit);
    try (Repository repository = Repositories.open(fleet.directory())) {
      assertThatThrownBy(() -> HistoryReader.read(repository, "bomb", HistoryCache.none()))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("the history has more than");
    }
  }
}
