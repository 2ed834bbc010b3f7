package org.keytally.check;

import org.keytally.clan.DeclaredVars;
import org.keytally.config.Severity;

/** The manifest is older than the tree. */
final class ManifestStale extends Rule {

  ManifestStale() {
    super(
        "manifest-stale",
        Severity.WARNING,
        "The manifest was made from another state than the one that is checked.");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty() || evidence.declared().get().stale().isEmpty()) {
      return;
    }
    DeclaredVars declared = evidence.declared().get();
    Manifests.about(declared, findings)
        .from(EvidenceKind.TREE)
        .fix("Make it anew and commit it: keytally manifest")
        .add(
            "The manifest may be out of date: "
                + declared.stale().orElse("")
                + ". What rests on it counts as a warning at most.");
  }
}
