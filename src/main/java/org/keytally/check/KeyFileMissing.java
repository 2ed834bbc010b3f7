package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** A user or machine has a folder but no key.json. */
final class KeyFileMissing extends Rule {

  KeyFileMissing() {
    super(
        "key-file-missing",
        Severity.ERROR,
        "A user or machine has a folder but no key.json.",
        "KEY-01");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located : evidence.problems().of(Problem.Kind.KEY_FILE_MISSING)) {
      findings
          .about(located.subject())
          .at(located.problem().path())
          .fix("Restore key.json from history, or remove the folder and the links to it.")
          .add(
              "There is no key.json for "
                  + located.subject().name()
                  + ": every clan command that meets a link to it crashes.");
    }
  }
}
