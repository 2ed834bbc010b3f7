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
    Set<CreationRule> used = new HashSet<>();
    for (RuledFile ruled : evidence.fleet().ruledFiles()) {
      ruled.rule().ifPresent(used::add);
    }
    for (SopsConfig config : evidence.fleet().sopsConfigs()) {
      for (CreationRule rule : config.rules()) {
        if (!rule.isCatchAll() && !used.contains(rule)) {
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
}
