package org.keytally.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keytally.config.Severity;
import org.keytally.sops.KeyType;
import org.keytally.sops.MasterKey;

/** A clan secret has readers that clan does not see. */
final class RecipientForeign extends Rule {

  RecipientForeign() {
    super(
        "recipient-foreign",
        Severity.ERROR,
        "A clan secret has readers that clan does not see.",
        "SEC-22");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Map<RecipientList, List<String>> foreign = new HashMap<>();
    for (RecipientList recipients : evidence.sopsFiles().clanLists()) {
      List<String> unseen = unseen(recipients);
      if (!unseen.isEmpty()) {
        foreign.put(recipients, unseen);
      }
    }
    if (foreign.isEmpty()) {
      return;
    }
    for (SopsFiles.OfClan file : evidence.sopsFiles().ofClan()) {
      List<String> unseen = foreign.get(file.recipients());
      if (unseen != null) {
        findings
            .about(file.subject())
            .at(file.path())
            .fix("Decide whether this reader should stay; clan drops it at its next update.")
            .add(
                "The file can be opened through "
                    + Wording.list(unseen)
                    + ", which clan neither shows nor keeps.");
      }
    }
  }

  private static List<String> unseen(RecipientList recipients) {
    List<String> unseen = new ArrayList<>();
    if (recipients.groups().size() > 1) {
      unseen.add(Wording.count(recipients.groups().size(), "key group"));
    }
    for (MasterKey key : recipients.keys()) {
      if (key.type() != KeyType.AGE && key.type() != KeyType.PGP) {
        unseen.add(key.type().field() + ' ' + key.identifier());
      }
    }
    return unseen;
  }
}
