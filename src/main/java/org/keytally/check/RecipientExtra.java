package org.keytally.check;

import java.util.List;
import java.util.Map;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** A known key decrypts a secret that no link grants it. */
final class RecipientExtra extends Rule {

  RecipientExtra() {
    super(
        "recipient-extra",
        Severity.ERROR,
        "A known key decrypts a secret that no link grants it.",
        "SEC-08");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Map.Entry<String, List<Secret>> entry : evidence.drift().extra().entrySet()) {
      String recipient = entry.getKey();
      String owner = evidence.owners().describe(recipient).orElse(recipient);
      findings
          .about(Subjects.recipient(recipient, evidence.owners()))
          .in(Subjects.paths(entry.getValue()))
          .fix(
              "Decide: `keytally repair --only recipient-extra` takes the access away; a member"
                  + " link in the secret's folder grants it.")
          .add(
              "The key of "
                  + owner
                  + " decrypts "
                  + Wording.count(entry.getValue().size(), "secret")
                  + " without a link: access that outlived its grant.");
    }
  }
}
