package org.keytally.check;

import org.keytally.clan.MemberLink;
import org.keytally.config.Severity;

/** A file or folder stands where a member link should. */
final class LinkNotALink extends Rule {

  LinkNotALink() {
    super(
        "link-not-a-link",
        Severity.ERROR,
        "A file or folder stands where a member link should.",
        "SEC-12",
        "SEC-13",
        "GRP-02");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Links.Alike alike :
        evidence.links().alike(MemberLink.State.FILE_WITH_TARGET, MemberLink.State.NOT_A_LINK)) {
      boolean repairable = alike.state() == MemberLink.State.FILE_WITH_TARGET;
      int number = alike.links().size();
      findings
          .about(Subjects.member(alike.kind(), alike.name()))
          .in(alike.paths())
          .fix(
              repairable
                  ? "keytally repair --only link-not-a-link"
                  : "Decide whether "
                      + alike.name()
                      + " should read this, and put a link there or delete the entry.")
          .add(
              (repairable
                      ? Wording.count(number, "link") + " stored as a plain file"
                      : Wording.count(number, "entry that is no link").replace("links", "link"))
                  + ": clan ignores "
                  + Wording.agree(number, "it", "them")
                  + " in silence, and the next update takes "
                  + alike.name()
                  + "'s access away.");
    }
  }
}
