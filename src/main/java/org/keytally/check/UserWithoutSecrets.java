package org.keytally.check;

import java.util.Set;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.PublishedKey;
import org.keytally.config.Severity;

/** A user can decrypt nothing. */
final class UserWithoutSecrets extends Rule {

  UserWithoutSecrets() {
    super("user-without-secrets", Severity.INFO, "A user can decrypt nothing.", "KEY-17");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Set<String> used = evidence.sopsFiles().recipients();
    for (KeyHolder user : evidence.fleet().users().values()) {
      boolean usable = false;
      boolean reads = false;
      for (PublishedKey key : user.keys()) {
        usable |= key.isUsable();
        reads |= used.contains(key.text());
      }
      if (usable && !reads) {
        findings
            .about(Subjects.of(user))
            .at(user.keyFile())
            .fix("clan secrets groups add-user GROUP " + Wording.quote(user.name()))
            .add(
                "User "
                    + user.name()
                    + " is a recipient of nothing and cannot administer the fleet.");
      }
    }
  }
}
