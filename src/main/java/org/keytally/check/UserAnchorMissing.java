package org.keytally.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Owners;
import org.keytally.clan.PublishedKey;
import org.keytally.config.Severity;

/** A clan user has no anchor in .sops.yaml. */
final class UserAnchorMissing extends Rule {

  UserAnchorMissing() {
    super(
        "user-anchor-missing",
        Severity.WARNING,
        "A clan user has no anchor in .sops.yaml.",
        "COR-02",
        "COR-05");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.fleet().sopsConfigs().isEmpty() || !someAnchorIsOfAPerson(evidence)) {
      return;
    }
    Set<String> anchored = new HashSet<>();
    Set<String> persons = new HashSet<>();
    for (Owners.OwnedAnchor owned : evidence.owners().anchors()) {
      anchored.add(owned.anchor().value());
      if (owned.person().isPresent()) {
        persons.add(owned.person().get());
      }
    }
    for (KeyHolder user : evidence.fleet().users().values()) {
      String person = evidence.owners().personOf(user.name());
      List<PublishedKey> without = new ArrayList<>();
      for (PublishedKey key : user.keys()) {
        if (key.isUsable() && !anchored.contains(key.text())) {
          without.add(key);
        }
      }
      boolean mismatched = persons.contains(user.name()) || persons.contains(person);
      if (!without.isEmpty() && (without.size() < user.keys().size() || !mismatched)) {
        findings
            .about(Subjects.of(user))
            .at(user.keyFile(), without.get(0).line())
            .fix("Add an anchor with the key to .sops.yaml, or map the person in .keytally.yaml.")
            .add(
                without.size() < user.keys().size()
                    ? "Only some keys of "
                        + user.name()
                        + " have an anchor in .sops.yaml: its files open on some devices only."
                    : "User "
                        + user.name()
                        + " has no anchor in .sops.yaml and cannot read the files under it.");
      }
    }
  }

  /** A repository whose anchors are all machines' and service keys does not ask people for one. */
  static boolean someAnchorIsOfAPerson(Evidence evidence) {
    for (Owners.OwnedAnchor owned : evidence.owners().anchors()) {
      if (owned.person().isPresent()) {
        return true;
      }
    }
    return false;
  }
}
