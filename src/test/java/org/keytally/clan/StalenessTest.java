package org.keytally.clan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.config.Configuration;
import org.keytally.demo.FleetBuilder;
import org.keytally.git.Repositories;
import org.keytally.git.Repository;
import org.keytally.git.Snapshot;

final class StalenessTest {

  private static final String LOCK =
      "{\"nodes\": {\"clan-core\": {\"locked\": {\"lastModified\": 1, \"rev\": \"abc\"}}}}";

  @TempDir private Path directory;

  private static FleetBuilder fleet() {
    return FleetBuilder.seeded(3)
        .shapesOnly()
        .user("alice")
        .file("flake.nix", "{ }")
        .file("flake.lock", LOCK);
  }

  private static Manifest from(Manifest.Source source) throws Exception {
    Manifest empty =
        ManifestReader.read("{\"schema\": \"clan-manifest/1\", \"machines\": {}}".getBytes(UTF_8));
    return new Manifest(
        Optional.of(source), "", empty.recipients(), empty.machines(), empty.exports());
  }

  private static Manifest.Source revision(String revision) {
    return new Manifest.Source(
        Optional.of(revision),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Optional<String> stale(Repository repository, Manifest manifest) throws Exception {
    Snapshot now = repository.worktreeSnapshot();
    return FleetReader.read(now, Configuration.DEFAULT, ManifestOrigin.given(manifest, repository))
        .declared()
        .orElseThrow()
        .stale();
  }

  @Test
  void aManifestIsCurrentUntilAFileOfNixChanges() throws Exception {
    fleet().commitTo(directory);
    try (Repository repository = Repositories.open(directory)) {
      Manifest.Source source =
          NixSource.of(repository, repository.worktreeSnapshot(), "", Instant.EPOCH);
      Manifest manifest = from(source);

      assertThat(source.revision()).isEqualTo(repository.resolve("HEAD"));
      assertThat(source.clanCoreRevision()).contains("abc");
      assertThat(source.generatedAt()).contains("1970-01-01T00:00:00Z");
      assertThat(stale(repository, manifest)).isEmpty();

      Files.writeString(directory.resolve("README.md"), "nothing that Nix reads");
      Files.writeString(directory.resolve("untracked.nix"), "{ }");
      assertThat(stale(repository, manifest)).isEmpty();

      Files.writeString(directory.resolve("flake.nix"), "{ outputs = 1; }");
      assertThat(stale(repository, manifest)).contains("Nix files have changed since it was made");
      assertThat(
              NixSource.of(repository, repository.worktreeSnapshot(), "", Instant.EPOCH).revision())
          .isEmpty();

      Files.writeString(directory.resolve("flake.lock"), "{}");
      assertThat(stale(repository, manifest)).contains("flake.lock has changed since it was made");
    }
  }

  @Test
  void aManifestThatOnlyNamesACommitIsComparedWithIt() throws Exception {
    fleet().commitTo(directory);
    try (Repository repository = Repositories.open(directory)) {
      Manifest manifest = from(revision(repository.resolve("HEAD").orElseThrow()));

      assertThat(stale(repository, manifest)).isEmpty();

      Files.writeString(directory.resolve("flake.nix"), "{ outputs = 1; }");
      assertThat(stale(repository, manifest).orElse(""))
          .startsWith("Nix files have changed since commit ");
    }
  }

  @Test
  void aCommitThatIsNotHereCountsAsStale() throws Exception {
    fleet().commitTo(directory);
    try (Repository repository = Repositories.open(directory)) {
      assertThat(stale(repository, from(revision("0123456789".repeat(4)))).orElse(""))
          .contains("made from commit 012345678901");
      assertThat(stale(repository, from(revision("--output=x"))).orElse(""))
          .contains("made from another state");
    }
  }
}
