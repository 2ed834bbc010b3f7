package org.keytally.check;

import java.util.Optional;
import org.keytally.check.Report.EvidenceState;
import org.keytally.git.HistoryExtent;
import org.keytally.history.History;

/** How much of the history there was to see. What is not here is said, and never guessed. */
public final class HistoryEvidence {

  private HistoryEvidence() {}

  /**
   * Whether the history took part.
   *
   * @param unreadable why it could not, where it was wanted
   */
  public static EvidenceState state(Evidence evidence, Optional<String> unreadable) {
    if (unreadable.isPresent()) {
      return new EvidenceState(EvidenceKind.HISTORY, EvidenceState.State.UNAVAILABLE, unreadable);
    }
    if (evidence.past().isEmpty()) {
      return new EvidenceState(
          EvidenceKind.HISTORY,
          EvidenceState.State.SKIPPED,
          Optional.of("only this state was looked at"));
    }
    History history = evidence.past().get().history();
    HistoryExtent extent = history.extent();
    String seen = Wording.count(extent.commits(), "commit");
    if (extent.boundaries() > 0) {
      return new EvidenceState(
          EvidenceKind.HISTORY,
          EvidenceState.State.UNAVAILABLE,
          Optional.of("the clone is shallow, only " + seen + " looked at; git fetch --unshallow"));
    }
    if (extent.missing() > 0) {
      return new EvidenceState(
          EvidenceKind.HISTORY,
          EvidenceState.State.UNAVAILABLE,
          Optional.of(
              Wording.count(extent.missing(), "content")
                  + " of "
                  + seen
                  + " not here"
                  + (extent.partial()
                      ? ", the clone is partial; git fetch --refetch --no-filter"
                      : "; git fsck")));
    }
    return new EvidenceState(
        EvidenceKind.HISTORY, EvidenceState.State.USED, Optional.of(seen + " looked at"));
  }
}
