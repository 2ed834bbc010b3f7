package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.clan.Owners;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;
import org.keytally.sops.MasterKey;
import org.keytally.sops.SopsFile;

/** Exactly one person can decrypt a secret. */
final class SingleReader extends Rule {

  SingleReader() {
    super(
        "single-reader",
        Severity.INFO,
        "Exactly one person can decrypt a secret.",
        "SEC-25",
        "SEC-26");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Map<String, List<String>> byPerson = new TreeMap<>();
    List<String> hardwareOnly = new ArrayList<>();
    for (Secret secret : evidence.fleet().secrets()) {
      SopsFile file = secret.contents().orElse(null);
      if (file == null) {
        continue;
      }
      Set<String> persons = new TreeSet<>();
      boolean hardware = true;
      for (MasterKey key : file.keys()) {
        for (Owners.Owner owner : evidence.owners().of(key.identifier())) {
          if (owner.kind() == Owners.Owner.Kind.USER) {
            persons.add(evidence.owners().personOf(owner.name()));
            hardware &= Persons.isHardwareBound(key.identifier());
          }
        }
      }
      if (distinctPersons(evidence.owners(), file, persons) == 1) {
        Subjects.add(byPerson, persons.iterator().next(), secret.path());
      } else if (!persons.isEmpty() && hardware) {
        hardwareOnly.add(secret.path());
      }
    }
    for (Map.Entry<String, List<String>> entry : byPerson.entrySet()) {
      findings
          .about(new Subject(Subject.Type.PERSON, entry.getKey()))
          .in(entry.getValue())
          .fix("Link a second user or a group, then: keytally repair")
          .add(
              entry.getKey()
                  + " is the only person who can decrypt "
                  + Wording.count(entry.getValue().size(), "secret")
                  + ": if that key is lost, so are the values.");
    }
    if (!hardwareOnly.isEmpty()) {
      findings
          .about(Subjects.repository(evidence.fleet()))
          .in(hardwareOnly)
          .fix("Add a reader whose key can be backed up.")
          .add(
              Wording.count(hardwareOnly.size(), "secret")
                  + " can be decrypted by hardware keys only: losing the tokens loses the values.");
    }
  }

  /** Users who share one key are one person under several names. */
  private static int distinctPersons(Owners owners, SopsFile file, Set<String> persons) {
    if (persons.size() < 2) {
      return persons.size();
    }
    int keys = 0;
    for (MasterKey key : file.keys()) {
      if (owners.isUser(key.identifier())) {
        keys++;
      }
    }
    return Math.min(persons.size(), keys);
  }
}
