package org.keytally.check;

import java.util.List;
import java.util.Optional;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Recipient;
import org.keytally.age.SshEd25519Recipient;
import org.keytally.clan.KeyHolder;
import org.keytally.config.Configuration;
import org.keytally.config.Severity;

/** A person's declared ssh key is not the source of the person's age key. */
final class SshKeyMismatch extends Rule {

  SshKeyMismatch() {
    super(
        "ssh-key-mismatch",
        Severity.WARNING,
        "A person's declared ssh key is not the source of the person's age key.",
        "COR-14");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Configuration.Person person : evidence.configuration().people().values()) {
      List<KeyHolder> users = Persons.users(evidence, person.name());
      if (person.ssh().isEmpty() || !Persons.haveKeys(users)) {
        continue;
      }
      String declared = person.ssh().get();
      Optional<String> derived = toAge(declared);
      if (Persons.anyHas(users, declared)
          || (derived.isPresent() && Persons.anyHas(users, derived.get()))) {
        continue;
      }
      findings
          .about(new Subject(Subject.Type.PERSON, person.name()))
          .at(Configuration.FILE_NAME, person.line())
          .fix(
              "Declare the right ssh key, or: keytally rotate user "
                  + Wording.quote(users.get(0).name())
                  + " --from-ssh FILE")
          .add(
              derived.isPresent()
                  ? "The ssh key of "
                      + person.name()
                      + " converts to "
                      + derived.get()
                      + ", which is no key of this person: a key derived anew opens nothing."
                  : "The ssh key declared for "
                      + person.name()
                      + " cannot be converted: only ssh-ed25519 keys can.");
    }
  }

  /** The age recipient that ssh-to-age derives; empty for what is no ssh-ed25519 key. */
  static Optional<String> toAge(String sshKey) {
    try {
      return Recipient.parse(sshKey.strip()) instanceof SshEd25519Recipient ssh
          ? Optional.of(ssh.toAge().text())
          : Optional.empty();
    } catch (MalformedKeyException e) {
      return Optional.empty();
    }
  }
}
