package org.keytally.check;

import org.keytally.config.Severity;

/** Two commits cannot be merged without a person. */
final class MergeConflict extends Rule {

  MergeConflict() {
    super(
        "merge-conflict",
        Severity.ERROR,
        "Two commits cannot be merged without a person.",
        "GIT-04");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.change().isEmpty()) {
      return;
    }
    for (String path : evidence.change().get().conflicts()) {
      findings
          .about(Subjects.file(path))
          .at(path)
          .fix("Merge or rebase, resolve the conflict, and check again.")
          .add(
              "Both sides changed this path, so the merge was not checked; for a secret, take one"
                  + " side whole and encrypt it to the recipients of both.");
    }
  }
}
