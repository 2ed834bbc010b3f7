package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** A key file is accepted but not as clan writes it today. */
final class KeyFileUntidy extends Rule {

  KeyFileUntidy() {
    super(
        "key-file-untidy",
        Severity.INFO,
        "A key file is accepted but not as clan writes it today.",
        "KEY-09");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located :
        Problems.of(
            evidence.fleet(),
            Problem.Kind.KEY_TWICE,
            Problem.Kind.KEY_FILE_MEMBER,
            Problem.Kind.KEY_FILE_OBJECT_FORM)) {
      findings
          .about(located.subject())
          .at(located.problem().path(), located.problem().line())
          .fix("keytally repair --only key-file-untidy")
          .add("Accepted, but untidy: " + located.problem().message() + '.');
    }
  }
}
