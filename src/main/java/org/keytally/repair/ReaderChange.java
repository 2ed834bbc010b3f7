package org.keytally.repair;

import java.util.List;
import java.util.Optional;

/**
 * How the readers of one encrypted file change.
 *
 * @param kept readers that stay, in the file's order
 * @param plaintext digest of the value under a salt of the plan, by which it is known again after
 *     the change; absent where no identity at hand opens the file
 */
public record ReaderChange(
    List<Reader> kept, List<Reader> added, List<Reader> removed, Optional<String> plaintext) {

  public ReaderChange {
    kept = List.copyOf(kept);
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }

  /**
   * A key and whose it is.
   *
   * @param recipient in full
   * @param name such as {@code alice} or {@code machine web01}; absent for a key of nobody
   */
  public record Reader(String recipient, Optional<String> name) {}
}
