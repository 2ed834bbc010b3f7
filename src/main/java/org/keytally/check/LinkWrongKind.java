package org.keytally.check;

import org.keytally.clan.MemberLink;
import org.keytally.config.Severity;

/** A member link leads to a member of another kind. */
final class LinkWrongKind extends Rule {

  LinkWrongKind() {
    super(
        "link-wrong-kind",
        Severity.ERROR,
        "A member link leads to a member of another kind.",
        "SEC-17",
        "GRP-04");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Links.Alike alike : evidence.links().alike(MemberLink.State.WRONG_KIND)) {
      findings
          .about(Subjects.member(alike.kind(), alike.name()))
          .in(alike.paths())
          .fix("keytally repair --only link-wrong-kind")
          .add(
              "A link below "
                  + alike.kind().folder()
                  + "/ leads to "
                  + alike.links().get(0).resolved().orElse("something else")
                  + ": clan ignores it, and nobody reads through it.");
    }
  }
}
