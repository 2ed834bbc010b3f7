package org.keytally.check;

import org.keytally.clan.RuledFile;
import org.keytally.config.Severity;

/** No creation rule covers an encrypted file. */
final class FileWithoutRule extends Rule {

  FileWithoutRule() {
    super(
        "file-without-rule",
        Severity.WARNING,
        "No creation rule covers an encrypted file.",
        "COR-17");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (RuledFile ruled : evidence.fleet().ruledFiles()) {
      if (ruled.config().isPresent() && ruled.rule().isEmpty()) {
        findings
            .about(Subjects.file(ruled.path()))
            .at(ruled.path())
            .fix("Add a rule for it to " + ruled.config().get().path() + '.')
            .add(
                "No rule of "
                    + ruled.config().get().path()
                    + " covers this encrypted file: `sops updatekeys` refuses it, and nobody says who"
                    + " should read it.");
      }
    }
  }
}
