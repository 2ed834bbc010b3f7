package org.keytally.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader must see in real repositories; each reader has a subclass. */
abstract class RepositoryReadersTest {

  /** Far below surefire's patience, far above any real answer. */
  static final long PATIENCE = 20_000;

  @TempDir Path temp;

  abstract Repository open(Path directory, Map<String, String> environment)
      throws RepositoryException;

  /** Whether this reader says that it cannot read a kind of repository. */
  abstract boolean refuses(String feature);

  private TestRepository repository;

  @BeforeEach
  void makeRepository() throws IOException {
    temp = temp.toRealPath();
    repository = TestRepository.init(temp.resolve("work"));
  }

  private Repository open() throws RepositoryException {
    return open(repository);
  }

  private Repository open(TestRepository opened) throws RepositoryException {
    return open(opened.directory(), opened.environment());
  }

  private List<String> worktree() throws RepositoryException {
    try (Repository git = open()) {
      return TestRepository.lines(git.worktreeSnapshot());
    }
  }

  private List<String> index() throws RepositoryException {
    try (Repository git = open()) {
      return TestRepository.lines(git.indexSnapshot());
    }
  }

  private List<String> commit(String revision) throws RepositoryException {
    try (Repository git = open()) {
      return TestRepository.lines(git.commitSnapshot(revision));
    }
  }

  // A commit near a state.

  @Test
  void aCommitNearTheIndexIsTheSameCommit() throws Exception {
    repository.write("same", "1").write("changed", "1").write("gone", "1").write("dir/file", "1");
    repository.write("mode", "1").write("kind", "1").commit();
    repository.write("changed", "2").write("added/below", "1").executable("mode");
    Files.delete(repository.directory().resolve("gone"));
    Files.delete(repository.directory().resolve("dir/file"));
    Files.delete(repository.directory().resolve("dir"));
    repository.write("dir", "now a file");
    Files.delete(repository.directory().resolve("kind"));
    Files.createSymbolicLink(repository.directory().resolve("kind"), Path.of("same"));
    repository.git("add", "--all");
    try (Repository git = open()) {
      Snapshot near = git.commitSnapshot("HEAD", git.indexSnapshot());
      assertThat(near.entries()).isEqualTo(git.commitSnapshot("HEAD").entries());
      assertThat(near.source()).isEqualTo(git.commitSnapshot("HEAD").source());
      assertThat(TestRepository.lines(near)).isEqualTo(commit("HEAD"));
    }
  }

  @Test
  void aCommitNearAnIndexThatIsNoCommitYetIsTheSameCommit() throws Exception {
    repository.write("file", "1").commit();
    repository.write("announced", "1");
    repository.git("add", "--intent-to-add", "announced");
    try (Repository git = open()) {
      assertThat(git.commitSnapshot("HEAD", git.indexSnapshot()).entries())
          .isEqualTo(git.commitSnapshot("HEAD").entries());
      assertThatThrownBy(() -> git.commitSnapshot("nowhere", git.indexSnapshot()))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("names no commit");
    }
  }

  // Three sources.

  @Test
  void workTreeIndexAndCommitAreToldApart() throws Exception {
    repository.write("file", "committed").write("dir/other", "same").commit();
    repository.write("file", "staged").add("file");
    repository.write("file", "on disk").write("new", "untracked");
    assertThat(worktree())
        .containsExactly(
            "REGULAR TRACKED dir/other = same",
            "REGULAR TRACKED file = on disk",
            "REGULAR UNTRACKED new = untracked");
    assertThat(index())
        .containsExactly("REGULAR TRACKED dir/other = same", "REGULAR TRACKED file = staged");
    assertThat(commit("HEAD"))
        .containsExactly("REGULAR TRACKED dir/other = same", "REGULAR TRACKED file = committed");
  }

  @Test
  void aRepositoryWithoutCommitsHasAnIndexAndAWorkTreeButNoHead() throws Exception {
    repository.write("staged", "s").add("staged").write("new", "n");
    assertThat(worktree())
        .containsExactly("REGULAR UNTRACKED new = n", "REGULAR TRACKED staged = s");
    assertThat(index()).containsExactly("REGULAR TRACKED staged = s");
    try (Repository git = open()) {
      assertThat(git.resolve("HEAD")).isEmpty();
      assertThatThrownBy(() -> git.commitSnapshot("HEAD"))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("'HEAD' names no commit");
    }
  }

  @Test
  void aRepositoryWithoutAnIndexHasAnEmptyOne() throws Exception {
    assertThat(index()).isEmpty();
    assertThat(worktree()).isEmpty();
  }

  @Test
  void theSourceOfASnapshotNamesItsCommit() throws Exception {
    repository.write("file", "x");
    String id = repository.commit();
    String tree = repository.git("rev-parse", "HEAD^{tree}");
    repository.git("tag", "-a", "-m", "a tag", "v1");
    try (Repository git = open()) {
      assertThat(git.worktreeSnapshot().source())
          .isEqualTo(new SnapshotSource(SnapshotSource.Kind.WORKTREE, Optional.empty()));
      assertThat(git.indexSnapshot().source())
          .isEqualTo(new SnapshotSource(SnapshotSource.Kind.INDEX, Optional.empty()));
      SnapshotSource commit = new SnapshotSource(SnapshotSource.Kind.COMMIT, Optional.of(id));
      assertThat(git.commitSnapshot("HEAD").source()).isEqualTo(commit);
      assertThat(git.commitSnapshot("v1").source()).isEqualTo(commit);
      assertThat(git.commitSnapshot(tree).source())
          .isEqualTo(new SnapshotSource(SnapshotSource.Kind.COMMIT, Optional.of(tree)));
    }
  }

  @Test
  void objectIdsAreThoseOfGit() throws Exception {
    repository.write("file", "x").commit();
    String id = repository.git("rev-parse", "HEAD:file");
    try (Repository git = open()) {
      assertThat(git.indexSnapshot().entry("file").orElseThrow().objectId()).contains(id);
      assertThat(git.commitSnapshot("HEAD").entry("file").orElseThrow().objectId()).contains(id);
    }
  }

  // Revisions.

  @Test
  void theCommitAtATimeIsTheNewestOfTheFirstParentLine() throws Exception {
    String first = commitOn("2024-01-10T12:00:00Z");
    repository.git("checkout", "-q", "-b", "side");
    String side = commitOn("2024-01-15T12:00:00Z");
    repository.git("checkout", "-q", "main");
    String second = commitOn("2024-01-20T12:00:00Z");
    repository
        .with("GIT_COMMITTER_DATE", "2024-01-30T12:00:00Z")
        .git("merge", "-q", "--no-ff", "-m", "merge", "side");
    String merge = repository.git("rev-parse", "HEAD");
    try (Repository git = open()) {
      assertThat(at(git, merge, "2024-01-10T11:59:59Z")).isEmpty();
      assertThat(at(git, merge, "2024-01-10T12:00:00Z")).contains(first);
      assertThat(at(git, merge, "2024-01-19T00:00:00Z")).contains(first);
      assertThat(at(git, merge, "2024-01-20T12:00:01Z")).contains(second);
      assertThat(at(git, merge, "2030-01-01T00:00:00Z")).contains(merge);
      assertThat(at(git, side, "2024-01-19T00:00:00Z")).contains(side);
      assertThat(at(git, merge, "1969-01-01T00:00:00Z")).isEmpty();
      assertThat(git.isShallow()).isFalse();
    }
  }

  @Test
  void aShallowCloneSaysSoAndKnowsNothingOlder() throws Exception {
    commitOn("2024-01-10T12:00:00Z");
    String last = commitOn("2024-01-20T12:00:00Z");
    Path directory = temp.resolve("shallow");
    String origin = repository.directory().toUri().toString();
    repository.git("clone", "-q", "--depth", "1", origin, directory.toString());
    try (Repository git = open(TestRepository.at(directory))) {
      assertThat(git.isShallow()).isTrue();
      assertThat(at(git, last, "2024-01-21T00:00:00Z")).contains(last);
      assertThat(at(git, last, "2024-01-15T00:00:00Z")).isEmpty();
    }
  }

  private String commitOn(String date) {
    repository.with("GIT_COMMITTER_DATE", date);
    return repository.commit();
  }

  private static Optional<String> at(Repository git, String tip, String time)
      throws RepositoryException {
    return git.commitAt(tip, Instant.parse(time));
  }

  @Test
  void revisionsAreResolvedAsGitDoes() throws Exception {
    repository.write("sub/file", "1");
    String first = repository.commit();
    repository.write("sub/file", "2");
    String second = repository.commit();
    repository.git("tag", "light", first);
    repository.git("tag", "-a", "-m", "text", "heavy", first);
    try (Repository git = open()) {
      assertThat(git.resolve("HEAD")).contains(second);
      assertThat(git.resolve("HEAD~1")).contains(first);
      assertThat(git.resolve("main")).contains(second);
      assertThat(git.resolve("light")).contains(first);
      assertThat(git.resolve("heavy")).contains(first);
      assertThat(git.resolve(first.substring(0, 10))).contains(first);
      assertThat(git.resolve("no-such-branch")).isEmpty();
      assertThat(git.resolve("0123456789012345678901234567890123456789")).isEmpty();
      assertThat(git.resolve("HEAD:sub/file")).isEmpty();
      assertThat(git.resolve("HEAD^{tree}")).isEmpty();
      assertThat(git.commitSnapshot("HEAD:sub").entries())
          .extracting("path")
          .containsExactly("file");
    }
  }

  @Test
  void aRevisionThatLooksLikeAnOptionNamesNothing() throws Exception {
    repository.write("file", "x").commit();
    Path canary = temp.resolve("canary");
    try (Repository git = open()) {
      for (String hostile :
          List.of(
              "--all",
              "-h",
              "--output=" + canary,
              "--upload-pack=touch " + canary,
              "",
              "HEAD\nHEAD",
              "\0",
              "HEAD^{commit",
              "@{-99}",
              "refs/heads/" + "x".repeat(5000))) {
        assertThat(git.resolve(hostile)).as(hostile).isEmpty();
        assertThatThrownBy(() -> git.commitSnapshot(hostile))
            .isInstanceOf(RepositoryException.class);
      }
    }
    assertThat(canary).doesNotExist();
  }

  @Test
  void aFileIsNoTree() throws Exception {
    repository.write("file", "x").commit();
    try (Repository git = open()) {
      assertThatThrownBy(() -> git.commitSnapshot("HEAD:file"))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("HEAD:file");
    }
  }

  // Index formats.

  @Test
  void indexVersionsTwoThreeAndFourAreRead() throws Exception {
    repository.write("a/long/path/one", "1").write("a/long/path/two", "2").commit();
    List<String> expected =
        List.of("REGULAR TRACKED a/long/path/one = 1", "REGULAR TRACKED a/long/path/two = 2");
    for (String version : List.of("2", "4")) {
      repository.git("update-index", "--index-version", version);
      assertThat(index()).as("version " + version).isEqualTo(expected);
      assertThat(worktree()).as("version " + version).isEqualTo(expected);
    }
    repository.git("update-index", "--index-version", "2");
    repository.git("update-index", "--skip-worktree", "a/long/path/one");
    assertThat(Files.readAllBytes(repository.file(".git/index"))[7]).isEqualTo((byte) 3);
    assertThat(index()).isEqualTo(expected);
  }

  @Test
  void aFileOutsideASparseCheckoutIsTakenFromTheIndex() throws Exception {
    repository.write("in/file", "1").write("out/file", "2").commit();
    repository.git("sparse-checkout", "set", "--cone", "in");
    assertThat(repository.file("out/file")).doesNotExist();
    List<String> expected = List.of("REGULAR TRACKED in/file = 1", "REGULAR TRACKED out/file = 2");
    assertThat(worktree()).isEqualTo(expected);
    assertThat(index()).isEqualTo(expected);
  }

  @Test
  void aSplitIndexIsReadOrRefused() throws Exception {
    repository.write("one", "1").write("two", "2").commit();
    repository.git("update-index", "--split-index");
    assertReadOrRefused(
        "split index", List.of("REGULAR TRACKED one = 1", "REGULAR TRACKED two = 2"));
    repository.write("three", "3").add("three");
    assertReadOrRefused(
        "split index",
        List.of("REGULAR TRACKED one = 1", "REGULAR TRACKED three = 3", "REGULAR TRACKED two = 2"));
  }

  @Test
  void aSparseIndexIsReadOrRefused() throws Exception {
    repository.write("in/file", "1").write("out/deep/file", "2").write("out/x", "3").commit();
    repository.git("sparse-checkout", "set", "--cone", "--sparse-index", "in");
    assertThat(repository.git("ls-files", "--sparse", "-s")).contains("040000");
    assertReadOrRefused(
        "sparse index",
        List.of(
            "REGULAR TRACKED in/file = 1",
            "REGULAR TRACKED out/deep/file = 2",
            "REGULAR TRACKED out/x = 3"));
  }

  private void assertReadOrRefused(String feature, List<String> expected) throws Exception {
    if (!refuses(feature)) {
      assertThat(index()).isEqualTo(expected);
      assertThat(worktree()).isEqualTo(expected);
      return;
    }
    assertThatThrownBy(this::index)
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining(feature)
        .hasMessageContaining("install git");
    assertThatThrownBy(this::worktree)
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining(feature);
    assertThat(commit("HEAD")).isNotEmpty();
  }

  @Test
  void aRepositoryOfSha256NamesIsReadOrRefused() throws Exception {
    repository = TestRepository.init(temp.resolve("sha256"), "--object-format=sha256");
    repository.write("empty", "").write("file", "x").commit();
    repository.write("later", "y").git("add", "-N", "later");
    if (refuses("SHA256")) {
      assertThatThrownBy(this::index)
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("SHA256")
          .hasMessageContaining("install git");
      return;
    }
    assertThat(index())
        .containsExactly(
            "REGULAR TRACKED empty = ",
            "REGULAR TRACKED file = x",
            "REGULAR INTENT_TO_ADD later = ");
    assertThat(commit("HEAD"))
        .containsExactly("REGULAR TRACKED empty = ", "REGULAR TRACKED file = x");
    try (Repository git = open()) {
      assertThat(git.resolve("HEAD").orElseThrow()).hasSize(64);
    }
  }

  @Test
  void optionalIndexExtensionsDoNoHarm() throws Exception {
    repository.write("dir/file", "x").commit();
    repository.git("update-index", "--untracked-cache", "--force-untracked-cache");
    repository.git("-c", "index.threads=4", "-c", "core.untrackedCache=true", "status");
    assertThat(index()).containsExactly("REGULAR TRACKED dir/file = x");
  }

  // Kinds of entries.

  @Test
  void anAnnouncedPathHasNoContentInTheIndex() throws Exception {
    repository.write("empty", "").commit();
    repository.write("later", "text").git("add", "--intent-to-add", "later");
    assertThat(index())
        .containsExactly("REGULAR TRACKED empty = ", "REGULAR INTENT_TO_ADD later = ");
    assertThat(worktree())
        .containsExactly("REGULAR TRACKED empty = ", "REGULAR INTENT_TO_ADD later = text");
  }

  @Test
  void anUnmergedPathIsOneEntryWithOurContent() throws Exception {
    repository.write("both", "base\n").write("gone-here", "base\n").write("gone-there", "base\n");
    repository.commit();
    repository.git("checkout", "-q", "-b", "theirs");
    repository.write("both", "theirs\n").write("gone-here", "theirs\n").write("added", "theirs\n");
    repository.delete("gone-there").commit();
    repository.git("checkout", "-q", "main");
    repository.write("both", "ours\n").write("gone-there", "ours\n").write("added", "ours\n");
    repository.delete("gone-here").commit();
    assertThat(repository.run("merge", "theirs").status()).isEqualTo(1);
    assertThat(index())
        .containsExactly(
            "REGULAR CONFLICTED added = ours\n",
            "REGULAR CONFLICTED both = ours\n",
            "REGULAR CONFLICTED gone-here = theirs\n",
            "REGULAR CONFLICTED gone-there = ours\n");
    List<String> worktree = worktree();
    assertThat(worktree).hasSize(4);
    assertThat(worktree.get(1)).startsWith("REGULAR CONFLICTED both = <<<<<<< HEAD\nours\n");
    repository.delete("gone-here").delete("both");
    assertThat(worktree()).hasSize(2);
  }

  @Test
  void aPathThatBothSidesDeletedStandsWithItsAncestor() throws Exception {
    repository.write("old", "base").commit();
    String blob = repository.git("rev-parse", "HEAD:old");
    repository.git("rm", "-q", "--cached", "old");
    Path stages = temp.resolve("stages");
    Files.writeString(stages, "100644 " + blob + " 1\told\n");
    ProcessBuilder builder =
        new ProcessBuilder(TestRepository.program().toString(), "update-index", "--index-info")
            .directory(repository.directory().toFile())
            .redirectInput(stages.toFile());
    assertThat(builder.start().waitFor()).isZero();
    assertThat(index()).containsExactly("REGULAR CONFLICTED old = base");
  }

  @Test
  void aSubmoduleIsAnEntryWithoutContent() throws Exception {
    TestRepository inner = TestRepository.init(temp.resolve("inner"));
    inner.write("inside", "x").commit();
    repository.write("file", "y").commit();
    repository.git(
        "-c", "protocol.file.allow=always", "submodule", "add", "-q", temp + "/inner", "sub");
    repository.commit();
    List<String> expected = new ArrayList<>(commit("HEAD"));
    assertThat(expected)
        .contains("SUBMODULE TRACKED sub = [unreadable]", "REGULAR TRACKED file = y");
    assertThat(expected).noneMatch(line -> line.contains("inside"));
    assertThat(index()).isEqualTo(expected);
    assertThat(worktree()).isEqualTo(expected);
  }

  @Test
  void aRepositoryInsideTheWorkTreeIsNotEntered() throws Exception {
    TestRepository inner = TestRepository.init(repository.file("dir/inner"));
    inner.write("secret", "x").commit();
    repository.write("dir/file", "y");
    assertThat(worktree())
        .containsExactly(
            "REGULAR UNTRACKED dir/file = y", "SUBMODULE UNTRACKED dir/inner = [unreadable]");
  }

  @Test
  void linksAreTheirTargets() throws Exception {
    repository
        .write("dir/file", "x")
        .link("to-file", "dir/file")
        .link("to-dir", "dir")
        .link("dangling", "nowhere")
        .link("loop", "loop")
        .link("absolute", "/etc/passwd")
        .link("outside", "../../../etc")
        .link("umlaut", "dir/ä")
        .link("dir/up", "..");
    List<String> expected =
        List.of(
            "LINK TRACKED absolute = /etc/passwd",
            "LINK TRACKED dangling = nowhere",
            "REGULAR TRACKED dir/file = x",
            "LINK TRACKED dir/up = ..",
            "LINK TRACKED loop = loop",
            "LINK TRACKED outside = ../../../etc",
            "LINK TRACKED to-dir = dir",
            "LINK TRACKED to-file = dir/file",
            "LINK TRACKED umlaut = dir/Ã¤");
    List<String> untracked = new ArrayList<>();
    for (String line : expected) {
      untracked.add(line.replace("TRACKED", "UNTRACKED"));
    }
    assertThat(worktree()).isEqualTo(untracked);
    repository.commit();
    assertThat(worktree()).isEqualTo(expected);
    assertThat(index()).isEqualTo(expected);
    assertThat(commit("HEAD")).isEqualTo(expected);
  }

  @Test
  void aTrackedPathBehindALinkIsNotAFileOfTheWorkTree() throws Exception {
    repository.write("dir/deep/file", "tracked").commit();
    Path outside = Files.createDirectories(temp.resolve("outside/deep"));
    Files.writeString(outside.resolve("file"), "of somebody else");
    Files.move(repository.file("dir"), temp.resolve("moved"));
    repository.link("dir", temp.resolve("outside").toString());
    assertThat(worktree()).containsExactly("LINK UNTRACKED dir = " + temp.resolve("outside"));
  }

  @Test
  void aPathThatBecameALinkAfterTheSnapshotIsNotFollowed() throws Exception {
    repository.write("dir/file", "tracked").commit();
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Files.writeString(outside.resolve("file"), "of somebody else");
    try (Repository git = open()) {
      Snapshot snapshot = git.worktreeSnapshot();
      Files.move(repository.file("dir"), temp.resolve("moved"));
      repository.link("dir", outside.toString());
      assertThat(TestRepository.contents(snapshot, 100)).containsEntry("dir/file", "[unreadable]");
    }
  }

  @Test
  void filesThatVanishedOrChangedTheirKindAreSeenAsTheyAre() throws Exception {
    repository.write("gone", "1").write("file-to-link", "2").write("file-to-dir", "3");
    repository.write("dir/file", "4").commit();
    repository.delete("gone").delete("file-to-link").delete("file-to-dir").delete("dir/file");
    Files.delete(repository.file("dir"));
    repository.link("file-to-link", "t").write("file-to-dir/new", "5").write("dir", "6");
    assertThat(worktree())
        .containsExactly(
            "REGULAR UNTRACKED dir = 6",
            "REGULAR UNTRACKED file-to-dir/new = 5",
            "LINK TRACKED file-to-link = t");
  }

  @Test
  void aNamedPipeIsNoFileAndIsNotWaitedFor() throws Exception {
    repository.write("file", "x").commit();
    repository.delete("file");
    assertThat(new ProcessBuilder("mkfifo", repository.file("file") + "").start().waitFor())
        .isZero();
    assertThat(new ProcessBuilder("mkfifo", repository.file("other") + "").start().waitFor())
        .isZero();
    assertThat(worktree()).isEmpty();
  }

  @Test
  void executableBitsAreRead() throws Exception {
    repository.write("run", "#!").executable("run").write("read", "x").commit();
    List<String> expected = List.of("REGULAR TRACKED read = x", "EXECUTABLE TRACKED run = #!");
    assertThat(index()).isEqualTo(expected);
    assertThat(worktree()).isEqualTo(expected);
    repository.executable("read").write("new", "y").executable("new");
    assertThat(worktree())
        .containsExactly(
            "EXECUTABLE UNTRACKED new = y",
            "EXECUTABLE TRACKED read = x",
            "EXECUTABLE TRACKED run = #!");
  }

  @Test
  void theExecutableBitOfTheDiskDoesNotCountWhereFileModeIsOff() throws Exception {
    repository.write("run", "#!").executable("run").write("read", "x").commit();
    repository.git("config", "core.fileMode", "false");
    repository.executable("read").write("new", "y").executable("new");
    assertThat(repository.file("run").toFile().setExecutable(false)).isTrue();
    assertThat(worktree())
        .containsExactly(
            "REGULAR UNTRACKED new = y", "REGULAR TRACKED read = x", "EXECUTABLE TRACKED run = #!");
  }

  @Test
  void aLinkThatIsCheckedOutAsTextIsALinkWhereSymlinksAreOff() throws Exception {
    repository.write("file", "x").link("link", "file").commit();
    repository.git("config", "core.symlinks", "false");
    repository.delete("link").write("link", "file");
    assertThat(worktree()).containsExactly("REGULAR TRACKED file = x", "LINK TRACKED link = file");
    repository.git("config", "core.symlinks", "true");
    assertThat(worktree())
        .containsExactly("REGULAR TRACKED file = x", "REGULAR TRACKED link = file");
  }

  // Names.

  @Test
  void namesOfEveryKindAreKeptApart() throws Exception {
    List<String> names =
        List.of(
            "new\nline",
            "tab\there",
            "quo\"te",
            "back\\slash",
            "-dash",
            "--output=x",
            " lead",
            "trail ",
            "ünïcödé",
            "日本",
            "\uD83D\uDD11",
            ":colon",
            "*star",
            "a[b]",
            "#hash",
            "!bang",
            "bell\u0007",
            "?",
            "? x",
            "100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391 0\tfake");
    for (String name : names) {
      repository.write("names/" + name, name);
    }
    List<String> sorted = new ArrayList<>();
    for (String name : names) {
      sorted.add("names/" + name);
    }
    Collections.sort(sorted);
    try (Repository git = open()) {
      assertThat(git.worktreeSnapshot().entries()).extracting("path").isEqualTo(sorted);
    }
    repository.commit();
    try (Repository git = open()) {
      for (Snapshot snapshot :
          List.of(git.worktreeSnapshot(), git.indexSnapshot(), git.commitSnapshot("HEAD"))) {
        assertThat(snapshot.entries()).extracting("path").isEqualTo(sorted);
        Map<String, String> contents = TestRepository.contents(snapshot, 1000);
        for (String path : sorted) {
          assertThat(contents.get(path)).doesNotStartWith("[");
        }
      }
    }
  }

  @Test
  void namesThatAreNotUtf8StayApartAndAreRead() throws Exception {
    // Java cannot spell these names in every locale, so a shell makes the files.
    String script =
        "printf one > \"$(printf 'bad\\377')\"; printf two > \"$(printf 'bad\\376')\"; mkdir -p"
            + " \"$(printf 'd\\350r')\"; printf three > \"$(printf 'd\\350r/f\\303\\244')\"; ln -s"
            + " \"$(printf 't\\351')\" link";
    assertThat(
            new ProcessBuilder("sh", "-c", script)
                .directory(repository.directory().toFile())
                .start()
                .waitFor())
        .isZero();
    List<String> expected =
        List.of(
            "REGULAR TRACKED bad\\xfe = two",
            "REGULAR TRACKED bad\\xff = one",
            "REGULAR TRACKED d\\xe8r/fä = three",
            "LINK TRACKED link = té");
    List<String> untracked = new ArrayList<>();
    for (String line : expected) {
      untracked.add(line.replace("TRACKED", "UNTRACKED"));
    }
    assertThat(worktree()).isEqualTo(untracked);
    repository.commit();
    assertThat(index()).isEqualTo(expected);
    assertThat(commit("HEAD")).isEqualTo(expected);
    assertThat(worktree()).isEqualTo(expected);
  }

  // Where a repository is.

  @Test
  void aFolderInsideTheWorkTreeSeesTheWholeRepository() throws Exception {
    repository.write("dir/deep/file", "x").write("top", "y").commit();
    try (Repository git = open(repository.file("dir/deep"), repository.environment())) {
      assertThat(git.workTree()).contains(repository.directory());
      assertThat(git.gitDirectory()).isEqualTo(repository.file(".git"));
      assertThat(git.worktreeSnapshot().entries()).hasSize(2);
      assertThat(git.indexSnapshot().entries()).hasSize(2);
      assertThat(git.commitSnapshot("HEAD").entries()).hasSize(2);
    }
  }

  @Test
  void aLinkedWorkTreeHasItsOwnIndexAndHead() throws Exception {
    repository.write("file", "x").commit();
    repository.git("worktree", "add", "-q", "-b", "side", temp.resolve("linked").toString());
    TestRepository linked = TestRepository.at(temp.resolve("linked"));
    linked.environment().putAll(repository.environment());
    linked.write("only-here", "y").commit();
    try (Repository git = open(linked)) {
      assertThat(git.workTree()).contains(temp.resolve("linked"));
      assertThat(git.gitDirectory()).isEqualTo(repository.file(".git/worktrees/linked"));
      assertThat(git.indexSnapshot().entries()).hasSize(2);
      assertThat(git.commitSnapshot("HEAD").entries()).hasSize(2);
      assertThat(git.commitSnapshot("main").entries()).hasSize(1);
      assertThat(git.worktreeSnapshot().entries()).hasSize(2);
      assertThat(git.config("core.bare")).contains("false");
    }
    // As in a hook of a linked work tree.
    linked.with("GIT_DIR", repository.file(".git/worktrees/linked").toString());
    linked.with("GIT_INDEX_FILE", repository.file(".git/worktrees/linked/index").toString());
    try (Repository git = open(linked)) {
      assertThat(git.workTree()).contains(temp.resolve("linked"));
      assertThat(git.indexSnapshot().entries()).hasSize(2);
    }
  }

  @Test
  void aBareRepositoryHasCommitsOnly() throws Exception {
    repository.write("file", "x").write("other", "y").commit();
    Path bare = temp.resolve("bare.git");
    repository.git("clone", "-q", "--bare", ".", bare.toString());
    for (Path directory : List.of(bare, bare.resolve("refs"))) {
      try (Repository git = open(directory, repository.environment())) {
        assertThat(git.workTree()).isEmpty();
        assertThat(git.gitDirectory()).isEqualTo(bare);
        assertThat(TestRepository.lines(git.commitSnapshot("HEAD")))
            .containsExactly("REGULAR TRACKED file = x", "REGULAR TRACKED other = y");
        assertThat(git.ignoredBelow(List.of(""))).isEmpty();
        assertThat(git.indexSnapshot().entries()).isEmpty();
        assertThatThrownBy(git::worktreeSnapshot)
            .isInstanceOf(RepositoryException.class)
            .hasMessageContaining("no work tree")
            .hasMessageContaining("--rev");
      }
    }
  }

  @Test
  void aGitDirectoryOfAWorkTreeIsReadWithoutTheWorkTree() throws Exception {
    repository.write("file", "x").commit();
    try (Repository git = open(repository.file(".git/refs"), repository.environment())) {
      assertThat(git.workTree()).isEmpty();
      assertThat(git.gitDirectory()).isEqualTo(repository.file(".git"));
      assertThat(TestRepository.lines(git.commitSnapshot("HEAD")))
          .isEqualTo(TestRepository.lines(git.indexSnapshot()))
          .containsExactly("REGULAR TRACKED file = x");
    }
  }

  @Test
  void aFolderOutsideEveryRepositoryIsRefused() throws Exception {
    Path outside = Files.createDirectories(temp.resolve("outside"));
    assertThatThrownBy(() -> open(outside, repository.environment()))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("not a git repository")
        .hasMessageContaining(outside.toString())
        .hasMessageContaining("-C");
    assertThatThrownBy(() -> open(temp.resolve("nowhere"), repository.environment()))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("no such folder");
  }

  @Test
  void theIndexThatTheEnvironmentNamesIsRead() throws Exception {
    repository.write("file", "committed").commit();
    Files.copy(repository.file(".git/index"), repository.file(".git/next-index-1.lock"));
    repository.write("file", "changed").add("file");
    repository.with("GIT_INDEX_FILE", repository.file(".git/next-index-1.lock").toString());
    assertThat(index()).containsExactly("REGULAR TRACKED file = committed");
    // Hooks of a plain commit get a path relative to the top of the work tree.
    repository.with("GIT_INDEX_FILE", ".git/next-index-1.lock");
    repository.write("sub/x", "y");
    try (Repository git = open(repository.file("sub"), repository.environment())) {
      assertThat(TestRepository.lines(git.indexSnapshot()))
          .containsExactly("REGULAR TRACKED file = committed");
    }
  }

  @Test
  void aGitDirectoryThatTheEnvironmentNamesIsUsed() throws Exception {
    repository.write("file", "x").commit();
    Path elsewhere = temp.resolve("elsewhere");
    TestRepository other = TestRepository.init(elsewhere);
    other.write("other", "y").commit();
    TestRepository here = TestRepository.at(repository.directory());
    here.environment().putAll(repository.environment());
    here.with("GIT_DIR", elsewhere.resolve(".git").toString());
    try (Repository git = open(here)) {
      assertThat(git.gitDirectory()).isEqualTo(elsewhere.resolve(".git"));
      assertThat(git.workTree()).contains(repository.directory());
      assertThat(git.indexSnapshot().entries()).extracting("path").containsExactly("other");
      assertThat(TestRepository.lines(git.worktreeSnapshot()))
          .containsExactly("REGULAR UNTRACKED file = x");
    }
    here.with("GIT_DIR", "../elsewhere/.git").with("GIT_WORK_TREE", "../elsewhere");
    try (Repository git = open(elsewhere, here.environment())) {
      assertThat(git.workTree()).contains(elsewhere);
      assertThat(TestRepository.lines(git.worktreeSnapshot()))
          .containsExactly("REGULAR TRACKED other = y");
    }
  }

  @Test
  void theCurrentFolderCanBeSpelledAsTheEmptyPath() throws Exception {
    repository.write("file", "x").commit();
    repository.with("GIT_DIR", repository.file(".git").toString());
    repository.with("GIT_WORK_TREE", repository.directory().toString());
    repository.with("GIT_INDEX_FILE", repository.file(".git/index").toString());
    try (Repository git = open(Path.of(""), repository.environment())) {
      assertThat(git.workTree()).contains(repository.directory());
      assertThat(TestRepository.lines(git.worktreeSnapshot()))
          .containsExactly("REGULAR TRACKED file = x");
      assertThat(TestRepository.lines(git.commitSnapshot("HEAD")))
          .containsExactly("REGULAR TRACKED file = x");
      assertThat(TestRepository.lines(git.indexSnapshot()))
          .containsExactly("REGULAR TRACKED file = x");
    }
  }

  @Test
  void objectsInQuarantineAreRead() throws Exception {
    repository.write("file", "x").commit();
    Path quarantine = Files.createDirectories(temp.resolve("quarantine"));
    repository.with("GIT_OBJECT_DIRECTORY", quarantine.toString());
    repository.with("GIT_ALTERNATE_OBJECT_DIRECTORIES", repository.file(".git/objects").toString());
    String tree = repository.write("file", "pushed").add("file").git("write-tree");
    String id = repository.git("commit-tree", "-m", "pushed", tree);
    assertThat(commit(id)).containsExactly("REGULAR TRACKED file = pushed");
    repository.environment().remove("GIT_OBJECT_DIRECTORY");
    repository.environment().remove("GIT_ALTERNATE_OBJECT_DIRECTORIES");
    try (Repository git = open()) {
      assertThat(git.resolve(id)).isEmpty();
    }
  }

  // Object stores.

  @Test
  void packedObjectsAndReferencesAreRead() throws Exception {
    repository.write("a", "one\n".repeat(1000)).commit();
    repository.write("a", "one\n".repeat(1000) + "two").write("b", "x").commit();
    repository.git("gc", "-q", "--aggressive", "--prune=now");
    repository.git("pack-refs", "--all");
    assertThat(repository.file(".git/refs/heads/main")).doesNotExist();
    repository.write("c", "loose").commit();
    assertThat(commit("HEAD")).hasSize(3);
    try (Repository git = open()) {
      Map<String, String> contents = TestRepository.contents(git.commitSnapshot("main"), 1 << 20);
      assertThat(contents.get("a")).isEqualTo("one\n".repeat(1000) + "two");
      assertThat(contents).containsEntry("c", "loose");
    }
  }

  @Test
  void objectsOfAnAlternateAreRead() throws Exception {
    repository.write("file", "x").commit();
    Path copy = temp.resolve("copy");
    repository.git("clone", "-q", "--shared", repository.directory().toString(), copy.toString());
    TestRepository shared = TestRepository.at(copy);
    shared.environment().putAll(repository.environment());
    try (Repository git = open(shared)) {
      assertThat(TestRepository.lines(git.indexSnapshot()))
          .containsExactly("REGULAR TRACKED file = x");
      assertThat(TestRepository.lines(git.commitSnapshot("origin/main")))
          .containsExactly("REGULAR TRACKED file = x");
    }
  }

  @Test
  void aPartialCloneIsOneClearErrorWhereContentIsMissing() throws Exception {
    repository.write("file", "x").write("other", "y").commit();
    repository.git("config", "uploadpack.allowFilter", "true");
    Path copy = temp.resolve("partial");
    repository.git(
        "clone",
        "-q",
        "--no-checkout",
        "--filter=blob:none",
        "file://" + repository.directory(),
        copy.toString());
    TestRepository partial = TestRepository.at(copy);
    partial.environment().putAll(repository.environment());
    try (Repository git = open(partial)) {
      Snapshot snapshot = git.commitSnapshot("HEAD");
      assertThat(snapshot.entries()).hasSize(2);
      assertThatThrownBy(() -> TestRepository.contents(snapshot, 100))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("partial clone")
          .hasMessageContaining("'file'")
          .hasMessageContaining("git fetch --refetch --no-filter");
    }
    assertThat(
            partial.git(
                "-c",
                "fetch.negotiationAlgorithm=noop",
                "rev-list",
                "--objects",
                "--missing=print",
                "HEAD"))
        .as("nothing was fetched")
        .contains("?");
    partial.git("fetch", "-q", "--refetch", "--no-filter");
    try (Repository git = open(partial)) {
      assertThat(TestRepository.lines(git.commitSnapshot("HEAD")))
          .containsExactly("REGULAR TRACKED file = x", "REGULAR TRACKED other = y");
    }
  }

  @Test
  void replacementObjectsAreNotFollowed() throws Exception {
    repository.write("file", "true").commit();
    String honest = repository.git("rev-parse", "HEAD:file");
    repository.write("file", "false").add("file");
    repository.git("replace", honest, repository.git("rev-parse", ":file"));
    repository.git("read-tree", "HEAD");
    assertThat(commit("HEAD")).containsExactly("REGULAR TRACKED file = true");
    assertThat(index()).containsExactly("REGULAR TRACKED file = true");
  }

  @Test
  void aMissingObjectIsToldAndTheRestIsRead() throws Exception {
    repository.write("a", "1").write("b", "2").write("c", "3").commit();
    removeObject(repository.git("rev-parse", "HEAD:b"));
    List<String> expected =
        List.of(
            "REGULAR TRACKED a = 1", "REGULAR TRACKED b = [unreadable]", "REGULAR TRACKED c = 3");
    assertThat(index()).isEqualTo(expected);
    assertThat(commit("HEAD")).isEqualTo(expected);
  }

  @Test
  void aDamagedObjectIsToldAndTheRestIsRead() throws Exception {
    repository.write("a", "1").write("b", "2".repeat(10_000)).write("c", "3").commit();
    Path object = object(repository.git("rev-parse", "HEAD:b"));
    byte[] bytes = Files.readAllBytes(object);
    Files.delete(object);
    for (int i = bytes.length / 2; i < bytes.length; i++) {
      bytes[i] = 0x55;
    }
    Files.write(object, bytes);
    assertThat(index())
        .containsExactly(
            "REGULAR TRACKED a = 1", "REGULAR TRACKED b = [unreadable]", "REGULAR TRACKED c = 3");
    Files.write(object, new byte[0]);
    assertThat(commit("HEAD")).hasSize(3).contains("REGULAR TRACKED b = [unreadable]");
  }

  private Path object(String id) {
    return repository.file(".git/objects/" + id.substring(0, 2) + "/" + id.substring(2));
  }

  private void removeObject(String id) throws IOException {
    Files.delete(object(id));
  }

  // Bounds.

  @Test
  void contentOverTheLimitIsAnnouncedWithItsSize() throws Exception {
    repository.write("big", "x".repeat(300_000)).write("fits", "y".repeat(100)).write("z", "z");
    repository.link("link", "t".repeat(200)).commit();
    try (Repository git = open()) {
      for (Snapshot snapshot :
          List.of(git.worktreeSnapshot(), git.indexSnapshot(), git.commitSnapshot("HEAD"))) {
        assertThat(TestRepository.contents(snapshot, 100))
            .containsEntry("big", "[too large: 300000]")
            .containsEntry("fits", "y".repeat(100))
            .containsEntry("link", "[too large: 200]")
            .containsEntry("z", "z");
      }
    }
  }

  @Test
  void fiveThousandFilesAreReadInOneBatch() throws Exception {
    for (int i = 0; i < 5000; i++) {
      repository.write("d" + i % 50 + "/f" + i, "content " + i);
    }
    repository.commit();
    try (Repository git = open()) {
      for (Snapshot snapshot :
          List.of(git.worktreeSnapshot(), git.indexSnapshot(), git.commitSnapshot("HEAD"))) {
        assertThat(snapshot.entries()).hasSize(5000);
        Map<String, String> contents = TestRepository.contents(snapshot, 1000);
        assertThat(contents).hasSize(5000).containsEntry("d49/f4999", "content 4999");
      }
    }
  }

  @Test
  void anyOrderAndAnyPartOfASnapshotCanBeRead() throws Exception {
    repository.write("a", "1").write("b", "2").write("c", "3").commit();
    try (Repository git = open()) {
      Snapshot snapshot = git.indexSnapshot();
      TreeEntry a = snapshot.entry("a").orElseThrow();
      TreeEntry c = snapshot.entry("c").orElseThrow();
      assertThat(TestRepository.contents(snapshot, List.of(c, a), 10))
          .isEqualTo(Map.of("a", "1", "c", "3"));
      assertThat(TestRepository.contents(snapshot, List.of(), 10)).isEmpty();
    }
  }

  @Test
  void aVisitorThatGivesUpEndsTheRead() throws Exception {
    for (int i = 0; i < 300; i++) {
      repository.write("f" + i, "x".repeat(10_000));
    }
    repository.commit();
    try (Repository git = open()) {
      Snapshot snapshot = git.indexSnapshot();
      assertThatThrownBy(
              () ->
                  snapshot.read(
                      snapshot.entries(),
                      1 << 20,
                      (entry, content) -> {
                        throw new IllegalStateException("enough");
                      }))
          .hasMessage("enough");
      assertThat(TestRepository.contents(snapshot, 1 << 20)).hasSize(300);
    }
  }

  @Test
  void anUnreadableFileIsToldAndTheRestIsRead() throws Exception {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may read everything");
    repository.write("a", "1").write("b", "2").commit();
    assertThat(repository.file("a").toFile().setReadable(false)).isTrue();
    assertThat(worktree())
        .containsExactly("REGULAR TRACKED a = [unreadable]", "REGULAR TRACKED b = 2");
  }

  @Test
  void treesThatNoCheckoutCanHoldAreRefused() throws Exception {
    repository.write("file", "x").commit();
    String blob = repository.git("rev-parse", "HEAD:file");
    String tree = repository.git("rev-parse", "HEAD^{tree}");
    for (String hostile :
        List.of(
            "40000 ..=" + tree,
            "40000 .git=" + tree,
            "40000 .GIT=" + tree,
            "100644 .=" + blob,
            "100644 a/../b=" + blob,
            "100644 /etc=" + blob,
            "100644 twice=" + blob + ";100644 twice=" + blob,
            "100644 both=" + blob + ";40000 both=" + tree)) {
      String id = hostileTree(hostile);
      assertThatThrownBy(() -> commit(id))
          .as(hostile)
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("git fsck");
    }
  }

  @Test
  void aTreeThatUnfoldsForEverIsRefused() throws Exception {
    repository.write("file", "x").commit();
    String id = repository.git("rev-parse", "HEAD:file");
    String kind = "100644";
    for (int width : List.of(1000, 100, 20)) {
      StringBuilder entries = new StringBuilder();
      for (int i = 0; i < width; i++) {
        entries.append(kind).append(" d").append(10_000 + i).append('=').append(id).append(';');
      }
      id = hostileTree(entries.substring(0, entries.length() - 1));
      kind = "40000";
    }
    String bomb = id;
    assertThatThrownBy(() -> commit(bomb))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("more than");
  }

  /** Writes a tree of {@code MODE NAME=ID} parts without any of git's checks. */
  private String hostileTree(String parts) throws Exception {
    Path file = temp.resolve("tree");
    try (var out = Files.newOutputStream(file)) {
      for (String part : parts.split(";", -1)) {
        int equals = part.lastIndexOf('=');
        out.write((part.substring(0, equals) + "\0").getBytes(StandardCharsets.UTF_8));
        String id = part.substring(equals + 1);
        for (int i = 0; i < id.length(); i += 2) {
          out.write(Integer.parseInt(id.substring(i, i + 2), 16));
        }
      }
    }
    return repository.git("hash-object", "-w", "-t", "tree", "--literally", file.toString());
  }

  // Merges and references.

  /** Two branches, {@code ours} and {@code theirs}, that fork from {@code main}. */
  private void fork(String changedHere, String changedThere) {
    repository.write("kept", "k").write("both", "1\n2\n3\n4\n5\n").commit();
    repository.git("switch", "-q", "-c", "ours");
    repository.write(changedHere, "ours\n2\n3\n4\n5\n").commit();
    repository.git("switch", "-q", "-c", "theirs", "main");
    repository.write(changedThere, "1\n2\n3\n4\ntheirs\n").commit();
  }

  @Test
  void theMergeBaseIsTheOneThatGitTells() throws Exception {
    fork("both", "both");
    String main = repository.git("rev-parse", "main");
    String ours = repository.git("rev-parse", "ours");
    String theirs = repository.git("rev-parse", "theirs");
    repository.git("switch", "-q", "-c", "later", "ours");
    String later = repository.write("more", "m").commit();
    repository.git("switch", "-q", "--orphan", "stranger");
    String stranger = repository.write("other", "o").commit();
    try (Repository git = open()) {
      assertThat(git.mergeBase(ours, List.of(theirs))).contains(main);
      assertThat(git.mergeBase(later, List.of(theirs, ours))).contains(ours);
      assertThat(git.mergeBase(ours, List.of(later))).contains(ours);
      assertThat(git.mergeBase(ours, List.of(ours))).contains(ours);
      assertThat(git.mergeBase(stranger, List.of(ours, theirs))).isEmpty();
      assertThat(git.mergeBase(ours, List.of())).isEmpty();
    }
  }

  @Test
  void referencesOfAFolderNameTheirCommits() throws Exception {
    String first = repository.write("file", "1").commit();
    String second = repository.write("file", "2").commit();
    repository.git("update-ref", "refs/remotes/origin/main", first);
    repository.git("update-ref", "refs/remotes/origin/topic/ä b".replace(' ', '_'), second);
    repository.git("update-ref", "refs/remotes/origin2/main", second);
    repository.git(
        "update-ref", "refs/remotes/origin/blob", repository.git("rev-parse", "HEAD:file"));
    repository.git("pack-refs", "--all");
    repository.git("update-ref", "refs/remotes/origin/main", second);
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
    try (Repository git = open()) {
      assertThat(git.references("refs/remotes/origin"))
          .isEqualTo(
              Map.of(
                  "refs/remotes/origin/HEAD", second,
                  "refs/remotes/origin/main", second,
                  "refs/remotes/origin/topic/ä_b", second));
      assertThat(git.references("refs/remotes")).hasSize(4);
      assertThat(git.references("refs/nowhere")).isEmpty();
    }
  }

  @Test
  void aMergeIsReadWithoutBeingWritten() throws Exception {
    fork("both", "both");
    repository.git("switch", "-q", "main");
    List<String> before = files(repository.file(".git"));
    try (Repository git = open()) {
      Merged merged = git.mergeSnapshot("ours", "theirs");
      assertThat(merged).isInstanceOf(Merged.Clean.class);
      assertThat(TestRepository.lines(((Merged.Clean) merged).snapshot()))
          .containsExactly(
              "REGULAR TRACKED both = ours\n2\n3\n4\ntheirs\n", "REGULAR TRACKED kept = k");
      assertThat(git.mergeSnapshot("main", "ours")).isInstanceOf(Merged.Clean.class);
    }
    assertThat(files(repository.file(".git"))).as("nothing is written").isEqualTo(before);
  }

  @Test
  void aConflictNamesItsPaths() throws Exception {
    fork("both", "other");
    repository.write("both", "THEIRS\n2\n3\n4\n5\n").commit();
    try (Repository git = open()) {
      assertThat(git.mergeSnapshot("ours", "theirs"))
          .isEqualTo(new Merged.Conflicting(List.of("both")));
    }
  }

  @Test
  void whatCannotBeMergedIsSaid() throws Exception {
    fork("both", "both");
    repository.git("switch", "-q", "--orphan", "stranger");
    repository.write("other", "o").commit();
    try (Repository git = open()) {
      assertThatThrownBy(() -> git.mergeSnapshot("ours", "stranger"))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("have no common ancestor");
      assertThatThrownBy(() -> git.mergeSnapshot("ours", "nope"))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("nope");
    }
  }

  // Configuration, ignore rules and attributes.

  @Test
  void configurationIsWhatGitWouldUse() throws Exception {
    repository.git("config", "core.symlinks", "false");
    repository.git("config", "remote.Origin.url", "first");
    repository.git("config", "--add", "remote.Origin.url", "second");
    Path personal = temp.resolve("personal");
    Files.writeString(
        personal, "[user]\n\tname = Ada\n[core]\n\tsymlinks = true\n[x]\n\tyes\n[include]\n");
    repository.with("GIT_CONFIG_GLOBAL", personal.toString());
    try (Repository git = open()) {
      assertThat(git.config("core.symlinks")).contains("false");
      assertThat(git.config("Core.SymLinks")).contains("false");
      assertThat(git.config("remote.Origin.url")).contains("second");
      assertThat(git.config("remote.origin.url")).isEmpty();
      assertThat(git.config("user.name")).contains("Ada");
      assertThat(git.config("no.such")).isEmpty();
      assertThat(git.config("nonsense")).isEmpty();
    }
  }

  @Test
  void ignoredFilesAreNotInTheWorkTreeButCanBeListed() throws Exception {
    repository
        .write(".gitignore", "*.log\n/build/\n!keep.log\nvars/**/tmp\n")
        .write("sops/a.log", "1")
        .write("sops/keep.log", "2")
        .write("sops/secrets/x/secret", "3")
        .write("sops/secrets/.gitignore", "secret\n")
        .write("build/out", "4")
        .write("sub/build/out", "5")
        .write("vars/x/y/tmp", "6")
        .write("vars/tracked.log", "7")
        .write("vars/excluded", "8");
    Files.writeString(repository.file(".git/info/exclude"), "excluded\n");
    repository.git("add", "-f", "vars/tracked.log");
    Path global = temp.resolve("ignore");
    Files.writeString(global, "*~\n");
    repository.write("sops/old~", "9").git("config", "core.excludesFile", global.toString());
    try (Repository git = open()) {
      assertThat(git.worktreeSnapshot().entries())
          .extracting("path")
          .containsExactly(
              ".gitignore",
              "sops/keep.log",
              "sops/secrets/.gitignore",
              "sub/build/out",
              "vars/tracked.log");
      assertThat(git.ignoredBelow(List.of("sops", "vars")))
          .containsExactly(
              "sops/a.log", "sops/old~", "sops/secrets/x/secret", "vars/excluded", "vars/x/y/tmp");
      assertThat(git.ignoredBelow(List.of("build"))).containsExactly("build/out");
      assertThat(git.ignoredBelow(List.of("nowhere", "--output=x", ":(glob)**"))).isEmpty();
      assertThat(git.ignoredBelow(List.of(""))).hasSize(6);
      assertThat(git.ignoredBelow(List.of("sops/ä", "build"))).containsExactly("build/out");
      assertThat(git.ignoredBelow(List.of())).isEmpty();
    }
  }

  @Test
  void attributesThatAreSetAreTold() throws Exception {
    repository
        .write(
            ".gitattributes",
            """
            *.bin binary
            *.txt text eol=crlf
            [attr]locked filter=git-crypt diff=git-crypt
            /sops/** locked
            sops/open !filter
            """)
        .write("sops/.gitattributes", "plain -filter\n\"quo te\" text=auto\n")
        .write("sops/secret", "x");
    Files.writeString(repository.file(".git/info/attributes"), "*.lfs filter=lfs\n");
    try (Repository git = open()) {
      assertThat(
              git.attributes(
                  List.of(
                      "sops/secret",
                      "sops/open",
                      "sops/plain",
                      "a.bin",
                      "a.txt",
                      "x/b.lfs",
                      "none"),
                  List.of("filter", "text", "eol")))
          .isEqualTo(
              Map.of(
                  "sops/secret", Map.of("filter", "git-crypt"),
                  "a.txt", Map.of("text", "set", "eol", "crlf"),
                  "x/b.lfs", Map.of("filter", "lfs")));
      assertThat(git.attributes(List.of(), List.of("text"))).isEmpty();
    }
  }

  // Nothing of the repository is executed, nothing is written.

  @Test
  void programsThatTheRepositoryNamesAreNotRun() throws Exception {
    Path canary = temp.resolve("canary");
    Path script = temp.resolve("script");
    Files.writeString(script, "#!/bin/sh\ntouch " + canary + "\ncat\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    repository
        .write(".gitattributes", "* filter=evil diff=evil text\n")
        .write("file", "x")
        .commit();
    for (String name :
        List.of(
            "core.fsmonitor",
            "core.pager",
            "core.sshCommand",
            "core.editor",
            "core.askPass",
            "filter.evil.clean",
            "filter.evil.smudge",
            "filter.evil.process",
            "diff.evil.textconv",
            "diff.evil.command",
            "diff.external",
            "credential.helper",
            "core.alternateRefsCommand",
            "pager.ls-files",
            "pager.config",
            "uploadpack.packObjectsHook")) {
      repository.git("config", name, script.toString());
    }
    for (String alias : List.of("ls-files", "ls-tree", "cat-file", "rev-parse", "config")) {
      repository.git("config", "alias." + alias, "!" + script);
    }
    for (String hook : List.of("post-index-change", "fsmonitor-watchman", "post-checkout")) {
      Files.copy(
          script,
          repository.file(".git/hooks/" + hook),
          StandardCopyOption.COPY_ATTRIBUTES,
          StandardCopyOption.REPLACE_EXISTING);
    }
    repository.write("file", "changed").write("new", "y");
    Files.deleteIfExists(canary);
    List<String> before = files(repository.file(".git"));
    readEverything();
    assertThat(canary).doesNotExist();
    assertThat(files(repository.file(".git"))).as("nothing is written").isEqualTo(before);
  }

  @Test
  void aProgramNamedGitInsideTheRepositoryIsNotRun() throws Exception {
    Path canary = temp.resolve("canary");
    repository.write("git", "#!/bin/sh\ntouch " + canary + "\n").executable("git");
    repository.write("sh", "#!/bin/sh\ntouch " + canary + "\n").executable("sh");
    repository.commit();
    readEverything();
    assertThat(canary).doesNotExist();
  }

  private void readEverything() throws RepositoryException {
    try (Repository git = open()) {
      assertThat(TestRepository.lines(git.worktreeSnapshot())).isNotEmpty();
      assertThat(TestRepository.lines(git.indexSnapshot())).isNotEmpty();
      assertThat(TestRepository.lines(git.commitSnapshot("HEAD"))).isNotEmpty();
      assertThat(git.config("core.bare")).contains("false");
      assertThat(git.ignoredBelow(List.of(""))).isEmpty();
      assertThat(git.attributes(List.of("file"), List.of("filter"))).hasSizeLessThan(2);
    }
  }

  private static List<String> files(Path folder) throws IOException {
    List<String> files = new ArrayList<>();
    try (var walk = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) walk.sorted()::iterator) {
        boolean isFile = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        files.add(path + " " + Files.getLastModifiedTime(path) + (isFile ? Files.size(path) : ""));
      }
    }
    return files;
  }
}
