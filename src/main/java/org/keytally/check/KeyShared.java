package org.keytally.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.MemberKind;
import org.keytally.clan.Owners;
import org.keytally.clan.PublishedKey;
import org.keytally.config.Severity;

/** Two of the fleet have the same key. */
final class KeyShared extends Rule {

  KeyShared() {
    super(
        "key-shared",
        Severity.ERROR,
        "Two of the fleet have the same key.",
        "KEY-10",
        "KEY-11",
        "KEY-12");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Map<String, List<KeyHolder>> byKey = new LinkedHashMap<>();
    for (KeyHolder user : evidence.fleet().users().values()) {
      add(byKey, user);
    }
    for (KeyHolder machine : evidence.fleet().keyedMachines().values()) {
      add(byKey, machine);
    }
    for (Map.Entry<String, List<KeyHolder>> entry : byKey.entrySet()) {
      List<KeyHolder> holders = entry.getValue();
      if (holders.size() > 1 && !isOnePerson(evidence.owners(), holders)) {
        report(findings, evidence, entry.getKey(), holders);
      }
    }
  }

  private static void report(
      Findings findings, Evidence evidence, String recipient, List<KeyHolder> holders) {
    List<String> names = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    int machines = 0;
    for (KeyHolder holder : holders) {
      boolean machine = holder.kind() == MemberKind.MACHINES;
      machines += machine ? 1 : 0;
      names.add(holder.kind().singular() + ' ' + holder.name());
      paths.add(holder.keyFile());
    }
    String consequence =
        switch (machines) {
          case 0 ->
              ": clan takes whichever it meets first for you, and removing one of them revokes"
                  + " nothing.";
          default ->
              machines == holders.size()
                  ? ": each reads the secrets of the other."
                  : ": root on the host reads everything that the user reads.";
        };
    findings
        .about(Subjects.recipient(recipient, evidence.owners()))
        .in(paths)
        .weighing(machines == 0 ? Severity.WARNING : Severity.ERROR)
        .fix(
            machines == 0
                ? "If they are one person, say so in .keytally.yaml (people:); else rotate one."
                : "keytally rotate machine NAME")
        .add(Wording.list(names) + " have the same key" + consequence);
  }

  private static void add(Map<String, List<KeyHolder>> byKey, KeyHolder holder) {
    for (PublishedKey key : holder.keys()) {
      List<KeyHolder> holders = byKey.get(key.text());
      if (holders == null) {
        holders = new ArrayList<>(1);
        byKey.put(key.text(), holders);
      }
      // A holder adds its keys one after the other.
      if (holders.isEmpty() || !isSame(holders.get(holders.size() - 1), holder)) {
        holders.add(holder);
      }
    }
  }

  private static boolean isSame(KeyHolder one, KeyHolder other) {
    return one.kind() == other.kind() && one.name().equals(other.name());
  }

  private static boolean isOnePerson(Owners owners, List<KeyHolder> holders) {
    String person = null;
    for (KeyHolder holder : holders) {
      if (holder.kind() == MemberKind.MACHINES) {
        return false;
      }
      String next = owners.personOf(holder.name());
      if (person != null && !person.equals(next)) {
        return false;
      }
      person = next;
    }
    return true;
  }
}
