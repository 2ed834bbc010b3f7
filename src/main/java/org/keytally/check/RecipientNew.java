package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import org.keytally.check.AccessChange.EncryptedFile;
import org.keytally.check.AccessChange.NewRecipient;
import org.keytally.config.Severity;

/** A change lets in a key that it does not introduce. */
final class RecipientNew extends Rule {

  /** Reports the same keys with more to say, unless the configuration keeps it quiet. */
  private static final RecipientUnknown UNKNOWN = new RecipientUnknown();

  RecipientNew() {
    super(
        "recipient-new",
        Severity.ERROR,
        "A change encrypts to a key that the base does not know and the change does not introduce.",
        "SEC-09");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.change().isEmpty()) {
      return;
    }
    Rule.Description unknown = UNKNOWN.description();
    boolean told =
        evidence
            .configuration()
            .severityOf(unknown.name())
            .orElse(unknown.severity())
            .atLeast(Severity.ERROR);
    for (NewRecipient recipient : evidence.change().get().access().newRecipients()) {
      if (recipient.publishedIn().isPresent()) {
        continue;
      }
      boolean known = told && evidence.drift().unknown().containsKey(recipient.recipient());
      List<String> paths = new ArrayList<>();
      for (EncryptedFile file : recipient.files()) {
        paths.add(file.path());
      }
      if (!known) {
        findings
            .about(Subjects.recipient(recipient.recipient(), evidence.owners()))
            .in(paths)
            .fix("Add the key file of whoever has this key in the same change, or take it out.")
            .add(
                "The change lets "
                    + recipient.recipient()
                    + " read "
                    + Wording.count(paths.size(), "secret")
                    + ", a key that the base does not know and that no key file of this change"
                    + " introduces.");
      }
    }
  }
}
