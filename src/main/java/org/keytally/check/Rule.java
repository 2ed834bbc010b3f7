package org.keytally.check;

import java.util.List;
import org.keytally.config.Severity;

/** A rule: model in, findings out. Pure; one class each, listed in {@link Rules}. */
public abstract class Rule {

  private final Description description;

  /**
   * Describes the rule.
   *
   * @param name kebab-case, says what is wrong; {@code docs/rules/NAME.md} explains it
   * @param severity default of its findings
   * @param summary one sentence
   * @param catalogue ids of the clan-repository reference, section 9
   */
  protected Rule(String name, Severity severity, String summary, String... catalogue) {
    description = new Description(name, severity, List.of(catalogue), summary);
  }

  /** What a reader of a report is told of the rule; the fields are those of the constructor. */
  public record Description(
      String name, Severity severity, List<String> catalogue, String summary) {

    public Description {
      catalogue = List.copyOf(catalogue);
    }
  }

  public final Description description() {
    return description;
  }

  /** Adds what is wrong in this evidence. */
  public abstract void check(Evidence evidence, Findings findings);
}
