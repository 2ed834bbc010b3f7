package org.keytally.report;

import java.util.Optional;
import org.keytally.check.Access;
import org.keytally.check.AccessChange;
import org.keytally.check.Report;

/**
 * Who can read what, as somebody asked for it.
 *
 * @param all of the files that were asked for
 * @param access the same without readers that were not asked for, and files that are not theirs
 * @param change what the state does to access; absent where it was compared with nothing
 */
public record AccessView(
    Access all,
    Access access,
    Question question,
    Report.Source source,
    Optional<AccessChange> change) {

  /** What was asked for, which decides how it is told to a person. */
  public enum Question {
    /** Everybody and everything: the matrix. */
    EVERYTHING,
    /** One file or folder. */
    PATH,
    /** Some readers. */
    READERS
  }
}
