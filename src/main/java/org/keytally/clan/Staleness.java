package org.keytally.clan;

import java.util.Optional;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;

/** Tells whether a manifest is older than the tree that it is used for. */
final class Staleness {

  private static final int SHOWN_DIGITS = 12;

  private final Layout layout;
  private final NixFiles now;
  private final Optional<String> revision;
  private final Optional<Repository> repository;

  /**
   * For one tree.
   *
   * @param now the files of the tree that decide what Nix declares
   * @param revision of the tree
   * @param repository where the commit of a manifest may be found
   */
  Staleness(
      Layout layout, NixFiles now, Optional<String> revision, Optional<Repository> repository) {
    this.layout = layout;
    this.now = now;
    this.revision = revision;
    this.repository = repository;
  }

  /**
   * Why a manifest is stale, a clause. What it says of contents decides; the commit that it names
   * only matters where it says nothing of them.
   */
  Optional<String> of(Manifest manifest) {
    if (manifest.source().isEmpty()) {
      return Optional.empty();
    }
    Manifest.Source source = manifest.source().get();
    if (source.flakeLock().isPresent() && !source.flakeLock().equals(now.lockDigest())) {
      return Optional.of(
          now.lockDigest().isPresent()
              ? "flake.lock has changed since it was made"
              : "the flake.lock that it was made with is gone");
    }
    if (source.nixFiles().isPresent()) {
      return source.nixFiles().get().equals(now.digest())
          ? Optional.empty()
          : Optional.of("Nix files have changed since it was made");
    }
    return source.revision().isPresent() && !source.revision().equals(revision)
        ? since(source.revision().get())
        : Optional.empty();
  }

  private Optional<String> since(String named) {
    if (repository.isPresent() && isCommitId(named)) {
      try {
        NixFiles then = NixFiles.of(repository.get().commitSnapshot(named), layout);
        return then.digest().equals(now.digest())
            ? Optional.empty()
            : Optional.of("Nix files have changed since " + shortened(named));
      } catch (RepositoryException e) {
        // A shallow clone does not have it; what is not known to be current counts as stale.
      }
    }
    return Optional.of(
        "it was made from " + shortened(named) + ", and what has changed since is not known here");
  }

  private static String shortened(String revision) {
    return isCommitId(revision) ? "commit " + revision.substring(0, SHOWN_DIGITS) : "another state";
  }

  private static boolean isCommitId(String text) {
    return Hex.isDigits(text, 40) || Hex.isDigits(text, 64);
  }
}
