package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** The manifest in the repository cannot be used. */
final class ManifestInvalid extends Rule {

  ManifestInvalid() {
    super("manifest-invalid", Severity.ERROR, "The manifest of what Nix declares cannot be used.");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located : evidence.problems().of(Problem.Kind.MANIFEST)) {
      findings
          .about(located.subject())
          .at(located.problem().path(), located.problem().line())
          .from(EvidenceKind.MANIFEST)
          .fix("Make it anew: keytally manifest")
          .add(
              "The manifest "
                  + located.problem().message()
                  + ", so nobody can tell whether all vars that Nix declares are there.");
    }
  }
}
