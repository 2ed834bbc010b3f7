package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import org.keytally.clan.KeyHolder;

/** The clan users that one person goes by. */
final class Persons {

  private Persons() {}

  /** The users of a configured person, or the user of that very name. */
  static List<KeyHolder> users(Evidence evidence, String person) {
    List<KeyHolder> users = new ArrayList<>();
    for (KeyHolder user : evidence.fleet().users().values()) {
      if (user.name().equals(person) || evidence.owners().personOf(user.name()).equals(person)) {
        users.add(user);
      }
    }
    return users;
  }

  static boolean haveKeys(List<KeyHolder> users) {
    for (KeyHolder user : users) {
      if (!user.keys().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  static boolean anyHas(List<KeyHolder> users, String recipient) {
    for (KeyHolder user : users) {
      if (user.has(recipient)) {
        return true;
      }
    }
    return false;
  }

  /** Plugin recipients, {@code age1NAME1…}, stand for tokens; post-quantum ones do not. */
  static boolean isHardwareBound(String recipient) {
    return recipient.startsWith("age1")
        && !recipient.startsWith("age1pq1")
        && recipient.indexOf('1', "age1".length()) > 0;
  }
}
