package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** Nix code spells a secret's name on the host as older releases did. */
final class VarRuntimeName extends Rule {

  VarRuntimeName() {
    super(
        "var-runtime-name",
        Severity.WARNING,
        "Nix code spells the name of a var on the host as releases before August 2026 did.",
        "VAR-34");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located : evidence.problems().of(Problem.Kind.RUNTIME_NAME)) {
      findings
          .about(located.subject())
          .at(located.problem().path(), located.problem().line())
          .fix(
              "Use config.clan.core.vars.generators.GENERATOR.files.FILE.path, which is right with"
                  + " every release.")
          .add("A name of a var on the host is spelled out: " + located.problem().message() + '.');
    }
  }
}
