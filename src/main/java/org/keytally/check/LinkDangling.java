package org.keytally.check;

import org.keytally.clan.MemberLink;
import org.keytally.config.Severity;

/** A member link leads nowhere. */
final class LinkDangling extends Rule {

  LinkDangling() {
    super("link-dangling", Severity.WARNING, "A member link leads nowhere.", "SEC-11", "GRP-01");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Links.Alike alike : Links.alike(evidence.fleet(), MemberLink.State.DANGLING)) {
      int number = alike.links().size();
      findings
          .about(Subjects.member(alike.kind(), alike.name()))
          .in(alike.paths())
          .fix("keytally repair --only link-dangling")
          .add(
              Wording.count(number, "link")
                  + Wording.agree(number, " leads", " lead")
                  + " to the "
                  + alike.kind().singular()
                  + " "
                  + alike.name()
                  + ", which does not exist: clan skips "
                  + Wording.agree(number, "it", "them")
                  + ", so nobody reads through "
                  + Wording.agree(number, "it.", "them."));
    }
  }
}
