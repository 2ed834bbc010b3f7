package org.keytally.check;

import org.keytally.config.Severity;
import org.keytally.sops.Anchor;
import org.keytally.sops.SopsConfig;

/** No rule uses an anchor. */
final class AnchorUnused extends Rule {

  AnchorUnused() {
    super("anchor-unused", Severity.INFO, "No rule uses an anchor.", "COR-15");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (SopsConfig config : evidence.fleet().sopsConfigs()) {
      for (Anchor anchor : config.anchors()) {
        if (!anchor.used()) {
          findings
              .about(new Subject(Subject.Type.ANCHOR, anchor.name()))
              .at(config.path(), anchor.line())
              .fix("Delete the anchor, or use it in a rule.")
              .add("No rule uses the anchor &" + anchor.name() + '.');
        }
      }
    }
  }
}
