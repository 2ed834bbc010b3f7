package org.keytally.report;

import java.util.Optional;
import java.util.Set;
import org.keytally.check.Access;
import org.keytally.check.AccessChange;
import org.keytally.check.Report;
import org.keytally.clan.GeneratorGraph;
import org.keytally.clan.GeneratorId;

/**
 * Who can read what, as somebody asked for it.
 *
 * @param version of keytally
 * @param all of the files that were asked for
 * @param access the same without readers that were not asked for, and files that are not theirs
 * @param change what the state does to access; absent where it was compared with nothing
 * @param findings of a check of the same state, for formats that tell of them
 * @param graph the generator graph, where a manifest tells it and the format draws it
 * @param incomplete generators of which something is missing
 */
public record AccessView(
    String version,
    Access all,
    Access access,
    Question question,
    Report.Source source,
    Optional<AccessChange> change,
    Optional<Report> findings,
    Optional<GeneratorGraph> graph,
    Set<GeneratorId> incomplete) {

  public AccessView {
    incomplete = Set.copyOf(incomplete);
  }

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
