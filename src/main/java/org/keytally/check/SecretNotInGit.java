package org.keytally.check;

import java.util.Map;
import java.util.TreeMap;
import org.keytally.clan.WorkTreeState;
import org.keytally.config.Severity;

/** A secret, key or var is not in git as Nix needs it. */
final class SecretNotInGit extends Rule {

  SecretNotInGit() {
    super(
        "secret-not-in-git",
        Severity.ERROR,
        "A secret, key or var is not in git as Nix needs it.",
        "SEC-30");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    WorkTreeState state = evidence.workTree().orElse(WorkTreeState.CLEAN);
    for (String path : state.untracked()) {
      report(
          findings,
          Severity.WARNING,
          path,
          "is not tracked by git: Nix does not see it",
          "git add -- " + Wording.quote(path));
    }
    for (String path : state.ignored()) {
      report(
          findings,
          Severity.ERROR,
          path,
          "is hidden by an ignore rule: git and Nix do not see it",
          "git add --force -- " + Wording.quote(path));
    }
    for (Map.Entry<String, String> entry : new TreeMap<>(state.filtered()).entrySet()) {
      report(
          findings,
          Severity.ERROR,
          entry.getKey(),
          "is altered by the attribute " + entry.getValue() + " on its way through git",
          "Take the attribute away in .gitattributes.");
    }
  }

  private static void report(
      Findings findings, Severity severity, String path, String what, String fix) {
    findings
        .about(Subjects.file(path))
        .at(path)
        .weighing(severity)
        .fix(fix)
        .add("This file " + what + '.');
  }
}
