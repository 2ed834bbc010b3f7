package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.age.Recipient;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.MemberKind;
import org.keytally.clan.PublishedKey;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;
import org.keytally.verify.FileProof;

/** The private key of a machine in the repository does not fit its public key. */
final class MachineKeyMismatch extends Rule {

  MachineKeyMismatch() {
    super(
        "machine-key-mismatch",
        Severity.ERROR,
        "The private key of a machine in the repository does not fit its public key.",
        "MAC-05");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.proof().isEmpty()) {
      return;
    }
    for (MachineSecrets.PrivateKey key : evidence.machineKeys()) {
      Secret secret = key.secret();
      String name = key.machine();
      FileProof proof = evidence.proof().get().files().get(secret.path());
      KeyHolder machine = evidence.fleet().keyedMachines().get(name);
      // A file without a public key beside it is a matter of machine-without-key.
      if (proof == null || proof.identities().isEmpty() || machine == null) {
        continue;
      }
      List<Recipient> held = proof.identities().get();
      if (!machine.keys().isEmpty() && !fits(machine, held)) {
        findings
            .about(Subjects.member(MemberKind.MACHINES, name))
            .at(secret.path())
            .from(EvidenceKind.IDENTITY)
            .fix(
                "Decide which is right: the private key in "
                    + MachineSecrets.nameFor(name)
                    + ", or the public key in "
                    + machine.keyFile())
            .add(
                (held.isEmpty()
                        ? "What should be the private key of machine " + name + " is no age key"
                        : "The private key of machine "
                            + name
                            + " belongs to "
                            + Wording.list(texts(held))
                            + ", not to the key that its key.json publishes")
                    + ": once it is uploaded, the host cannot decrypt anything.");
      }
    }
  }

  private static boolean fits(KeyHolder machine, List<Recipient> held) {
    for (PublishedKey key : machine.keys()) {
      Optional<Recipient> published = key.recipient();
      if (published.isPresent() && held.contains(published.get())) {
        return true;
      }
    }
    return false;
  }

  private static List<String> texts(List<Recipient> recipients) {
    List<String> texts = new ArrayList<>();
    for (Recipient recipient : recipients) {
      texts.add(recipient.text());
    }
    return texts;
  }
}
