package org.keytally.git;

/** What git records about the kind of an entry (gitformat-index, "mode"). */
public enum FileMode {
  /** 100644. */
  REGULAR,
  /** 100755. */
  EXECUTABLE,
  /** 120000: the content is the link's target. */
  LINK,
  /** 160000: another repository, whose files are not read. */
  SUBMODULE
}
