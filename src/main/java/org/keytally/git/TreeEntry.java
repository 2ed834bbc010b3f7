package org.keytally.git;

import java.util.Optional;

/**
 * One path of a snapshot.
 *
 * @param path relative to the repository root, separated by {@code /}; never empty, absolute, or
 *     with a {@code .} or {@code ..} component; bytes that are not UTF-8 stand as lone surrogates
 *     U+DC80 to U+DCFF, so that different paths stay different (PEP 383)
 * @param objectId lower-case hex of the blob (40 or 64 digits), absent where git has not hashed the
 *     content (untracked or changed files of the work tree)
 */
public record TreeEntry(String path, FileMode mode, Tracking tracking, Optional<String> objectId) {

  /** The last component of the path. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The path of the folder that holds the entry; empty for the root. */
  public String parent() {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }
}
