package org.keytally.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keytally.clan.MemberKind;
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
    Map<String, List<String>> endangered = new HashMap<>();
    for (MachineSecrets.PrivateKey key : evidence.machineKeys()) {
      String name = key.machine();
      if (names.contains(name)) {
        for (int dash = name.indexOf('-'); dash >= 0; dash = name.indexOf('-', dash + 1)) {
          Grouping.add(endangered, name.substring(0, dash), key.secret().path());
        }
      }
    }
    for (String shorter : names) {
      List<String> paths = endangered.get(shorter);
      if (paths != null) {
        findings
            .about(Subjects.member(MemberKind.MACHINES, shorter))
            .in(paths)
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
