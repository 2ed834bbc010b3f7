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

/**
 * Compares what stands under a person's name in each place (clan-repository 6.1). The clan user's
 * keys are what the other places are compared with, unless none of them has one of these and two or
 * more agree on another: then it is the clan user whose key differs. Without a clan user the
 * anchors' keys decide, without anchors the ssh key.
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
    List<SshOrigin> origins = SshOrigin.ofPerson(evidence, person);
    Set<String> registered = new TreeSet<>();
    for (KeyHolder user : users) {
      for (PublishedKey key : user.keys()) {
        registered.add(key.text());
      }
    }
    Map<String, List<String>> elsewhere = elsewhere(person, anchors, origins);
    Optional<String> outvoting = outvoting(registered, elsewhere);
    Set<String> keys = new TreeSet<>();
    if (outvoting.isPresent()) {
      keys.add(outvoting.get());
    } else {
      keys.addAll(registered);
    }
    for (OwnedAnchor anchor : registered.isEmpty() ? anchors : List.<OwnedAnchor>of()) {
      keys.add(anchor.anchor().value());
    }
    if (keys.isEmpty()) {
      for (SshOrigin origin : origins) {
        keys.addAll(origin.recipients());
      }
    }
    Cell userCell =
        outvoting.isPresent()
            ? outvotedCell(person, users, outvoting.get(), elsewhere)
            : userCell(person, users, keys);
    return new Row(
        person,
        List.of(
            userCell,
            personAnchorCell(person, anchors, keys),
            keyFileCell(person, keys),
            personSshCell(person, origins, keys)));
  }

  /**
   * The keys that a person has in places other than the clan user, with the places. A key file that
   * is not known to be the person's supports what one of these places says, and says nothing else.
   */
  private Map<String, List<String>> elsewhere(
      String person, List<OwnedAnchor> anchors, List<SshOrigin> origins) {
    Map<String, List<String>> places = new TreeMap<>();
    for (OwnedAnchor anchor : anchors) {
      Grouping.add(places, anchor.anchor().value(), "&" + anchor.anchor().name());
    }
    for (SshOrigin origin : origins) {
      for (String recipient : origin.recipients()) {
        Grouping.add(places, recipient, origin.where());
      }
    }
    if (isAsked(person) || !isAnybodyAsked()) {
      for (Map.Entry<String, List<String>> place : places.entrySet()) {
        for (KeyFile file : keyFiles()) {
          if (file.holds(place.getKey()) && (isAsked(person) || others(person, file).isEmpty())) {
            place.getValue().add(file.location());
            break;
          }
        }
      }
    }
    return places;
  }

  private boolean isAnybodyAsked() {
    return evidence.workstation().isPresent() && evidence.workstation().get().user().isPresent();
  }

  /** Whether the run was asked to judge the workstation as this person's. */
  private boolean isAsked(String person) {
    if (evidence.workstation().isEmpty()) {
      return false;
    }
    Optional<String> user = evidence.workstation().get().user();
    return user.isPresent()
        && (user.get().equals(person) || evidence.owners().personOf(user.get()).equals(person));
  }

  /** The other persons whose keys are in a key file, sorted. */
  private Set<String> others(String person, KeyFile file) {
    Set<String> others = new TreeSet<>();
    for (String other : WorkstationEvidence.people(evidence, file)) {
      others.add(evidence.owners().personOf(other));
    }
    others.remove(person);
    return others;
  }

  /** A key that two places or more agree on, where no place has one of the clan user's. */
  private static Optional<String> outvoting(
      Set<String> registered, Map<String, List<String>> elsewhere) {
    Optional<String> most = Optional.empty();
    int votes = 1;
    for (Map.Entry<String, List<String>> key : elsewhere.entrySet()) {
      if (registered.contains(key.getKey())) {
        return Optional.empty();
      }
      if (key.getValue().size() > votes) {
        votes = key.getValue().size();
        most = Optional.of(key.getKey());
      }
    }
    return registered.isEmpty() ? Optional.empty() : most;
  }

  private static Cell outvotedCell(
      String person, List<KeyHolder> users, String key, Map<String, List<String>> elsewhere) {
    KeyHolder user = users.get(0);
    return new Cell(
        Column.USER_KEY,
        Correspondence.State.DIFFERS,
        user.keyFile()
            + " holds "
            + user.keys().get(0).text()
            + ", but "
            + Wording.list(elsewhere.getOrDefault(key, List.of()))
            + " agree on "
            + key,
        "to make that the registered key: keytally rotate user " + Wording.quote(person));
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

  /**
   * What the clan users say.
   *
   * @param other the keys that other places have, where no clan user has one
   */
  private static Cell userCell(String person, List<KeyHolder> users, Set<String> other) {
    Map<String, Integer> keys = new TreeMap<>();
    String register =
        "to register one: clan secrets users add "
            + Wording.quote(person)
            + " --age-key "
            + (other.size() == 1 ? other.iterator().next() : "KEY");
    List<String> names = new ArrayList<>();
    for (KeyHolder user : users) {
      names.add(user.name());
      for (PublishedKey key : user.keys()) {
        keys.merge(key.text(), 1, Integer::sum);
      }
    }
    if (users.isEmpty()) {
      return new Cell(Column.USER_KEY, Correspondence.State.ABSENT, "no clan user", register);
    }
    if (keys.isEmpty()) {
      return new Cell(
          Column.USER_KEY,
          Correspondence.State.ABSENT,
          "no usable key in " + users.get(0).keyFile(),
          register + " --force");
    }
    return new Cell(
        Column.USER_KEY,
        Correspondence.State.TALLIES,
        Wording.list(new ArrayList<>(keys.keySet())) + " (" + Wording.list(names) + ')');
  }

  private Cell personAnchorCell(String person, List<OwnedAnchor> anchors, Set<String> keys) {
    if (evidence.fleet().sopsConfigs().isEmpty()) {
      return notChecked(Column.ANCHOR, "there is no .sops.yaml");
    }
    if (!UserAnchorMissing.someAnchorIsOfAPerson(evidence)) {
      return notChecked(Column.ANCHOR, "no anchor of .sops.yaml is a person's");
    }
    return anchors.isEmpty()
        ? new Cell(
            Column.ANCHOR,
            Correspondence.State.ABSENT,
            "no anchor in .sops.yaml",
            "if " + person + " should read its files: keytally repair --only user-anchor-missing")
        : anchorCell(anchors, keys, UserAnchorMismatch.remedy(person));
  }

  /** Whether all anchors hold one of the keys. */
  private static Cell anchorCell(List<OwnedAnchor> anchors, Set<String> keys, String remedy) {
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
                + ", which is not the registered key",
            remedy);
      }
      tallying.add("&" + anchor.anchor().name());
    }
    return new Cell(Column.ANCHOR, Correspondence.State.TALLIES, Wording.list(tallying));
  }

  /** Those that clan reads. */
  private List<KeyFile> keyFiles() {
    List<KeyFile> files = new ArrayList<>();
    if (evidence.workstation().isPresent()) {
      for (KeyFile file : evidence.workstation().get().keyFiles()) {
        if (file.present() && file.origin().isClan()) {
          files.add(file);
        }
      }
    }
    return files;
  }

  /** A key file is one person's: whoever asks, else whoever's identity is in it. */
  private Cell keyFileCell(String person, Set<String> keys) {
    if (evidence.workstation().isEmpty()) {
      return notChecked(Column.KEY_FILE, "no key file was looked for");
    }
    boolean asked = isAsked(person);
    String sync = ": keytally keys sync --user " + Wording.quote(person);
    List<KeyFile> files = keyFiles();
    if (files.isEmpty()) {
      return asked
          ? new Cell(
              Column.KEY_FILE,
              Correspondence.State.ABSENT,
              "no key file on this workstation",
              "to write it" + sync)
          : notChecked(Column.KEY_FILE, "no key file on this workstation");
    }
    Set<String> people = new TreeSet<>();
    List<String> identities = new ArrayList<>();
    for (KeyFile file : files) {
      for (String key : keys) {
        if (file.holds(key)) {
          return new Cell(Column.KEY_FILE, Correspondence.State.TALLIES, file.location());
        }
      }
      if (file.has(KeyFile.Problem.Kind.ENCRYPTED)) {
        return notChecked(Column.KEY_FILE, file.location() + " is protected by a passphrase");
      }
      people.addAll(others(person, file));
      for (KeyFile.Entry entry : file.entries()) {
        entry.recipient().ifPresent(identities::add);
      }
    }
    String place = files.get(0).location();
    if (asked && !identities.isEmpty()) {
      return new Cell(
          Column.KEY_FILE,
          Correspondence.State.DIFFERS,
          place
              + " holds "
              + Wording.list(identities)
              + (identities.size() == 1 ? ", which is not" : ", none of which is")
              + " the registered key",
          "to write that" + sync);
    }
    if (isAnybodyAsked() && !asked) {
      return notChecked(Column.KEY_FILE, place + " is looked at for another person");
    }
    if (!asked && !people.isEmpty()) {
      return notChecked(
          Column.KEY_FILE, place + " is that of " + Wording.list(new ArrayList<>(people)));
    }
    return new Cell(
        Column.KEY_FILE,
        Correspondence.State.ABSENT,
        "no identity of this person in " + place,
        (asked ? "to write it" : "if you are this person") + sync);
  }

  private static Cell notChecked(Column column, String reason) {
    return new Cell(column, Correspondence.State.NOT_CHECKED, reason);
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
    Cell anchor = anchorCell(anchors, keys, MachineAnchorMismatch.remedy());
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

  private static Cell personSshCell(String person, List<SshOrigin> origins, Set<String> keys) {
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
                + ", which is not the registered key",
            remedy);
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
