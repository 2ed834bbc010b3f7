package org.keytally.git;

import java.util.Collection;

/** Reads the contents that a {@link Snapshot} names, in one batch. */
@FunctionalInterface
public interface BlobSource {

  /**
   * Reads contents in the given order.
   *
   * @param limit bytes; larger contents are announced through {@link BlobVisitor#tooLarge}
   * @throws RepositoryException if the repository as a whole cannot be read any more
   */
  void read(Collection<TreeEntry> entries, long limit, BlobVisitor visitor)
      throws RepositoryException;
}
