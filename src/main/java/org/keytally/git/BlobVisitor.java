package org.keytally.git;

/** Receives contents in the order in which they were asked for. */
@FunctionalInterface
public interface BlobVisitor {

  /**
   * Takes one content.
   *
   * @param content never shared with another call; empty array for empty files
   */
  void visit(TreeEntry entry, byte[] content);

  /**
   * Called instead of {@link #visit} for content over the limit of the read. Does nothing by
   * default.
   *
   * @param size in bytes, -1 where it is not known
   */
  default void tooLarge(TreeEntry entry, long size) {}

  /**
   * Called instead of {@link #visit} where the content cannot be read: missing object, permission,
   * file that vanished. Does nothing by default.
   *
   * @param reason for a person, without the path
   */
  default void unreadable(TreeEntry entry, String reason) {}
}
