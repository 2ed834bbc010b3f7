package org.keytally.check;

import java.util.List;
import java.util.Map;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** A key of no user, machine or anchor decrypts a secret. */
final class RecipientUnknown extends Rule {

  RecipientUnknown() {
    super(
        "recipient-unknown",
        Severity.ERROR,
        "A key of no user, machine or anchor decrypts a secret.",
        "SEC-09");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Map.Entry<String, List<Secret>> entry : evidence.drift().unknown().entrySet()) {
      String recipient = entry.getKey();
      findings
          .about(Subjects.recipient(recipient, evidence.owners()))
          .in(Subjects.paths(entry.getValue()))
          .fix(
              "Find out whose it was with `git log -S "
                  + recipient
                  + "`, then `keytally repair --only recipient-unknown`.")
          .add(
              "The unknown key "
                  + recipient
                  + " decrypts "
                  + Wording.count(entry.getValue().size(), "secret")
                  + ": the former key of somebody who was rotated or removed, or an intruder's.");
    }
  }
}
