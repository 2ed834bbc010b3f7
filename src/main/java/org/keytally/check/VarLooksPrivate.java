package org.keytally.check;

import org.keytally.clan.PublicVar;
import org.keytally.config.Severity;

/** A public var looks like a secret. */
final class VarLooksPrivate extends Rule {

  VarLooksPrivate() {
    super("var-looks-private", Severity.WARNING, "A public var looks like a secret.", "VAR-23");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (PublicVar var : evidence.fleet().publicVars()) {
      if (var.looksPrivate().isPresent()) {
        findings
            .about(Subjects.of(var.placement()))
            .at(var.path())
            .fix("Declare the file secret, and generate a new value; or accept the finding.")
            .add(
                "The public value looks like "
                    + var.looksPrivate().get()
                    + ": it stands in the repository and in the world-readable Nix store.");
      }
    }
  }
}
