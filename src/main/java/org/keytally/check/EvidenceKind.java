package org.keytally.check;

/** The kinds of evidence a finding can rest on, spelled as in reports. */
public enum EvidenceKind {
  TREE,
  HISTORY,
  MANIFEST,
  IDENTITY,
  WORKSTATION
}
