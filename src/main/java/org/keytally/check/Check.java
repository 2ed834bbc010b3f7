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
   * {@link Severity#OFF} skips a rule. For a large fleet the rules run side by side.
   *
   * @return what they found, rule by rule
   */
  public static List<Finding> run(Evidence evidence, Selection selection) {
    return run(evidence, selection, SideBySide.threadsFor(evidence.fleet()));
  }

  /** The same with a number of threads, which makes no difference to what is found. */
  static List<Finding> run(Evidence evidence, Selection selection, int threads) {
    List<Judgement> judgements = new ArrayList<>();
    for (Rule rule : Rules.ALL) {
      Rule.Description description = rule.description();
      Severity severity =
          evidence.configuration().severityOf(description.name()).orElse(description.severity());
      if (severity != Severity.OFF && selection.includes(description.name())) {
        Findings findings = new Findings(description, severity, doubted(evidence));
        judgements.add(new Judgement(rule, evidence, findings));
      }
    }
    SideBySide.all(judgements, threads);
    List<Finding> all = new ArrayList<>();
    for (Judgement judgement : judgements) {
      all.addAll(judgement.findings().all());
    }
    return all;
  }

  /** What one rule says. */
  private record Judgement(Rule rule, Evidence evidence, Findings findings) implements Runnable {
    @Override
    public void run() {
      rule.check(evidence, findings);
    }
  }

  /** What rules say on the word of evidence that may be out of date. */
  private static Set<EvidenceKind> doubted(Evidence evidence) {
    return evidence.declared().isPresent() && evidence.declared().get().isStale()
        ? Set.of(EvidenceKind.MANIFEST)
        : Set.of();
  }
}
