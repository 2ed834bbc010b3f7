package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.clan.Fleet;
import org.keytally.clan.MemberKind;
import org.keytally.clan.Readership;
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
    for (MachineSecrets.PrivateKey privateKey : evidence.machineKeys()) {
      Secret secret = privateKey.secret();
      String machine = privateKey.machine();
      SopsFile file = secret.contents().orElse(null);
      if (file == null) {
        continue;
      }
      List<String> readers = new ArrayList<>();
      Optional<String> group = Optional.empty();
      for (MasterKey key : file.keys()) {
        if (evidence.owners().isMachine(key.identifier())
            && !evidence.owners().isUser(key.identifier())) {
          readers.add(evidence.owners().describe(key.identifier()).orElse(key.identifier()));
          group = group.or(() -> groupOf(secret, key.identifier(), evidence.fleet()));
        }
      }
      if (!readers.isEmpty()) {
        findings
            .about(Subjects.member(MemberKind.MACHINES, machine))
            .at(secret.path())
            .fix(
                group.isPresent()
                    ? "Take the machines out of group "
                        + group.get()
                        + ": clan secrets groups remove-machine "
                        + Wording.quote(group.get())
                        + " MACHINE"
                    : "keytally repair --only machine-key-exposed")
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

  /** The group through which a key reads a secret, if it does. */
  private static Optional<String> groupOf(Secret secret, String recipient, Fleet fleet) {
    for (Readership.Reason reason :
        Readership.of(fleet).reasons(secret).getOrDefault(recipient, List.of())) {
      if (reason.membership().isPresent()) {
        return Optional.of(reason.link().name());
      }
    }
    return Optional.empty();
  }
}
