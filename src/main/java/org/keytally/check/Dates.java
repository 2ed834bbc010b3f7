package org.keytally.check;

import java.time.ZoneOffset;
import org.keytally.git.Commit;

/** Commits, as messages name them. */
final class Dates {

  private static final int SHORT = 10;

  private Dates() {}

  /** {@code 2024-03-26 (8f23eeeb9d)}, the day in universal time. */
  static String of(Commit commit) {
    return (commit.boundary() ? "at or before " : "")
        + commit.time().atZone(ZoneOffset.UTC).toLocalDate()
        + " ("
        + commit.id().substring(0, Math.min(SHORT, commit.id().length()))
        + ')';
  }
}
