package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.check.Correspondence.Cell;
import org.keytally.check.Correspondence.Column;
import org.keytally.check.Correspondence.Row;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Owners.OwnedAnchor;
import org.keytally.clan.PublishedKey;
import org.keytally.config.Configuration;
import org.keytally.source.KeyFile;
import org.keytally.source.Workstation;

/**
 * Compares what stands under a person's name in each place (clan-repository 6.1). The clan user's
 * keys are what the other places are compared with; without a clan user, the anchors' are.
 */
public final class Tally {

  private final Evidence evidence;

  private Tally(Evidence evidence) {
    this.evidence = evidence;
  }

  /** One row for each clan user's person, configured person, and person that an anchor names. */
  public static Correspondence of(Evidence evidence) {
    Tally tally = new Tally(evidence);
    List<Row> rows = new ArrayList<>();
    for (String person : tally.persons()) {
      rows.add(tally.row(person));
    }
    return new Correspondence(rows);
  }

  private Set<String> persons() {
    Set<String> persons = new TreeSet<>(evidence.configuration().people().keySet());
    for (String user : evidence.fleet().users().keySet()) {
      persons.add(evidence.owners().personOf(user));
    }
    for (OwnedAnchor anchor : evidence.owners().anchors()) {
      if (anchor.person().isPresent()) {
        persons.add(evidence.owners().personOf(anchor.person().get()));
      }
    }
    return persons;
  }

  private Row row(String person) {
    List<KeyHolder> users = Persons.users(evidence, person);
    List<OwnedAnchor> anchors = anchors(person);
    Set<String> keys = new TreeSet<>();
    for (KeyHolder user : users) {
      for (PublishedKey key : user.keys()) {
        keys.add(key.text());
      }
    }
    if (keys.isEmpty()) {
      for (OwnedAnchor anchor : anchors) {
        keys.add(anchor.anchor().value());
      }
    }
    return new Row(
        person,
        List.of(
            userCell(users), anchorCell(anchors, keys), keyFileCell(keys), sshCell(person, keys)));
  }

  private List<OwnedAnchor> anchors(String person) {
    List<OwnedAnchor> anchors = new ArrayList<>();
    for (OwnedAnchor anchor : evidence.owners().anchors()) {
      if (anchor.person().isPresent()
          && evidence.owners().personOf(anchor.person().get()).equals(person)) {
        anchors.add(anchor);
      }
    }
    return anchors;
  }

  private static Cell userCell(List<KeyHolder> users) {
    Map<String, Integer> keys = new TreeMap<>();
    List<String> names = new ArrayList<>();
    for (KeyHolder user : users) {
      names.add(user.name());
      for (PublishedKey key : user.keys()) {
        keys.merge(key.text(), 1, Integer::sum);
      }
    }
    if (users.isEmpty()) {
      return new Cell(Column.USER_KEY, Correspondence.State.ABSENT, "no clan user");
    }
    if (keys.isEmpty()) {
      return new Cell(
          Column.USER_KEY,
          Correspondence.State.ABSENT,
          "no usable key in " + users.get(0).keyFile());
    }
    return new Cell(
        Column.USER_KEY,
        Correspondence.State.TALLIES,
        Wording.list(new ArrayList<>(keys.keySet())) + " (" + Wording.list(names) + ')');
  }

  private static Cell anchorCell(List<OwnedAnchor> anchors, Set<String> keys) {
    if (anchors.isEmpty()) {
      return new Cell(Column.ANCHOR, Correspondence.State.ABSENT, "no anchor in .sops.yaml");
    }
    List<String> tallying = new ArrayList<>();
    for (OwnedAnchor anchor : anchors) {
      if (!keys.contains(anchor.anchor().value())) {
        return new Cell(
            Column.ANCHOR,
            Correspondence.State.DIFFERS,
            "&" + anchor.anchor().name() + " is " + anchor.anchor().value());
      }
      tallying.add("&" + anchor.anchor().name());
    }
    return new Cell(Column.ANCHOR, Correspondence.State.TALLIES, Wording.list(tallying));
  }

  private Cell keyFileCell(Set<String> keys) {
    Optional<Workstation> workstation = evidence.workstation();
    if (workstation.isEmpty()) {
      return new Cell(
          Column.KEY_FILE, Correspondence.State.NOT_CHECKED, "no key file was looked for");
    }
    String seen = "";
    for (KeyFile file : workstation.get().keyFiles()) {
      if (file.present() && file.origin().isClan()) {
        seen = file.location();
        for (String key : keys) {
          if (file.holds(key)) {
            return new Cell(Column.KEY_FILE, Correspondence.State.TALLIES, file.location());
          }
        }
      }
    }
    return seen.isEmpty()
        ? new Cell(
            Column.KEY_FILE, Correspondence.State.NOT_CHECKED, "no key file on this workstation")
        : new Cell(
            Column.KEY_FILE, Correspondence.State.ABSENT, "no identity of this person in " + seen);
  }

  private Cell sshCell(String person, Set<String> keys) {
    Configuration.Person configured = evidence.configuration().people().get(person);
    if (configured == null || configured.ssh().isEmpty()) {
      return new Cell(Column.SSH, Correspondence.State.NOT_CHECKED, "no ssh key declared");
    }
    String declared = configured.ssh().get();
    Optional<String> derived = SshKeyMismatch.toAge(declared);
    if (keys.contains(declared) || (derived.isPresent() && keys.contains(derived.get()))) {
      return new Cell(Column.SSH, Correspondence.State.TALLIES, "");
    }
    return new Cell(
        Column.SSH,
        Correspondence.State.DIFFERS,
        derived.isPresent() ? "converts to " + derived.get() : "cannot be converted to an age key");
  }
}
