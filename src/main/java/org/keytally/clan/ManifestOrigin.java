package org.keytally.clan;

import java.util.Optional;
import org.keytally.git.Repository;

/**
 * Where the manifest for a fleet comes from.
 *
 * @param committed whether the one of the checked tree is used
 * @param given the one to use instead
 * @param repository to look up the commit that a manifest names, where it says no more than that
 */
public record ManifestOrigin(
    boolean committed, Optional<Manifest> given, Optional<Repository> repository) {

  /** The manifest of the checked tree, which nothing older is compared with. */
  public static final ManifestOrigin TREE =
      new ManifestOrigin(true, Optional.empty(), Optional.empty());

  /** No manifest at all. */
  public static final ManifestOrigin NONE =
      new ManifestOrigin(false, Optional.empty(), Optional.empty());

  /** The manifest of the checked tree. */
  public static ManifestOrigin tree(Repository repository) {
    return new ManifestOrigin(true, Optional.empty(), Optional.of(repository));
  }

  /** This manifest, whatever stands in the checked tree. */
  public static ManifestOrigin given(Manifest manifest, Repository repository) {
    return new ManifestOrigin(false, Optional.of(manifest), Optional.of(repository));
  }
}
