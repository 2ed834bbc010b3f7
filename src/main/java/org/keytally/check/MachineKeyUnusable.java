package org.keytally.check;

import org.keytally.clan.KeyHolder;
import org.keytally.clan.PublishedKey;
import org.keytally.config.Severity;

/** A machine has a key that it cannot use unattended. */
final class MachineKeyUnusable extends Rule {

  MachineKeyUnusable() {
    super(
        "machine-key-unusable",
        Severity.ERROR,
        "A machine has a key that it cannot use unattended.",
        "KEY-14");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (KeyHolder machine : evidence.fleet().keyedMachines().values()) {
      for (PublishedKey key : machine.keys()) {
        boolean plugin = Persons.isHardwareBound(key.text());
        if (plugin || key.type().equals("pgp")) {
          findings
              .about(Subjects.of(machine))
              .at(machine.keyFile(), key.line())
              .fix("keytally rotate machine " + Wording.quote(machine.name()))
              .add(
                  "Machine "
                      + machine.name()
                      + " has a "
                      + (plugin ? "plugin" : "pgp")
                      + " key: the host cannot decrypt while nobody attends.");
        }
      }
    }
  }
}
