package org.keytally.check;

import org.keytally.clan.MemberLink;
import org.keytally.config.Severity;

/** A member link is named after somebody else. */
final class LinkNameMismatch extends Rule {

  LinkNameMismatch() {
    super(
        "link-name-mismatch",
        Severity.WARNING,
        "A member link is named after somebody else.",
        "SEC-16",
        "GRP-03");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (MemberLink link : evidence.links().misnamed()) {
      String member = link.member().orElse(link.name());
      findings
          .about(Subjects.member(link.kind(), link.name()))
          .at(link.path())
          .fix("Decide who is meant: rename the link to " + member + " or change its target.")
          .add(
              "The link is called "
                  + link.name()
                  + " but leads to "
                  + member
                  + ": the keys of "
                  + member
                  + " are granted under another name.");
    }
  }
}
