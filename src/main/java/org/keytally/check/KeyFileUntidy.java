package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
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
    List<String> objects = new ArrayList<>();
    for (Problems.Located located :
        evidence
            .problems()
            .of(
                Problem.Kind.KEY_TWICE,
                Problem.Kind.KEY_FILE_MEMBER,
                Problem.Kind.KEY_FILE_OBJECT_FORM)) {
      if (located.problem().kind() == Problem.Kind.KEY_FILE_OBJECT_FORM) {
        objects.add(located.problem().path());
        continue;
      }
      findings
          .about(located.subject())
          .at(located.problem().path(), located.problem().line())
          .fix("keytally repair --only key-file-untidy")
          .add("Accepted, but untidy: " + located.problem().message() + '.');
    }
    if (!objects.isEmpty()) {
      findings
          .about(Subjects.repository(evidence.fleet()))
          .in(objects)
          .fix("keytally repair --only key-file-untidy")
          .add(
              Wording.count(objects.size(), "key file")
                  + Wording.agree(objects.size(), " has", " have")
                  + " the form of before April 2025, an object instead of a list.");
    }
  }
}
