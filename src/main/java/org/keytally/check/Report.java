package org.keytally.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.config.Severity;
import org.keytally.git.SnapshotSource;

/**
 * What one run of the rules found, and what it looked at: silence is never a pass, so the kinds of
 * evidence that were not available stand beside the findings. Immutable.
 *
 * @param version of keytally
 * @param counts of what was checked
 * @param evidence one state for each kind, in the order of {@link EvidenceKind}
 * @param findings those that count, worst first, then in the order of {@link Rules#ALL}, then by
 *     path, line and subject
 * @param suppressed how many findings there are besides, which a base or an acceptance excuses
 * @param names of users and machines by their recipients in full; what a report calls a key
 * @param existing the suppressed findings, where they are asked for, in the order of findings;
 *     otherwise empty
 * @param notes what is no fault and yet has to be known, such as a change of policy
 * @param access what the change does to access; absent where nothing was compared
 */
public record Report(
    String version,
    Source source,
    Counts counts,
    List<EvidenceState> evidence,
    List<Finding> findings,
    int suppressed,
    Map<String, String> names,
    List<Excused> existing,
    List<Note> notes,
    Optional<AccessChange> access) {

  public Report {
    evidence = List.copyOf(evidence);
    findings = sorted(findings);
    names = Map.copyOf(names);
    existing = List.copyOf(existing);
    notes = List.copyOf(notes);
  }

  /** Of one state, without anything to compare it with. */
  public Report(
      String version,
      Source source,
      Counts counts,
      List<EvidenceState> evidence,
      List<Finding> findings,
      int suppressed,
      Map<String, String> names) {
    this(
        version,
        source,
        counts,
        evidence,
        findings,
        suppressed,
        names,
        List.of(),
        List.of(),
        Optional.empty());
  }

  /** A finding that does not count, and why. */
  public record Excused(Finding finding, Excuse excuse) {}

  /** Why a finding does not count; spelled in lower case in reports. */
  public enum Excuse {
    /** The base has it already. */
    BASE,
    /** The configuration in force accepts it. */
    ACCEPTED
  }

  /**
   * What was checked.
   *
   * @param revision the full id of the commit or tree; absent for the work tree and the index
   * @param base the full id of the revision whose findings do not count; absent if there is none
   */
  public record Source(SnapshotSource.Kind kind, Optional<String> revision, Optional<String> base) {

    /** Without a base. */
    public Source(SnapshotSource source) {
      this(source.kind(), source.revision(), Optional.empty());
    }
  }

  /**
   * How much was checked.
   *
   * @param machines known from any source, with or without a key
   * @param secrets encrypted values of {@code sops/secrets}
   * @param vars values of {@code vars}, encrypted and in clear
   * @param sopsFiles files outside the folders of clan that sops encrypted
   */
  public record Counts(
      int users, int machines, int groups, int secrets, int vars, int generators, int sopsFiles) {

    /** Nothing at all, as in an empty repository. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);
  }

  /**
   * Whether a kind of evidence took part.
   *
   * @param reason a clause for a person; present unless the evidence was used
   */
  public record EvidenceState(EvidenceKind kind, State state, Optional<String> reason) {

    /** Spelled in lower case in reports. */
    public enum State {
      USED,
      /** Wanted, but not there. */
      UNAVAILABLE,
      /** Not wanted in this run. */
      SKIPPED
    }
  }

  /** How many of the findings are of exactly this severity. */
  public int count(Severity severity) {
    int count = 0;
    for (Finding finding : findings) {
      if (finding.severity() == severity) {
        count++;
      }
    }
    return count;
  }

  /** Whether one of the findings is at least this bad. */
  public boolean reaches(Severity threshold) {
    for (Finding finding : findings) {
      if (finding.severity().atLeast(threshold)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The same run, judged against a base.
   *
   * @param base the full id of the base; absent if there is nothing to compare with, as before the
   *     first commit
   * @param remaining those of the findings that are new, the same objects in the same order; the
   *     others become {@link #existing}
   */
  @SuppressWarnings("ReferenceEquality") // What Java makes to compare records is slow to start.
  public Report since(Optional<String> base, List<Finding> remaining) {
    List<Excused> excused = new ArrayList<>(existing);
    int next = 0;
    for (Finding finding : findings) {
      if (next < remaining.size() && finding == remaining.get(next)) {
        next++;
      } else {
        excused.add(new Excused(finding, Excuse.BASE));
      }
    }
    return new Report(
        version,
        new Source(source.kind(), source.revision(), base),
        counts,
        evidence,
        remaining,
        suppressed + findings.size() - remaining.size(),
        names,
        excused,
        notes,
        access);
  }

  /** The same run with what else has to be known of a change. */
  public Report of(AccessChange change, List<Note> changeNotes) {
    List<Note> all = new ArrayList<>(notes);
    all.addAll(changeNotes);
    return new Report(
        version,
        source,
        counts,
        evidence,
        findings,
        suppressed,
        names,
        existing,
        all,
        Optional.of(change));
  }

  /** The same run with the excused findings counted only, not listed. */
  public Report withoutExisting() {
    return new Report(
        version, source, counts, evidence, findings, suppressed, names, List.of(), notes, access);
  }

  private static List<Finding> sorted(List<Finding> findings) {
    Map<String, Integer> places = new HashMap<>();
    for (Rule rule : Rules.ALL) {
      places.putIfAbsent(rule.description().name(), places.size());
    }
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort(new ReadingOrder(places));
    return List.copyOf(sorted);
  }

  private record ReadingOrder(Map<String, Integer> places) implements Comparator<Finding> {

    @Override
    public int compare(Finding one, Finding other) {
      int order = one.severity().compareTo(other.severity());
      if (order == 0) {
        order = Integer.compare(place(one), place(other));
      }
      if (order == 0) {
        order = one.rule().compareTo(other.rule());
      }
      if (order == 0) {
        order = one.path().orElse("").compareTo(other.path().orElse(""));
      }
      if (order == 0) {
        order = Integer.compare(one.line(), other.line());
      }
      if (order == 0) {
        order = one.subject().type().compareTo(other.subject().type());
      }
      if (order == 0) {
        order = one.subject().name().compareTo(other.subject().name());
      }
      return order == 0 ? one.message().compareTo(other.message()) : order;
    }

    private int place(Finding finding) {
      return places.getOrDefault(finding.rule(), Integer.MAX_VALUE);
    }
  }
}
