package org.keytally.check;

import org.keytally.clan.MemberLink;
import org.keytally.config.Severity;

/** A member link leads out of the clan directory. */
final class LinkOutside extends Rule {

  LinkOutside() {
    super(
        "link-outside",
        Severity.ERROR,
        "A member link leads out of the clan directory.",
        "SEC-14",
        "SEC-15");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Links.Alike alike :
        evidence.links().alike(MemberLink.State.ABSOLUTE, MemberLink.State.OUTSIDE)) {
      boolean absolute = alike.state() == MemberLink.State.ABSOLUTE;
      findings
          .about(Subjects.member(alike.kind(), alike.name()))
          .in(alike.paths())
          .fix(
              absolute
                  ? "keytally repair --only link-outside"
                  : "Decide whom the link should name, and point it into sops/"
                      + alike.kind().folder()
                      + "/.")
          .add(
              absolute
                  ? "The link has an absolute target ("
                      + alike.links().get(0).target().orElse("")
                      + "): it works on one computer and is ignored on all others."
                  : "The link leads out of the clan directory ("
                      + alike.links().get(0).target().orElse("")
                      + "): its keys are not those of this fleet.");
    }
  }
}
