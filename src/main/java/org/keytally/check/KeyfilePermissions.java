package org.keytally.check;

import org.keytally.config.Severity;
import org.keytally.source.KeyFile;
import org.keytally.source.KeyFile.Problem;

/** Others than the owner may read the key file, or replace it. */
final class KeyfilePermissions extends Rule {

  KeyfilePermissions() {
    super(
        "keyfile-permissions",
        Severity.WARNING,
        "Others than you may read the key file or replace it",
        "COR-11");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (KeyFile keyFile : WorkstationEvidence.keyFiles(evidence)) {
      for (Problem problem : keyFile.problems()) {
        if (problem.kind() == Problem.Kind.PERMISSIONS) {
          findings
              .about(new Subject(Subject.Type.KEYFILE, keyFile.location()))
              .from(EvidenceKind.WORKSTATION)
              .fix(
                  "keytally keys sync; or give "
                      + keyFile.location()
                      + " mode 0600 and its folder mode 0700")
              .add(
                  keyFile.location()
                      + " "
                      + problem.message()
                      + ": whoever does so has every secret of yours");
        }
      }
    }
  }
}
