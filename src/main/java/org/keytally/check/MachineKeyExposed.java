package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import org.keytally.clan.MemberKind;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;
import org.keytally.sops.MasterKey;
import org.keytally.sops.SopsFile;

/** A machine can decrypt the private key of a machine. */
final class MachineKeyExposed extends Rule {

  MachineKeyExposed() {
    super(
        "machine-key-exposed",
        Severity.ERROR,
        "A machine can decrypt the private key of a machine.",
        "MAC-07");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Secret secret : evidence.fleet().secrets()) {
      String machine = MachineSecrets.machineOf(secret).orElse("");
      SopsFile file = secret.contents().orElse(null);
      if (machine.isEmpty() || file == null) {
        continue;
      }
      List<String> readers = new ArrayList<>();
      for (MasterKey key : file.keys()) {
        if (evidence.owners().isMachine(key.identifier())
            && !evidence.owners().isUser(key.identifier())) {
          readers.add(evidence.owners().describe(key.identifier()).orElse(key.identifier()));
        }
      }
      if (!readers.isEmpty()) {
        findings
            .about(Subjects.member(MemberKind.MACHINES, machine))
            .at(secret.path())
            .fix("keytally repair --only machine-key-exposed")
            .add(
                "The private key of machine "
                    + machine
                    + " can be decrypted by "
                    + Wording.list(readers)
                    + ": root there can become "
                    + machine
                    + '.');
      }
    }
  }
}
