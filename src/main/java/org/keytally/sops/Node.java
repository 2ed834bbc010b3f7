package org.keytally.sops;

/**
 * A node of the one ordered tree that every store loads and emits (sops-file-format 1). Values are
 * bytes so that plaintext can be wiped.
 */
sealed interface Node permits Branch, Sequence, Scalar, Comment {

  /** Where the node was read from, or {@link Span#NONE}. */
  Span span();

  /** Overwrites all text of the node with zeros. */
  void wipe();
}
