package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** A machine folder is a link and declares no machine. */
final class MachineIsLink extends Rule {

  MachineIsLink() {
    super(
        "machine-is-link",
        Severity.INFO,
        "A machine folder is a link and declares no machine.",
        "MAC-13");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located : evidence.problems().of(Problem.Kind.MACHINE_IS_LINK)) {
      findings
          .about(located.subject())
          .at(located.problem().path())
          .fix("Replace the link by a folder if it is meant to declare a machine.")
          .add("clan does not follow links below machines/: this one declares no machine.");
    }
  }
}
