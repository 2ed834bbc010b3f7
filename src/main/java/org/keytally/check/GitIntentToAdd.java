package org.keytally.check;

import java.util.List;
import org.keytally.clan.WorkTreeState;
import org.keytally.config.Severity;

/** Files were announced to git but never added. */
final class GitIntentToAdd extends Rule {

  GitIntentToAdd() {
    super(
        "git-intent-to-add",
        Severity.WARNING,
        "Files were announced to git but never added.",
        "GIT-02");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    List<String> paths = evidence.workTree().orElse(WorkTreeState.CLEAN).intentToAdd();
    if (!paths.isEmpty()) {
      findings
          .about(Subjects.repository(evidence.fleet()))
          .in(paths)
          .fix("git add -- " + Wording.quote(paths.get(0)) + (paths.size() > 1 ? " …" : ""))
          .add(
              Wording.count(paths.size(), "file")
                  + " announced with --intent-to-add: Nix sees the name, the next commit leaves the"
                  + " content out.");
    }
  }
}
