package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import org.keytally.clan.MemberLink;
import org.keytally.config.Severity;

/** A member link works but is not spelled as clan spells it. */
final class LinkNotCanonical extends Rule {

  LinkNotCanonical() {
    super(
        "link-not-canonical",
        Severity.INFO,
        "A member link works but is not spelled as clan spells it.",
        "SEC-18");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    List<String> paths = new ArrayList<>();
    for (MemberLink link : evidence.links().respelled()) {
      paths.add(link.path());
    }
    if (!paths.isEmpty()) {
      findings
          .about(Subjects.repository(evidence.fleet()))
          .in(paths)
          .fix("keytally repair --only link-not-canonical")
          .add(
              Wording.count(paths.size(), "link")
                  + Wording.agree(paths.size(), " works but is", " work but are")
                  + " not written as clan writes "
                  + Wording.agree(paths.size(), "it", "them")
                  + ", which makes noise in diffs.");
    }
  }
}
