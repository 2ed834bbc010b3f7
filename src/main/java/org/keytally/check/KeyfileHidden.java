package org.keytally.check;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keytally.check.WorkstationEvidence.RegisteredKey;
import org.keytally.config.Severity;
import org.keytally.source.KeyFile;
import org.keytally.source.KeyFile.Origin;

/**
 * A key source of higher rank hides the one that holds the user's key from clan, while sops uses
 * both.
 */
final class KeyfileHidden extends Rule {

  KeyfileHidden() {
    super(
        "keyfile-hidden",
        Severity.WARNING,
        "An environment variable hides the key file with your key from clan",
        "COR-12");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    List<KeyFile> keyFiles = WorkstationEvidence.keyFiles(evidence);
    Optional<KeyFile> inForce = WorkstationEvidence.inForce(keyFiles);
    if (inForce.isEmpty()) {
      return;
    }
    for (KeyFile hidden : keyFiles) {
      boolean lower = hidden.origin().isClan() && !hidden.equals(inForce.get()) && hidden.present();
      Optional<RegisteredKey> key =
          lower ? missing(evidence, hidden, inForce.get()) : Optional.empty();
      if (key.isPresent()) {
        String variable = variable(inForce.get().origin());
        findings
            .about(new Subject(Subject.Type.KEYFILE, hidden.location()))
            .from(EvidenceKind.WORKSTATION)
            .fix("unset " + variable + ", or add the identity to what it names")
            .add(
                variable
                    + " hides "
                    + hidden.location()
                    + " from clan, and with it a key of "
                    + key.get().person()
                    + "; sops uses both, so the two disagree about what you can open");
      }
    }
  }

  /** A registered key of the hidden file whose person has none in the file in force. */
  private static Optional<RegisteredKey> missing(
      Evidence evidence, KeyFile hidden, KeyFile inForce) {
    Set<String> visible = WorkstationEvidence.people(evidence, inForce);
    for (RegisteredKey key : WorkstationEvidence.registered(evidence)) {
      if (hidden.holds(key.text()) && !visible.contains(key.person())) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  private static String variable(Origin origin) {
    return origin == Origin.SOPS_AGE_KEY ? "SOPS_AGE_KEY" : "SOPS_AGE_KEY_FILE";
  }
}
