package org.keytally.check;

import java.util.TreeSet;
import org.keytally.clan.Machines;
import org.keytally.clan.MemberKind;
import org.keytally.config.Severity;

/** Vars of a machine that nothing declares. */
final class VarOrphan extends Rule {

  VarOrphan() {
    super("var-orphan", Severity.WARNING, "Vars of a machine that nothing declares.", "VAR-06");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Machines machines = evidence.fleet().machines();
    if (machines.declared().isEmpty()) {
      return; // Only Nix code declares machines here; without a manifest nothing can be said.
    }
    for (String machine : new TreeSet<>(machines.withVars())) {
      if (!machines.declared().contains(machine)
          && !evidence.fleet().keyedMachines().containsKey(machine)) {
        findings
            .about(Subjects.member(MemberKind.MACHINES, machine))
            .at(evidence.path("vars/per-machine/" + machine))
            .fix(
                "Name it under `machines:` in .keytally.yaml if Nix declares it; else delete the"
                    + " folder.")
            .add("There are vars for " + machine + ", a machine that nothing declares.");
      }
    }
  }
}
