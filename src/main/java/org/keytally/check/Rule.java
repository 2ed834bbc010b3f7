package org.keytally.check;

import java.util.List;
import org.keytally.config.Severity;

/** A rule: model in, findings out. Pure; one class each, listed in {@link Rules}. */
public interface Rule {

  /**
   * What a reader of a report is told of the rule.
   *
   * @param name kebab-case, says what is wrong; {@code docs/rules/NAME.md} explains it
   * @param severity default of its findings
   * @param catalogue ids of the clan-repository reference, section 9
   * @param summary one sentence
   */
  record Description(String name, Severity severity, List<String> catalogue, String summary) {}

  Description description();

  /** Adds what is wrong in this evidence. */
  void check(Evidence evidence, Findings findings);
}
