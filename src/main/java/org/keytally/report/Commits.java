package org.keytally.report;

import java.time.Instant;
import java.time.ZoneOffset;
import org.keytally.git.Commit;

/** Commits, as sentences name them. */
final class Commits {

  private static final int SHORT = 10;

  private Commits() {}

  /** The first digits of an id. */
  static String id(String id) {
    return id.substring(0, Math.min(SHORT, id.length()));
  }

  /** The day, in universal time. */
  static String day(Instant time) {
    return time.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }

  /** Day and short id; the author is anybody's text, so that it stands last where it is wanted. */
  static String dated(Commit commit) {
    return (commit.boundary() ? "at or before " : "")
        + day(commit.time())
        + " ("
        + id(commit.id())
        + ')';
  }

  /** Day, short id and author. */
  static String signed(Commit commit) {
    return dated(commit) + " by " + commit.author();
  }
}
