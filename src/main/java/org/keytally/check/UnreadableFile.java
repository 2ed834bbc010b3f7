package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** A file that matters could not be read. */
final class UnreadableFile extends Rule {

  UnreadableFile() {
    super("file-unreadable", Severity.ERROR, "A file that matters could not be read.", "SEC-30");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located : evidence.problems().of(Problem.Kind.UNREADABLE)) {
      findings
          .about(located.subject())
          .at(located.problem().path())
          .fix("Make the file readable, or exclude it in .keytally.yaml.")
          .add("Not checked, because it could not be read: " + located.problem().message() + '.');
    }
  }
}
