package org.keytally.check;

import org.keytally.config.Severity;
import org.keytally.source.KeyFile;
import org.keytally.source.KeyFile.Problem;

/** A line that is no identity makes sops drop all identities of the file. */
final class KeyfileMalformed extends Rule {

  KeyfileMalformed() {
    super(
        "keyfile-malformed",
        Severity.ERROR,
        "A line of the key file is no identity, so sops drops the whole file",
        "COR-06");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (KeyFile keyFile : WorkstationEvidence.keyFiles(evidence)) {
      for (Problem problem : keyFile.problems()) {
        String place = "line " + problem.line() + " of " + keyFile.location();
        if (problem.kind() == Problem.Kind.BAD_LINE) {
          findings
              .about(new Subject(Subject.Type.KEYFILE, keyFile.location()))
              .from(EvidenceKind.WORKSTATION)
              .fix("correct " + place + ", or begin it with #")
              .add(
                  "In "
                      + keyFile.location()
                      + ", line "
                      + problem.line()
                      + " "
                      + problem.message()
                      + ": sops drops all identities of this source because of it");
        } else if (problem.kind() == Problem.Kind.WINDOWS_LINES) {
          findings
              .about(new Subject(Subject.Type.KEYFILE, keyFile.location()))
              .from(EvidenceKind.WORKSTATION)
              .weighing(Severity.INFO)
              .fix("save " + keyFile.location() + " with Unix line ends")
              .add(keyFile.location() + " " + problem.message());
        }
      }
    }
  }
}
