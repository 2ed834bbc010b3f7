package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.clan.FleetReaderTest.ALICE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.config.Configuration;
import org.keytally.git.Repositories;
import org.keytally.git.Repository;
import org.keytally.git.Snapshot;

/** With a real repository and the git program. */
class WorkTreeReaderTest {

  @TempDir Path directory;

  @BeforeEach
  void makeRepository() throws Exception {
    git("init", "-q", "-b", "main");
    git("config", "user.name", "Alice");
    git("config", "user.email", "alice@example.org");
    write("sops/users/alice/key.json", "[{\"publickey\":\"" + ALICE + "\",\"type\":\"age\"}]");
    write("vars/shared/ca/pub/value", "x");
    write("README.md", "x");
    git("add", ".");
    git("commit", "-qm", "begin");
  }

  private WorkTreeState state() throws Exception {
    try (Repository repository = Repositories.open(directory)) {
      Snapshot snapshot = repository.worktreeSnapshot();
      Fleet fleet = FleetReader.read(snapshot, Configuration.DEFAULT);
      return WorkTreeReader.read(repository, snapshot, fleet).orElseThrow();
    }
  }

  @Test
  void aCommittedRepositoryIsClean() throws Exception {
    assertThat(state()).isEqualTo(WorkTreeState.CLEAN);
  }

  @Test
  void aCommitHasNoState() throws Exception {
    try (Repository repository = Repositories.open(directory)) {
      Snapshot snapshot = repository.commitSnapshot("HEAD");
      Fleet fleet = FleetReader.read(snapshot, Configuration.DEFAULT);
      assertThat(WorkTreeReader.read(repository, snapshot, fleet)).isEqualTo(Optional.empty());
    }
  }

  @Test
  void untrackedIgnoredAndAnnouncedFilesOfClanAreNamed() throws Exception {
    write(".gitignore", "hidden\n");
    write("vars/shared/ca/new/value", "x");
    write("vars/shared/ca/hidden/value", "x");
    write("vars/shared/ca/soon/value", "x");
    write("other.txt", "x");
    git("add", "--intent-to-add", "vars/shared/ca/soon/value");
    WorkTreeState state = state();
    assertThat(state.untracked()).containsExactly("vars/shared/ca/new/value");
    assertThat(state.intentToAdd()).containsExactly("vars/shared/ca/soon/value");
    assertThat(state.ignored()).hasSize(1).allSatisfy(p -> assertThat(p).contains("hidden"));
  }

  @Test
  void filtersAndLineEndsThatAlterBytesAreNamed() throws Exception {
    write(
        ".gitattributes",
        "* text=auto\nvars/shared/ca/pub/value filter=lfs\nsops/** eol=crlf\nREADME.md filter=lfs\n");
    assertThat(state().filtered())
        .containsOnlyKeys("vars/shared/ca/pub/value", "sops/users/alice/key.json")
        .containsEntry("vars/shared/ca/pub/value", "filter=lfs")
        .containsEntry("sops/users/alice/key.json", "eol=crlf");
  }

  @Test
  void aMacroThatFiltersIsSeenThrough() throws Exception {
    write(".gitattributes", "[attr]large filter=lfs\n");
    write("vars/.gitattributes", "value large\n");
    assertThat(state().filtered()).containsValue("filter=lfs");
  }

  @Test
  void otherAttributesAreHarmless() throws Exception {
    write(".gitattributes", "flake.lock linguist-generated=true\n*.md text\n");
    assertThat(state().filtered()).isEmpty();
  }

  @Test
  void lineEndsThatStayAreHarmless() throws Exception {
    write(".gitattributes", "* text=auto eol=lf\n*.json text\nvalue -filter\n");
    assertThat(state().filtered()).isEmpty();
  }

  @Test
  void linksThatAreOffAreSaid() throws Exception {
    git("config", "core.symlinks", "false");
    assertThat(state().linksOff()).isTrue();
  }

  @Test
  void conflictsInClansFoldersAreNamed() throws Exception {
    git("checkout", "-qb", "other");
    write("vars/shared/ca/pub/value", "theirs");
    git("commit", "-qam", "theirs");
    git("checkout", "-q", "main");
    write("vars/shared/ca/pub/value", "ours");
    git("commit", "-qam", "ours");
    gitExit("merge", "-q", "other");
    assertThat(state().conflicted()).containsExactly("vars/shared/ca/pub/value");
  }

  private void write(String path, String content) throws Exception {
    Path file = directory.resolve(path);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, content);
  }

  private void git(String... arguments) throws Exception {
    assertThat(gitExit(arguments)).isZero();
  }

  private int gitExit(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }
}
