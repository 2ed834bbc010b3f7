package org.keytally.check;

import java.util.Map;
import org.keytally.clan.Manifest;
import org.keytally.clan.MemberKind;
import org.keytally.config.Severity;

/** Nix could not say what a machine declares. */
final class MachineNotEvaluated extends Rule {

  MachineNotEvaluated() {
    super(
        "machine-not-evaluated",
        Severity.WARNING,
        "Nix could not say what a machine declares, so its vars are not checked.");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty()) {
      return;
    }
    for (Map.Entry<String, Manifest.Machine> machine :
        evidence.declared().get().manifest().machines().entrySet()) {
      if (machine.getValue().evaluationError().isPresent()) {
        Manifests.about(
                Subjects.member(MemberKind.MACHINES, machine.getKey()),
                evidence.declared().get(),
                findings)
            .fix("Make the machine evaluate, then make the manifest anew: keytally manifest")
            .add(
                "Nix could not evaluate machine "
                    + machine.getKey()
                    + ", so whether its vars are complete is not known: "
                    + machine.getValue().evaluationError().get());
      }
    }
  }
}
