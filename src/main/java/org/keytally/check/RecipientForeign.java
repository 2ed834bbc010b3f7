package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;
import org.keytally.sops.KeyType;
import org.keytally.sops.MasterKey;
import org.keytally.sops.SopsFile;

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
    for (Secret secret : evidence.fleet().secrets()) {
      SopsFile file = secret.contents().orElse(null);
      if (file == null) {
        continue;
      }
      List<String> unseen = new ArrayList<>();
      if (file.groups().size() > 1) {
        unseen.add(Wording.count(file.groups().size(), "key group"));
      }
      for (MasterKey key : file.keys()) {
        if (key.type() != KeyType.AGE && key.type() != KeyType.PGP) {
          unseen.add(key.type().field() + ' ' + key.identifier());
        }
      }
      if (!unseen.isEmpty()) {
        findings
            .about(Subjects.of(secret))
            .at(secret.path())
            .fix("Decide whether this reader should stay; clan drops it at its next update.")
            .add(
                "The file can be opened through "
                    + Wording.list(unseen)
                    + ", which clan neither shows nor keeps.");
      }
    }
  }
}
