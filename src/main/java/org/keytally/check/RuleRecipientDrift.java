package org.keytally.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.keytally.clan.Owners;
import org.keytally.clan.RuledFile;
import org.keytally.config.Severity;
import org.keytally.sops.CreationRule;
import org.keytally.sops.MasterKey;
import org.keytally.sops.RuleKey;
import org.keytally.sops.SopsFile;

/** A file is not encrypted to the keys that its creation rule names. */
final class RuleRecipientDrift extends Rule {

  RuleRecipientDrift() {
    super(
        "rule-recipient-drift",
        Severity.ERROR,
        "A file is not encrypted to the keys that its creation rule names.",
        "COR-16");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Map<String, Difference> differences = new LinkedHashMap<>();
    for (RuledFile ruled : evidence.fleet().ruledFiles()) {
      if (ruled.rule().isEmpty() || !Drift.recipientsAreReadable(ruled.contents())) {
        continue;
      }
      CreationRule rule = ruled.rule().get();
      Set<String> missing = new TreeSet<>();
      Set<String> extra = new TreeSet<>();
      compare(rule, ruled.contents(), missing, extra);
      if (!missing.isEmpty() || !extra.isEmpty()) {
        String cause = ruled.config().orElseThrow().path() + ':' + rule.line() + missing + extra;
        differences
            .computeIfAbsent(
                cause, k -> new Difference(ruled, rule, missing, extra, new ArrayList<>()))
            .paths()
            .add(ruled.path());
      }
    }
    for (Difference difference : differences.values()) {
      report(evidence.owners(), difference, findings);
    }
  }

  private record Difference(
      RuledFile first,
      CreationRule rule,
      Set<String> missing,
      Set<String> extra,
      List<String> paths) {}

  /** Group by group and as sets, as {@code sops updatekeys} compares (sops-file-format 10). */
  private static void compare(
      CreationRule rule, SopsFile file, Set<String> missing, Set<String> extra) {
    for (int i = 0; i < Math.max(rule.groups().size(), file.groups().size()); i++) {
      Set<String> wanted = new LinkedHashSet<>();
      Set<String> present = new LinkedHashSet<>();
      if (i < rule.groups().size()) {
        for (RuleKey key : rule.groups().get(i)) {
          wanted.add(key.identifier());
        }
      }
      if (i < file.groups().size()) {
        for (MasterKey key : file.groups().get(i)) {
          present.add(key.identifier());
        }
      }
      for (String key : wanted) {
        if (!present.contains(key)) {
          missing.add(key);
        }
      }
      for (String key : present) {
        if (!wanted.contains(key)) {
          extra.add(key);
        }
      }
    }
  }

  private static void report(Owners owners, Difference difference, Findings findings) {
    String regex =
        difference.rule().pathRegex().isPresent()
            ? difference.rule().pathRegex().get().pattern()
            : "";
    StringBuilder what = new StringBuilder();
    if (!difference.missing().isEmpty()) {
      what.append("not encrypted to ").append(names(owners, difference.missing()));
    }
    if (!difference.extra().isEmpty()) {
      what.append(what.length() == 0 ? "" : ", but ")
          .append("encrypted to ")
          .append(names(owners, difference.extra()))
          .append(", whom the rule does not name");
    }
    int number = difference.paths().size();
    findings
        .about(new Subject(Subject.Type.RULE, regex))
        .in(difference.paths())
        .fix("keytally repair --only rule-recipient-drift, or: sops updatekeys FILE")
        .add(
            Wording.count(number, "file")
                + " under "
                + difference.first().config().orElseThrow().path()
                + ':'
                + difference.rule().line()
                + Wording.agree(number, " is ", " are ")
                + what
                + '.');
  }

  private static String names(Owners owners, Set<String> recipients) {
    List<String> names = new ArrayList<>();
    for (String recipient : recipients) {
      names.add(owners.describe(recipient).orElse(recipient));
    }
    return Wording.list(names);
  }
}
