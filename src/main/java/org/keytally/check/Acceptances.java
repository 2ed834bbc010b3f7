package org.keytally.check;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.config.Configuration;
import org.keytally.config.Configuration.Accepted;
import org.keytally.config.Severity;

/**
 * The findings that a configuration accepts. A finding is accepted where each of its files is, by
 * rule, subject and path: a further file under a known cause counts. On the day after an acceptance
 * expires its finding counts again.
 */
public final class Acceptances {

  /** What expired is told up to this number. */
  private static final int MOST_NOTES = 20;

  private static final Rule UNUSED = new AcceptanceUnused();

  private final Evidence evidence;
  private final Selection selection;
  private final Set<Accepted> used = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<String, List<Accepted>> byPlace = new HashMap<>();
  private final Map<String, Accepted> byFingerprint = new HashMap<>();

  private Acceptances(Evidence evidence, Selection selection) {
    this.evidence = evidence;
    this.selection = selection;
  }

  /**
   * Findings, parted.
   *
   * @param counting those that nothing excuses, and acceptances that are not needed
   * @param accepted those that are excused
   * @param expired what was accepted once and counts again
   */
  public record Outcome(List<Finding> counting, List<Finding> accepted, List<Note> expired) {

    public Outcome {
      counting = List.copyOf(counting);
      accepted = List.copyOf(accepted);
      expired = List.copyOf(expired);
    }
  }

  /**
   * Parts the findings of a run by what the configuration of its evidence accepts.
   *
   * @param clock asked only where something is accepted
   */
  public static Outcome apply(
      List<Finding> findings, Evidence evidence, Selection selection, Clock clock) {
    List<Accepted> entries = evidence.configuration().accepted();
    if (entries.isEmpty()) {
      return new Outcome(findings, List.of(), List.of());
    }
    return new Acceptances(evidence, selection).part(findings, entries, LocalDate.now(clock));
  }

  /** The entry that would accept a finding. */
  public static Accepted of(Finding finding, String reason, LocalDate expires) {
    List<String> paths = finding.paths();
    String fingerprint =
        paths.isEmpty()
            ? Fingerprint.of(finding)
            : Fingerprint.of(finding.rule(), paths.get(0), finding.subject());
    return new Accepted(
        finding.rule(), fingerprint, paths.size() > 1 ? paths : List.of(), reason, expires, 0);
  }

  private Outcome part(List<Finding> findings, List<Accepted> entries, LocalDate today) {
    for (Accepted entry : entries) {
      for (String path : entry.paths()) {
        String place = entry.rule() + '\n' + path;
        List<Accepted> there = byPlace.get(place);
        if (there == null) {
          there = new ArrayList<>(1);
          byPlace.put(place, there);
        }
        there.add(entry);
      }
      if (entry.paths().isEmpty()) {
        byFingerprint.put(entry.rule() + '\n' + entry.fingerprint(), entry);
      }
    }
    List<Finding> counting = new ArrayList<>();
    List<Finding> accepted = new ArrayList<>();
    Set<Accepted> expired = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Finding finding : findings) {
      (isAccepted(finding, today, expired) ? accepted : counting).add(finding);
    }
    counting.addAll(unused(entries));
    return new Outcome(counting, accepted, notes(entries, expired));
  }

  private boolean isAccepted(Finding finding, LocalDate today, Set<Accepted> expired) {
    boolean all = true;
    for (String path : Baseline.places(finding)) {
      Optional<Accepted> entry = entry(finding, path);
      if (entry.isEmpty()) {
        all = false;
        continue;
      }
      used.add(entry.get());
      if (entry.get().expires().isBefore(today)) {
        expired.add(entry.get());
        all = false;
      }
    }
    return all;
  }

  private Optional<Accepted> entry(Finding finding, String path) {
    for (Accepted entry : byPlace.getOrDefault(finding.rule() + '\n' + path, List.of())) {
      String first = entry.paths().get(0);
      if (Fingerprint.of(finding.rule(), first, finding.subject()).equals(entry.fingerprint())) {
        return Optional.of(entry);
      }
    }
    String fingerprint = Fingerprint.of(finding.rule(), path, finding.subject());
    return Optional.ofNullable(byFingerprint.get(finding.rule() + '\n' + fingerprint));
  }

  private List<Finding> unused(List<Accepted> entries) {
    Rule.Description rule = UNUSED.description();
    Severity severity = evidence.configuration().severityOf(rule.name()).orElse(rule.severity());
    if (severity == Severity.OFF || !selection.includes(rule.name())) {
      return List.of();
    }
    Findings findings = new Findings(rule, severity);
    for (Accepted entry : entries) {
      if (!used.contains(entry) && couldBeFound(entry.rule())) {
        AcceptanceUnused.report(entry, findings);
      }
    }
    return findings.all();
  }

  /** Whether the rule ran, and on all that it rests on. */
  private boolean couldBeFound(String rule) {
    boolean workstation = rule.startsWith("keyfile-") || rule.startsWith("ssh-");
    boolean workTree = rule.startsWith("git-") || rule.equals("secret-not-in-git");
    return selection.includes(rule)
        && evidence.configuration().severityOf(rule).orElse(Severity.ERROR) != Severity.OFF
        && (!workstation || evidence.workstation().isPresent())
        && (!workTree || evidence.workTree().isPresent());
  }

  private static List<Note> notes(List<Accepted> entries, Set<Accepted> expired) {
    List<Note> notes = new ArrayList<>();
    for (Accepted entry : entries) {
      if (expired.contains(entry) && notes.size() < MOST_NOTES) {
        notes.add(
            new Note(
                Optional.of(Configuration.FILE_NAME),
                "Line "
                    + entry.line()
                    + " accepted a finding of "
                    + entry.rule()
                    + " until "
                    + entry.expires()
                    + "; it counts again.",
                List.of()));
      }
    }
    return notes;
  }
}
