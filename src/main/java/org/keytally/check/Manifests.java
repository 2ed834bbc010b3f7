package org.keytally.check;

import org.keytally.clan.DeclaredVars;
import org.keytally.clan.Manifest;

/** Begins findings about the manifest itself. */
final class Manifests {

  private Manifests() {}

  /** About the manifest as a whole. */
  static Findings.Draft about(DeclaredVars declared, Findings findings) {
    return about(Subjects.file(declared.path().orElse(Manifest.FILE_NAME)), declared, findings);
  }

  /** About something that the manifest says; where it stands, if it stands in the tree. */
  static Findings.Draft about(Subject subject, DeclaredVars declared, Findings findings) {
    Findings.Draft draft = findings.about(subject).from(EvidenceKind.MANIFEST);
    return declared.path().isPresent() ? draft.at(declared.path().get()) : draft;
  }
}
