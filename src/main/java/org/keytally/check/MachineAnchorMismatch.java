package org.keytally.check;

import org.keytally.clan.KeyHolder;
import org.keytally.clan.Owners;
import org.keytally.config.Severity;

/** A machine has one key in clan and another in .sops.yaml. */
final class MachineAnchorMismatch extends Rule {

  MachineAnchorMismatch() {
    super(
        "machine-anchor-mismatch",
        Severity.WARNING,
        "A machine has one key in clan and another in .sops.yaml.",
        "COR-04");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Owners.OwnedAnchor owned : evidence.owners().anchors()) {
      KeyHolder machine = evidence.fleet().keyedMachines().get(owned.machine().orElse(""));
      if (machine != null && !machine.keys().isEmpty() && !machine.has(owned.anchor().value())) {
        findings
            .about(new Subject(Subject.Type.ANCHOR, owned.anchor().name(), owned.machine()))
            .at(owned.file(), owned.anchor().line())
            .fix(Wording.sentence(remedy()))
            .add(
                "The anchor &"
                    + owned.anchor().name()
                    + " is not the key of machine "
                    + machine.name()
                    + " in "
                    + machine.keyFile()
                    + ": with its clan key the host cannot read files under .sops.yaml.");
      }
    }
  }

  /** A clause for whoever knows what the anchor is meant to be. */
  static String remedy() {
    return "if the anchor is meant to be the machine's clan key: keytally repair --only"
        + " machine-anchor-mismatch; a host's ssh key is listed under external in .keytally.yaml";
  }
}
