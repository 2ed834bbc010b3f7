package org.keytally.check;

import java.util.HashSet;
import java.util.Set;
import org.keytally.clan.RuledFile;
import org.keytally.config.Severity;
import org.keytally.sops.CreationRule;
import org.keytally.sops.SopsConfig;

/** A creation rule covers no file. */
final class RuleWithoutFile extends Rule {

  RuleWithoutFile() {
    super("rule-without-file", Severity.INFO, "A creation rule covers no file.", "COR-17");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Set<String> used = new HashSet<>();
    for (RuledFile ruled : evidence.fleet().ruledFiles()) {
      if (ruled.rule().isPresent() && ruled.config().isPresent()) {
        used.add(place(ruled.config().get(), ruled.rule().get()));
      }
    }
    for (SopsConfig config : evidence.fleet().sopsConfigs()) {
      for (CreationRule rule : config.rules()) {
        if (!rule.isCatchAll() && !used.contains(place(config, rule))) {
          String regex = rule.pathRegex().orElseThrow().pattern();
          findings
              .about(new Subject(Subject.Type.RULE, regex))
              .at(config.path(), rule.line())
              .fix("Delete the rule, or correct its path_regex.")
              .add("No file is governed by the rule for " + regex + '.');
        }
      }
    }
  }

  /** Rules on one line are told apart by their expressions. */
  private static String place(SopsConfig config, CreationRule rule) {
    String expression = rule.pathRegex().isPresent() ? rule.pathRegex().get().pattern() : "";
    return config.path() + ':' + rule.line() + ':' + expression;
  }
}
