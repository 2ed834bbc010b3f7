package org.keytally.check;

import java.util.HashMap;
import java.util.Map;
import org.keytally.config.Severity;
import org.keytally.sops.Anchor;
import org.keytally.sops.SopsConfig;

/** Two anchors hold the same key. */
final class AnchorShared extends Rule {

  AnchorShared() {
    super("anchor-shared", Severity.INFO, "Two anchors hold the same key.", "COR-15");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (SopsConfig config : evidence.fleet().sopsConfigs()) {
      Map<String, Anchor> first = new HashMap<>();
      for (Anchor anchor : config.anchors()) {
        Anchor other = first.putIfAbsent(anchor.value(), anchor);
        if (other != null) {
          findings
              .about(new Subject(Subject.Type.ANCHOR, anchor.name()))
              .at(config.path(), anchor.line())
              .fix("Keep one of the two.")
              .add(
                  "The anchors &"
                      + other.name()
                      + " and &"
                      + anchor.name()
                      + " hold the same key.");
        }
      }
    }
  }
}
