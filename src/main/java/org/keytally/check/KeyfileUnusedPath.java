package org.keytally.check;

import java.util.List;
import java.util.Optional;
import org.keytally.check.WorkstationEvidence.RegisteredKey;
import org.keytally.config.Severity;
import org.keytally.source.KeyFile;
import org.keytally.source.KeyFile.Origin;
import org.keytally.source.Workstation;

/** A key file with a user's key stands where neither sops nor clan looks on this platform. */
final class KeyfileUnusedPath extends Rule {

  KeyfileUnusedPath() {
    super(
        "keyfile-unused-path",
        Severity.WARNING,
        "A key file stands where sops and clan do not look",
        "COR-13");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.workstation().isEmpty()) {
      return;
    }
    Workstation workstation = evidence.workstation().get();
    List<KeyFile> keyFiles = WorkstationEvidence.keyFiles(evidence);
    for (KeyFile keyFile : keyFiles) {
      Optional<String> person =
          keyFile.origin() == Origin.UNUSED_FILE
              ? stranded(evidence, workstation, keyFile)
              : Optional.empty();
      if (person.isPresent()) {
        String right = place(keyFiles);
        findings
            .about(new Subject(Subject.Type.KEYFILE, keyFile.location()))
            .from(EvidenceKind.WORKSTATION)
            .fix("move its identities to " + right)
            .add(
                keyFile.location()
                    + " holds a key of "
                    + person.get()
                    + ", but sops and clan look at "
                    + right
                    + " here and find no key");
      }
    }
  }

  /** Whose key stands there and nowhere else. */
  private static Optional<String> stranded(
      Evidence evidence, Workstation workstation, KeyFile keyFile) {
    for (RegisteredKey key : WorkstationEvidence.registered(evidence)) {
      if (keyFile.holds(key.text()) && !workstation.holds(key.text())) {
        return Optional.of(key.person());
      }
    }
    return Optional.empty();
  }

  private static String place(List<KeyFile> keyFiles) {
    for (KeyFile keyFile : keyFiles) {
      if (keyFile.origin() == Origin.DEFAULT_FILE) {
        return keyFile.location();
      }
    }
    return "another place";
  }
}
