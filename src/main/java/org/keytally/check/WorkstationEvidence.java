package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Owners;
import org.keytally.clan.PublishedKey;
import org.keytally.config.Configuration.Person;
import org.keytally.source.KeyFile;
import org.keytally.source.KeyFile.Origin;
import org.keytally.source.Workstation;

/**
 * What the private keys at hand have to do with a fleet. They are a person's, not the repository's:
 * where none of them is a registered user's there is nothing to hold them against, and a plain
 * check says so instead of reporting findings.
 */
public final class WorkstationEvidence {

  private WorkstationEvidence() {}

  /** Why the private keys at hand say nothing of this fleet: a clause; empty where they do. */
  public static Optional<String> unavailable(Evidence evidence) {
    if (evidence.workstation().isEmpty()) {
      return Optional.of("no key file was looked for");
    }
    Workstation workstation = evidence.workstation().get();
    boolean present = false;
    boolean encrypted = false;
    for (KeyFile keyFile : workstation.keyFiles()) {
      if (!people(evidence, keyFile).isEmpty()) {
        return Optional.empty();
      }
      present |= keyFile.present() && keyFile.origin().isClan();
      encrypted |= keyFile.has(KeyFile.Problem.Kind.ENCRYPTED);
    }
    if (encrypted) {
      return Optional.of("the key file is protected by a passphrase");
    }
    return Optional.of(
        present ? "no identity at hand is a registered user's" : "there is no key file");
  }

  /** Whether rules judge the workstation in this run. */
  static boolean counts(Evidence evidence) {
    return evidence.workstation().isPresent()
        && (evidence.workstation().get().demanded() || unavailable(evidence).isEmpty());
  }

  /** The key files that rules judge; none where they judge none. */
  static List<KeyFile> keyFiles(Evidence evidence) {
    return counts(evidence) && evidence.workstation().isPresent()
        ? evidence.workstation().get().keyFiles()
        : List.of();
  }

  /** The key file in force for clan: the first one that is there. */
  static Optional<KeyFile> inForce(List<KeyFile> keyFiles) {
    for (KeyFile keyFile : keyFiles) {
      if (keyFile.origin().isClan() && keyFile.present()) {
        return Optional.of(keyFile);
      }
    }
    return Optional.empty();
  }

  /**
   * The persons that a key file makes of whoever uses it, sorted: by identities, and by the
   * comments that clan takes for keys.
   */
  static Set<String> people(Evidence evidence, KeyFile keyFile) {
    Set<String> people = new TreeSet<>();
    for (RegisteredKey key : registered(evidence)) {
      if (keyFile.holds(key.text()) || names(keyFile, key.text())) {
        people.add(key.person());
      }
    }
    return people;
  }

  /** The keys of one person or clan user, by either name. */
  static List<String> keysOf(Evidence evidence, String name) {
    List<String> users = List.of(name);
    for (Person person : evidence.configuration().people().values()) {
      if (person.name().equals(name)) {
        users = person.users();
      }
    }
    List<String> keys = new ArrayList<>();
    for (RegisteredKey key : registered(evidence)) {
      boolean wanted =
          key.user().isPresent() ? users.contains(key.user().get()) : key.person().equals(name);
      if (wanted) {
        keys.add(key.text());
      }
    }
    return keys;
  }

  /** All keys of clan users and of persons' anchors. */
  static List<RegisteredKey> registered(Evidence evidence) {
    List<RegisteredKey> keys = new ArrayList<>();
    for (KeyHolder user : evidence.fleet().users().values()) {
      String person = evidence.owners().personOf(user.name());
      for (PublishedKey key : user.keys()) {
        keys.add(new RegisteredKey(key.text(), person, Optional.of(user.name())));
      }
    }
    boolean hasUsers = !evidence.fleet().users().isEmpty();
    for (Owners.OwnedAnchor owned : evidence.owners().anchors()) {
      String key = owned.anchor().value();
      if (owned.person().isPresent()) {
        keys.add(new RegisteredKey(key, owned.person().get(), Optional.empty()));
      } else if (!hasUsers && owned.machine().isEmpty()) {
        keys.add(new RegisteredKey(key, owned.anchor().name(), Optional.empty()));
      }
    }
    return keys;
  }

  private static boolean names(KeyFile keyFile, String recipient) {
    if (keyFile.origin() == Origin.UNUSED_FILE) {
      return false;
    }
    for (KeyFile.RecipientComment comment : keyFile.recipientComments()) {
      if (comment.recipient().equals(recipient)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A key that somebody is known by.
   *
   * @param user the clan user that has it; absent for an anchor
   */
  record RegisteredKey(String text, String person, Optional<String> user) {}
}
