package org.keytally.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.clan.Owners;
import org.keytally.config.Severity;
import org.keytally.sops.MasterKey;

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
    Map<RecipientList, String> single = new HashMap<>();
    Set<RecipientList> hardware = new HashSet<>();
    for (RecipientList recipients : evidence.sopsFiles().clanLists()) {
      SortedSet<String> persons = persons(evidence.owners(), recipients);
      if (distinctPersons(evidence.owners(), recipients, persons) == 1) {
        single.put(recipients, persons.first());
      } else if (!persons.isEmpty() && usersHaveHardwareOnly(evidence.owners(), recipients)) {
        hardware.add(recipients);
      }
    }
    if (single.isEmpty() && hardware.isEmpty()) {
      return;
    }
    for (SopsFiles.OfClan file : evidence.sopsFiles().ofClan()) {
      String person = single.get(file.recipients());
      if (person != null) {
        Grouping.add(byPerson, person, file.path());
      } else if (hardware.contains(file.recipients())) {
        hardwareOnly.add(file.path());
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

  private static SortedSet<String> persons(Owners owners, RecipientList recipients) {
    SortedSet<String> persons = new TreeSet<>();
    for (MasterKey key : recipients.keys()) {
      for (Owners.Owner owner : owners.of(key.identifier())) {
        if (owner.kind() == Owners.Owner.Kind.USER) {
          persons.add(owners.personOf(owner.name()));
        }
      }
    }
    return persons;
  }

  private static boolean usersHaveHardwareOnly(Owners owners, RecipientList recipients) {
    for (MasterKey key : recipients.keys()) {
      if (owners.isUser(key.identifier()) && !Persons.isHardwareBound(key.identifier())) {
        return false;
      }
    }
    return true;
  }

  /** Users who share one key are one person under several names. */
  private static int distinctPersons(Owners owners, RecipientList recipients, Set<String> persons) {
    if (persons.size() < 2) {
      return persons.size();
    }
    int keys = 0;
    for (MasterKey key : recipients.keys()) {
      if (owners.isUser(key.identifier())) {
        keys++;
      }
    }
    return Math.min(persons.size(), keys);
  }
}
