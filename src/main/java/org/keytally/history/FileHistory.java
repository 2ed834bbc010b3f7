package org.keytally.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.git.Commit;

/**
 * What became of one path.
 *
 * @param clearSince the commit that first brought a content of no interest; absent where every
 *     content is in {@code versions}
 * @param versions parents before children
 */
record FileHistory(String path, Role role, Optional<Commit> clearSince, List<Version> versions) {

  FileHistory {
    versions = List.copyOf(versions);
  }

  /** A content that stood at the path. */
  record Blob(String id, BlobFacts facts) {

    /** The keys that a key file, or an anchor of this name, has. */
    List<String> keysOf(String name) {
      List<String> keys = new ArrayList<>();
      for (BlobFacts.NamedKey key : facts.keys()) {
        if (key.name().equals(name)) {
          keys.add(key.key());
        }
      }
      return keys;
    }

    /** Equal where no value was written again. */
    String content() {
      return ciphertext().orElse(id);
    }

    Optional<String> ciphertext() {
      return facts.sealed().isPresent() ? facts.sealed().get().ciphertext() : Optional.empty();
    }
  }

  /**
   * A change.
   *
   * @param before what stood there in the parents that had something there
   * @param created whether no parent had anything there
   * @param after absent where the commit took it away
   */
  record Version(Commit commit, List<Blob> before, boolean created, Optional<Blob> after) {

    Version {
      before = List.copyOf(before);
    }

    /** Whether some parent had the same values there. */
    boolean keepsContent() {
      for (Blob blob : before) {
        if (after.isPresent() && blob.content().equals(after.get().content())) {
          return true;
        }
      }
      return false;
    }
  }
}
