package org.keytally.git;

import java.util.Optional;

/** What git records about the kind of an entry (gitformat-index, "mode"). */
public enum FileMode {
  /** 100644. */
  REGULAR,
  /** 100755. */
  EXECUTABLE,
  /** 120000: the content is the link's target. */
  LINK,
  /** 160000: another repository, whose files are not read. */
  SUBMODULE;

  /** The mode of an index or tree entry; empty for a tree and for what git does not know. */
  static Optional<FileMode> of(int bits) {
    return switch (bits >> 12) {
      // Early git also wrote 100664.
      case 010 -> Optional.of((bits & 0100) == 0 ? REGULAR : EXECUTABLE);
      case 012 -> Optional.of(LINK);
      case 016 -> Optional.of(SUBMODULE);
      default -> Optional.empty();
    };
  }
}
