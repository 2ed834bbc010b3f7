package org.keytally.check;

import org.keytally.clan.KeyHolder;
import org.keytally.config.Severity;

/** A machine has several keys. */
final class MachineKeyAmbiguous extends Rule {

  MachineKeyAmbiguous() {
    super("machine-key-ambiguous", Severity.WARNING, "A machine has several keys.", "KEY-13");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (KeyHolder machine : evidence.fleet().keyedMachines().values()) {
      if (machine.keys().size() > 1) {
        findings
            .about(Subjects.of(machine))
            .at(machine.keyFile())
            .fix(
                "If a rotation is under way: keytally rotate machine "
                    + Wording.quote(machine.name())
                    + " --phase drop")
            .add(
                "Machine "
                    + machine.name()
                    + " has "
                    + machine.keys().size()
                    + " keys: `clan secrets machines get` fails, and which one the host holds is not"
                    + " known.");
      }
    }
  }
}
