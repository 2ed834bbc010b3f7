package org.keytally.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keytally.config.Severity;

/**
 * The findings that a repository already had. They do not count again; what counts is a finding
 * with another rule or subject, a further file under a known cause, or a higher severity.
 */
public final class Baseline {

  private final Map<Place, Severity> known = new HashMap<>();

  /** Remembers these findings. */
  public Baseline(List<Finding> findings) {
    for (Finding finding : findings) {
      for (String path : places(finding)) {
        Place place = new Place(finding, path);
        Severity before = known.get(place);
        if (before == null || finding.severity().atLeast(before)) {
          known.put(place, finding.severity());
        }
      }
    }
  }

  /** Those of the selected rules whose findings in the base can make some of these known. */
  public static Selection rulesFor(List<Finding> findings, Selection selection) {
    Set<String> rules = new HashSet<>();
    for (Finding finding : findings) {
      // What all rules find decides whether an acceptance is used.
      if (finding.rule().equals(AcceptanceUnused.NAME)) {
        return selection;
      }
      rules.add(finding.rule());
    }
    return rules.isEmpty() ? selection : new Selection(rules, selection.skip());
  }

  /** Those of the findings that count, in order. */
  public List<Finding> newAmong(List<Finding> findings) {
    List<Finding> counting = new ArrayList<>();
    for (Finding finding : findings) {
      if (isNew(finding)) {
        counting.add(finding);
      }
    }
    return counting;
  }

  /**
   * Whether a finding counts. One that rests on the workstation never does: it is the person's, not
   * the repository's.
   */
  private boolean isNew(Finding finding) {
    if (finding.evidence() == EvidenceKind.WORKSTATION) {
      return false;
    }
    for (String path : places(finding)) {
      Severity before = known.get(new Place(finding, path));
      if (before == null || !before.atLeast(finding.severity())) {
        return true;
      }
    }
    return false;
  }

  static List<String> places(Finding finding) {
    return finding.paths().isEmpty() ? List.of(finding.path().orElse("")) : finding.paths();
  }

  private record Place(String rule, Subject.Type type, String name, String path) {

    Place(Finding finding, String path) {
      this(finding.rule(), finding.subject().type(), finding.subject().name(), path);
    }

    // Written out: what Java makes of records by itself costs a hook 20 ms at its first use.

    @Override
    public boolean equals(Object other) {
      return other instanceof Place place
          && rule.equals(place.rule)
          && type == place.type
          && name.equals(place.name)
          && path.equals(place.path);
    }

    @Override
    public int hashCode() {
      return ((rule.hashCode() * 31 + type.name().hashCode()) * 31 + name.hashCode()) * 31
          + path.hashCode();
    }
  }
}
