package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.keytally.config.Severity;

/** Runs the rules. */
public final class Check {

  private Check() {}

  /**
   * Runs the selected rules over the evidence, at the severities that the configuration sets;
   * {@link Severity#OFF} skips a rule.
   *
   * @return what they found, rule by rule
   */
  public static List<Finding> run(Evidence evidence, Selection selection) {
    List<Finding> all = new ArrayList<>();
    for (Rule rule : Rules.ALL) {
      Rule.Description description = rule.description();
      Severity severity =
          evidence.configuration().severityOf(description.name()).orElse(description.severity());
      if (severity == Severity.OFF || !selection.includes(description.name())) {
        continue;
      }
      Findings findings = new Findings(description, severity, doubted(evidence));
      rule.check(evidence, findings);
      all.addAll(findings.all());
    }
    return all;
  }

  /** What rules say on the word of evidence that may be out of date. */
  private static Set<EvidenceKind> doubted(Evidence evidence) {
    return evidence.declared().isPresent() && evidence.declared().get().isStale()
        ? Set.of(EvidenceKind.MANIFEST)
        : Set.of();
  }
}
