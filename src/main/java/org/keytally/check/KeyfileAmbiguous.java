package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keytally.check.WorkstationEvidence.RegisteredKey;
import org.keytally.config.Severity;
import org.keytally.source.KeyFile;

/**
 * The key file in force has keys of several persons: clan takes whichever folder below {@code
 * sops/users} the file system lists first. A key that several users share is another rule's cause.
 */
final class KeyfileAmbiguous extends Rule {

  KeyfileAmbiguous() {
    super(
        "keyfile-ambiguous",
        Severity.WARNING,
        "The key file has keys of several persons, and clan takes any of them for you",
        "COR-08");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Optional<KeyFile> inForce = WorkstationEvidence.inForce(WorkstationEvidence.keyFiles(evidence));
    if (inForce.isEmpty()) {
      return;
    }
    Set<String> seen = new TreeSet<>();
    Set<String> people = new TreeSet<>();
    for (RegisteredKey key : WorkstationEvidence.registered(evidence)) {
      boolean held = key.user().isPresent() && inForce.get().holds(key.text());
      if (held && seen.add(key.text())) {
        people.add(key.person());
      }
    }
    if (people.size() > 1) {
      List<String> names = new ArrayList<>(people);
      findings
          .about(new Subject(Subject.Type.KEYFILE, inForce.get().location()))
          .from(EvidenceKind.WORKSTATION)
          .fix(
              "keep one person's keys in "
                  + inForce.get().location()
                  + "; or, if they are one person, say so under people: in .keytally.yaml")
          .add(
              inForce.get().location()
                  + " holds keys of "
                  + Wording.list(names)
                  + ": clan takes the first user it lists for you, and secrets that you create"
                  + " become that user's");
    }
  }
}
