package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.keytally.clan.MemberKind;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** Deleting one machine would delete secrets of another. */
final class MachineNamePrefix extends Rule {

  MachineNamePrefix() {
    super(
        "machine-name-prefix",
        Severity.INFO,
        "Deleting one machine would delete secrets of another.",
        "MAC-09");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Set<String> names = evidence.fleet().machines().all();
    for (String shorter : names) {
      List<String> endangered = new ArrayList<>();
      for (Secret secret : evidence.fleet().secrets()) {
        String machine = MachineSecrets.machineOf(secret).orElse("");
        if (machine.startsWith(shorter + '-') && names.contains(machine)) {
          endangered.add(secret.path());
        }
      }
      if (!endangered.isEmpty()) {
        findings
            .about(Subjects.member(MemberKind.MACHINES, shorter))
            .in(endangered)
            .fix("Remember it before `clan machines delete " + Wording.quote(shorter) + "`.")
            .add(
                "Deleting machine "
                    + shorter
                    + " deletes every secret whose name begins with "
                    + shorter
                    + "-, the private keys of other machines among them.");
      }
    }
  }
}
