package org.keytally.cli;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;

/** The state that a branch was in at a date, which somebody typed. */
final class PastState {

  private final Repository repository;
  private final ZoneId zone;

  /**
   * Of a repository.
   *
   * @param clock whose zone dates without one are in
   */
  PastState(Repository repository, Clock clock) {
    this.repository = repository;
    this.zone = clock.getZone();
  }

  /**
   * The full id of the commit that a revision was at: the newest on its first-parent line that was
   * committed then or before.
   *
   * @throws UsageException if the date cannot be understood, or the revision has no such commit
   */
  String commit(String revision, String typed) throws UsageException, RepositoryException {
    Instant time = instant(typed);
    Optional<String> tip = repository.resolve(revision);
    if (tip.isEmpty()) {
      throw new UsageException("--at needs a commit, and " + revision + " names none.");
    }
    Optional<String> commit = repository.commitAt(tip.get(), time);
    if (commit.isEmpty()) {
      throw new UsageException(
          repository.isShallow()
              ? "this clone is shallow, and what it has of "
                  + revision
                  + " does not go back to "
                  + typed
                  + "; fetch the rest with: git fetch --unshallow"
              : revision + " has no commit as old as " + typed + '.');
    }
    return commit.get();
  }

  /** A date alone is the end of the day. */
  private Instant instant(String typed) throws UsageException {
    try {
      if (typed.indexOf('T') < 0) {
        return LocalDate.parse(typed).plusDays(1).atStartOfDay(zone).toInstant().minusSeconds(1);
      }
      boolean zoned =
          typed.endsWith("Z") || typed.lastIndexOf('+') > 0 || typed.indexOf('-', 10) > 0;
      return zoned
          ? OffsetDateTime.parse(typed).toInstant()
          : LocalDateTime.parse(typed).atZone(zone).toInstant();
    } catch (DateTimeParseException e) {
      throw new UsageException(
          "--at takes a date such as 2026-03-01, 2026-03-01T12:00 or 2026-03-01T12:00Z, not "
              + typed
              + '.');
    }
  }
}
