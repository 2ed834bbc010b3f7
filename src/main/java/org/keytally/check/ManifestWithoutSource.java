package org.keytally.check;

import org.keytally.config.Severity;

/** The manifest does not say what it was made from. */
final class ManifestWithoutSource extends Rule {

  ManifestWithoutSource() {
    super(
        "manifest-without-source",
        Severity.INFO,
        "The manifest does not say what it was made from.");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty()
        || evidence.declared().get().manifest().source().isPresent()) {
      return;
    }
    Manifests.about(evidence.declared().get(), findings)
        .fix("Make it with keytally manifest, which adds its source.")
        .add("The manifest has no \"source\" and counts as current, however old it is.");
  }
}
