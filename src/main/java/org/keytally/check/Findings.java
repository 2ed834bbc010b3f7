package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keytally.config.Severity;

/** Collects what rules find. Each rule is given one that carries its name and default severity. */
public final class Findings {

  /** Nothing is repaired on the word of an old manifest, so nothing is advised on it either. */
  private static final String FIRST = "First keytally manifest; if it is found again: ";

  private final Rule.Description rule;
  private final Severity severity;
  private final Set<EvidenceKind> doubted;
  private final List<Finding> collected = new ArrayList<>();

  /**
   * For one rule.
   *
   * @param severity of its findings unless one says otherwise
   */
  public Findings(Rule.Description rule, Severity severity) {
    this(rule, severity, Set.of());
  }

  /**
   * For one rule, where some evidence may be out of date: what rests on it is a warning at most,
   * whatever the rule or the configuration says.
   */
  Findings(Rule.Description rule, Severity severity, Set<EvidenceKind> doubted) {
    this.rule = rule;
    this.severity = severity;
    this.doubted = doubted;
  }

  /** Begins a finding of this rule; {@link Draft#add} ends it. */
  public Draft about(Subject subject) {
    return new Draft(subject);
  }

  /** What was found, in order. */
  public List<Finding> all() {
    return List.copyOf(collected);
  }

  /** A finding under construction. */
  public final class Draft {

    private final Subject subject;
    private Optional<String> path = Optional.empty();
    private int line;
    private List<String> paths = List.of();
    private Optional<String> fix = Optional.empty();
    private EvidenceKind evidence = EvidenceKind.TREE;
    private Optional<EvidenceKind> premise = Optional.empty();
    private Severity draftSeverity = severity;

    private Draft(Subject subject) {
      this.subject = subject;
    }

    /** Where it is, as a whole file. */
    public Draft at(String file) {
      path = Optional.of(file);
      return this;
    }

    /** Where it is. */
    public Draft at(String file, int lineNumber) {
      path = Optional.of(file);
      line = lineNumber;
      return this;
    }

    /** All files that share the cause; the first is where it is. */
    public Draft in(List<String> files) {
      paths = List.copyOf(files);
      if (path.isEmpty() && !files.isEmpty()) {
        path = Optional.of(files.get(0));
      }
      return this;
    }

    /** The command that mends it, or what a person must decide. */
    public Draft fix(String text) {
      fix = Optional.of(text);
      return this;
    }

    public Draft from(EvidenceKind kind) {
      evidence = kind;
      return this;
    }

    /** What makes the evidence mean something: if it may be out of date, so may the finding. */
    public Draft givenThat(EvidenceKind kind) {
      premise = Optional.of(kind);
      return this;
    }

    /**
     * A severity of its own, for rules whose findings differ in weight. A severity set in the
     * configuration wins.
     */
    public Draft weighing(Severity own) {
      if (severity == rule.severity()) {
        draftSeverity = own;
      }
      return this;
    }

    /** Ends the finding. */
    public void add(String message) {
      boolean isDoubted =
          doubted.contains(evidence) || (premise.isPresent() && doubted.contains(premise.get()));
      Severity weight =
          isDoubted && draftSeverity == Severity.ERROR ? Severity.WARNING : draftSeverity;
      collected.add(
          new Finding(
              rule.name(),
              weight,
              path,
              line,
              paths,
              subject,
              message,
              isDoubted ? fix.map(text -> FIRST + text) : fix,
              evidence));
    }
  }
}
