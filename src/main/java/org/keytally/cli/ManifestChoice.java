package org.keytally.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.keytally.clan.ClanDirectoryException;
import org.keytally.clan.Manifest;
import org.keytally.clan.ManifestException;
import org.keytally.clan.ManifestOrigin;
import org.keytally.clan.ManifestReader;
import org.keytally.clan.NixException;
import org.keytally.config.Configuration;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.SnapshotSource;

/**
 * What {@code --manifest} says of where to find what Nix declares.
 *
 * @param typed a file, {@code nix} or {@code none}; absent for the repository's own
 */
record ManifestChoice(Optional<String> typed, Invocation invocation) {

  private static final String NIX = "nix";
  private static final String NONE = "none";

  /** Whether nothing was typed that runs code of the work tree. */
  boolean isRead() {
    return typed.isEmpty() || !typed.get().equals(NIX);
  }

  /** Why there shall be no manifest; absent where there may be one. */
  Optional<String> unwanted() {
    return typed.isPresent() && typed.get().equals(NONE)
        ? Optional.of("--manifest none")
        : Optional.empty();
  }

  /**
   * Where the manifest of a state comes from.
   *
   * @throws UsageException if the file that was typed is no manifest, or the state is none that Nix
   *     evaluates
   */
  ManifestOrigin origin(Repository repository, Snapshot snapshot, Configuration configuration)
      throws UsageException, RepositoryException, ClanDirectoryException, IOException {
    if (typed.isEmpty()) {
      return ManifestOrigin.tree(repository);
    }
    if (unwanted().isPresent()) {
      return ManifestOrigin.NONE;
    }
    if (isRead()) {
      return ManifestOrigin.given(read(invocation.directory().resolve(typed.get())), repository);
    }
    if (snapshot.source().kind() != SnapshotSource.Kind.WORKTREE) {
      throw new UsageException(
          "--manifest nix evaluates the work tree, so it goes with no other state.");
    }
    try {
      FlakeEvaluation evaluation =
          FlakeEvaluation.of(
              invocation, repository, snapshot, configuration, Optional.empty(), false);
      return ManifestOrigin.given(evaluation.manifest(), repository);
    } catch (NixException e) {
      throw new IOException(Failure.sentence(e), e);
    }
  }

  private static Manifest read(Path file) throws UsageException, IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new UsageException("--manifest " + file + " is not a file that can be read.");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return ManifestReader.read(in.readNBytes(ManifestReader.LARGEST + 1));
    } catch (ManifestException e) {
      throw new UsageException(
          "--manifest "
              + file
              + (e.line() > 0 ? ":" + e.line() : "")
              + " "
              + e.getMessage()
              + "; make it anew with keytally manifest.");
    }
  }
}
