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
    List<Row> hosts = new ArrayList<>();
    for (KeyHolder machine : evidence.fleet().keyedMachines().values()) {
      List<SshOrigin> origins = SshOrigin.ofHost(evidence, machine.name());
      if (!origins.isEmpty()) {
        hosts.add(tally.host(machine, origins));
      }
    }
    return new Correspondence(rows, hosts);
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
            userCell(person, users),
            personAnchorCell(person, anchors, keys),
            keyFileCell(person, keys),
            personSshCell(person, keys)));
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

  private static Cell userCell(String person, List<KeyHolder> users) {
    Map<String, Integer> keys = new TreeMap<>();
    List<String> names = new ArrayList<>();
    for (KeyHolder user : users) {
      names.add(user.name());
      for (PublishedKey key : user.keys()) {
        keys.merge(key.text(), 1, Integer::sum);
      }
    }
    if (users.isEmpty()) {
      return new Cell(
          Column.USER_KEY,
          Correspondence.State.ABSENT,
          "no clan user; to register one: clan secrets users add "
              + Wording.quote(person)
              + " --age-key KEY");
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

  private static Cell personAnchorCell(String person, List<OwnedAnchor> anchors, Set<String> keys) {
    return anchors.isEmpty()
        ? new Cell(
            Column.ANCHOR,
            Correspondence.State.ABSENT,
            "no anchor in .sops.yaml; if "
                + person
                + " should read its files: keytally repair --only user-anchor-missing")
        : anchorCell(anchors, keys, "user-anchor-mismatch");
  }

  /**
   * Whether all anchors hold one of the keys.
   *
   * @param rule that reports if not
   */
  private static Cell anchorCell(List<OwnedAnchor> anchors, Set<String> keys, String rule) {
    List<String> tallying = new ArrayList<>();
    for (OwnedAnchor anchor : anchors) {
      if (!keys.contains(anchor.anchor().value())) {
        return new Cell(
            Column.ANCHOR,
            Correspondence.State.DIFFERS,
            "&"
                + anchor.anchor().name()
                + " is "
                + anchor.anchor().value()
                + ", which is not the registered key; if the anchor is wrong: keytally repair"
                + " --only "
                + rule);
      }
      tallying.add("&" + anchor.anchor().name());
    }
    return new Cell(Column.ANCHOR, Correspondence.State.TALLIES, Wording.list(tallying));
  }

  private Cell keyFileCell(String person, Set<String> keys) {
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
            Column.KEY_FILE,
            Correspondence.State.ABSENT,
            "no identity of this person in "
                + seen
                + "; if you are this person: keytally keys sync --user "
                + Wording.quote(person));
  }

  private Row host(KeyHolder machine, List<SshOrigin> origins) {
    Set<String> keys = new TreeSet<>();
    for (PublishedKey key : machine.keys()) {
      keys.add(key.text());
    }
    List<OwnedAnchor> anchors = new ArrayList<>();
    for (OwnedAnchor anchor : evidence.owners().anchors()) {
      if (anchor.machine().isPresent() && anchor.machine().get().equals(machine.name())) {
        anchors.add(anchor);
      }
    }
    Cell anchor = anchorCell(anchors, keys, "machine-anchor-mismatch");
    return new Row(
        machine.name(),
        List.of(
            keys.isEmpty()
                ? new Cell(
                    Column.USER_KEY,
                    Correspondence.State.ABSENT,
                    "no usable key in " + machine.keyFile())
                : new Cell(
                    Column.USER_KEY,
                    Correspondence.State.TALLIES,
                    Wording.list(new ArrayList<>(keys))),
            anchors.isEmpty()
                ? new Cell(
                    Column.ANCHOR, Correspondence.State.NOT_CHECKED, "not every machine has one")
                : anchor,
            new Cell(
                Column.KEY_FILE,
                Correspondence.State.NOT_CHECKED,
                "a machine's private key stays on the machine"),
            sshCell(
                origins,
                keys,
                "the host key may have been replaced; after a look at the host: keytally rotate"
                    + " machine "
                    + Wording.quote(machine.name()))));
  }

  private Cell personSshCell(String person, Set<String> keys) {
    List<SshOrigin> origins = SshOrigin.ofPerson(evidence, person);
    if (origins.isEmpty()) {
      return new Cell(Column.SSH, Correspondence.State.NOT_CHECKED, "no ssh key declared");
    }
    return sshCell(
        origins, keys, "if it is the right one: keytally rotate user " + Wording.quote(person));
  }

  /** The first place that differs decides, then the first that lacks a key. */
  private static Cell sshCell(List<SshOrigin> origins, Set<String> keys, String remedy) {
    List<String> tallying = new ArrayList<>();
    Optional<Cell> absent = Optional.empty();
    for (SshOrigin origin : origins) {
      if (origin.tallies(keys)) {
        tallying.add(origin.where());
      } else if (!origin.keys().isEmpty()) {
        return new Cell(
            Column.SSH,
            Correspondence.State.DIFFERS,
            origin.where()
                + " converts to "
                + Wording.list(origin.recipients())
                + ", which is not the registered key; "
                + remedy);
      } else if (absent.isEmpty()) {
        absent =
            Optional.of(
                new Cell(
                    Column.SSH,
                    Correspondence.State.ABSENT,
                    origin.where() + " " + origin.defect().orElse("")));
      }
    }
    return absent.orElseGet(
        () -> new Cell(Column.SSH, Correspondence.State.TALLIES, Wording.list(tallying)));
  }
}
