package org.keytally.check;

import org.keytally.config.Severity;
import org.keytally.source.KeyFile;
import org.keytally.source.KeyFile.Problem;

/** A plugin identity has no public key that could be derived, and no comment tells it. */
final class KeyfilePluginWithoutRecipient extends Rule {

  KeyfilePluginWithoutRecipient() {
    super(
        "keyfile-plugin-without-recipient",
        Severity.ERROR,
        "No comment before a plugin identity tells its public key, so clan rejects the whole file",
        "COR-10");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (KeyFile keyFile : WorkstationEvidence.keyFiles(evidence)) {
      for (Problem problem : keyFile.problems()) {
        if (problem.kind() == Problem.Kind.PLUGIN_WITHOUT_RECIPIENT) {
          String place = "line " + problem.line() + " of " + keyFile.location();
          findings
              .about(new Subject(Subject.Type.KEYFILE, keyFile.location()))
              .from(EvidenceKind.WORKSTATION)
              .fix("put the line # public key: age1… before " + place)
              .add(
                  "The plugin identity in "
                      + place
                      + " has no comment with its public key before it: clan cannot derive that key"
                      + " and rejects the whole file");
        }
      }
    }
  }
}
