package org.keytally.check;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.keytally.clan.Group;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Manifest;
import org.keytally.clan.MemberLink;
import org.keytally.clan.PublishedKey;
import org.keytally.config.Severity;
import org.keytally.sops.KeyType;
import org.keytally.source.PasswordStore;

/** An admin of the fleet cannot read the password store. */
final class StoreReaderMissing extends Rule {

  /** Key ids of fewer digits are of no use to tell keys apart. */
  private static final int SHORTEST_ID = 8;

  StoreReaderMissing() {
    super(
        "store-reader-missing",
        Severity.WARNING,
        "An admin of the fleet is no recipient of the password store.",
        "PST-03");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Map.Entry<String, PasswordStore> store : PasswordStores.available(evidence).entrySet()) {
      if (store.getValue().recipients().isEmpty()) {
        continue;
      }
      List<String> recipients = store.getValue().recipients().get();
      boolean pass = store.getKey().equals("pass");
      if (pass && !areKeyIds(recipients)) {
        continue; // Names and addresses say nothing without the person's keyring.
      }
      for (String name : admins(evidence, store.getKey())) {
        KeyHolder user = evidence.fleet().users().get(name);
        if (user != null && isLockedOut(user, pass ? KeyType.PGP : KeyType.AGE, recipients)) {
          PasswordStores.about(Subjects.of(user), findings)
              .fix("Add the key to the store's recipients and encrypt its entries anew.")
              .add(
                  "User "
                      + name
                      + " is an admin, but no key of theirs is a recipient of "
                      + store.getValue().location()
                      + ": they can deploy none of the machines that keep their secrets there.");
        }
      }
    }
  }

  private static Set<String> admins(Evidence evidence, String command) {
    Set<String> admins = new TreeSet<>();
    for (Manifest.Machine machine :
        evidence.declared().orElseThrow().manifest().machines().values()) {
      if (!PasswordStores.uses(machine) || !machine.settings().passCommand().equals(command)) {
        continue;
      }
      for (String name : machine.settings().defaultGroups()) {
        Group group = evidence.fleet().groups().get(name);
        if (group != null) {
          for (MemberLink member : group.users()) {
            admins.add(member.member().orElse(member.name()));
          }
        }
      }
    }
    return admins;
  }

  private static boolean isLockedOut(KeyHolder user, KeyType type, List<String> recipients) {
    boolean hasKey = false;
    for (PublishedKey key : user.keys()) {
      if (key.isUsable() && key.type().equals(type.field())) {
        hasKey = true;
        for (String recipient : recipients) {
          if (isSame(key.text().strip(), recipient, type)) {
            return false;
          }
        }
      }
    }
    return hasKey;
  }

  private static boolean isSame(String key, String recipient, KeyType type) {
    return type == KeyType.AGE
        ? key.equals(recipient)
        : key.toUpperCase(Locale.ROOT).endsWith(id(recipient));
  }

  private static boolean areKeyIds(List<String> recipients) {
    for (String recipient : recipients) {
      String id = id(recipient);
      if (id.length() < SHORTEST_ID) {
        return false;
      }
      for (int i = 0; i < id.length(); i++) {
        if (Character.digit(id.charAt(i), 16) < 0) {
          return false;
        }
      }
    }
    return true;
  }

  private static String id(String recipient) {
    String upper = recipient.toUpperCase(Locale.ROOT);
    return upper.startsWith("0X") ? upper.substring(2) : upper;
  }
}
