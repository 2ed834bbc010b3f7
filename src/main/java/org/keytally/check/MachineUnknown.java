package org.keytally.check;

import org.keytally.clan.KeyHolder;
import org.keytally.clan.Machines;
import org.keytally.clan.MemberKind;
import org.keytally.config.Severity;

/** A key belongs to a machine that nothing declares. */
final class MachineUnknown extends Rule {

  MachineUnknown() {
    super(
        "machine-unknown",
        Severity.WARNING,
        "A key belongs to a machine that nothing declares.",
        "MAC-01",
        "MAC-06");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Machines machines = evidence.fleet().machines();
    boolean known = evidence.declared().isPresent();
    EvidenceKind kind = known ? EvidenceKind.MANIFEST : EvidenceKind.TREE;
    if (machines.declared().isEmpty() && !known) {
      return; // Only Nix code declares machines here; without a manifest nothing can be said.
    }
    for (KeyHolder machine : evidence.fleet().keyedMachines().values()) {
      if (!machines.declared().contains(machine.name())) {
        findings
            .about(Subjects.of(machine))
            .at(machine.keyFile())
            .from(kind)
            .fix(
                known
                    ? "Remove its key, private key, vars and links, if it is gone for good."
                    : "Name it under `machines:` in .keytally.yaml if Nix declares it; else remove"
                        + " its key, private key, vars and links.")
            .add(
                "Machine "
                    + machine.name()
                    + (known
                        ? " has a key but Nix declares no machine of this name: whoever keeps its"
                            + " private key still reads what it was given."
                        : " has a key but stands neither in inventory.json nor in machines/."));
      }
    }
    for (MachineSecrets.PrivateKey key : evidence.machineKeys()) {
      String machine = key.machine();
      if (!machines.declared().contains(machine)
          && !evidence.fleet().keyedMachines().containsKey(machine)) {
        findings
            .about(Subjects.member(MemberKind.MACHINES, machine))
            .at(key.secret().path())
            .fix(
                "Delete the private key: clan secrets remove "
                    + Wording.quote(MachineSecrets.nameFor(machine)))
            .add("The private key of " + machine + " is kept, a machine that nothing declares.");
      }
    }
  }
}
