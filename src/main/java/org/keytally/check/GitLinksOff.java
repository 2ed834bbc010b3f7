package org.keytally.check;

import org.keytally.clan.WorkTreeState;
import org.keytally.config.Severity;

/** git checks links out as text files here. */
final class GitLinksOff extends Rule {

  GitLinksOff() {
    super("git-links-off", Severity.ERROR, "git checks links out as text files here.", "GIT-03");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.workTree().orElse(WorkTreeState.CLEAN).linksOff()) {
      findings
          .about(Subjects.repository(evidence.fleet()))
          .fix("git config core.symlinks true && git checkout -- .")
          .add(
              "core.symlinks is false: every member link is a text file, the next clan update ignores"
                  + " all members, and new links are committed as files.");
    }
  }
}
