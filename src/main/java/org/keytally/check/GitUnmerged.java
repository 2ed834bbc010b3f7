package org.keytally.check;

import java.util.List;
import org.keytally.clan.WorkTreeState;
import org.keytally.config.Severity;

/** Secrets, keys or vars are in the middle of a merge. */
final class GitUnmerged extends Rule {

  GitUnmerged() {
    super(
        "git-unmerged",
        Severity.ERROR,
        "Secrets, keys or vars are in the middle of a merge.",
        "GIT-01");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    List<String> paths = evidence.workTree().orElse(WorkTreeState.CLEAN).conflicted();
    if (!paths.isEmpty()) {
      findings
          .about(Subjects.repository(evidence.fleet()))
          .in(paths)
          .fix("Finish the merge, then check again.")
          .add(
              Wording.count(paths.size(), "file")
                  + " below sops/ or vars/ "
                  + Wording.agree(paths.size(), "is", "are")
                  + " unmerged: nothing said of "
                  + Wording.agree(paths.size(), "it", "them")
                  + " here is reliable.");
    }
  }
}
