package org.keytally.check;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Recipient;
import org.keytally.age.SshEd25519Recipient;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.PublishedKey;
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
    for (String person : persons(evidence)) {
      List<KeyHolder> users = Persons.users(evidence, person);
      if (!Persons.haveKeys(users)) {
        continue;
      }
      for (SshOrigin origin : SshOrigin.ofPerson(evidence, person)) {
        if (!origin.keys().isEmpty() && !origin.tallies(keys(users))) {
          place(origin, findings.about(new Subject(Subject.Type.PERSON, person)))
              .fix(
                  "Declare the right ssh key, or: keytally rotate user "
                      + Wording.quote(users.get(0).name()))
              .add(message(origin, person));
        }
      }
    }
    for (KeyHolder machine : evidence.fleet().keyedMachines().values()) {
      for (SshOrigin origin : SshOrigin.ofHost(evidence, machine.name())) {
        if (!origin.keys().isEmpty() && !origin.tallies(keys(List.of(machine)))) {
          place(origin, findings.about(new Subject(Subject.Type.MACHINE, machine.name())))
              .fix(
                  "After a look at the host: keytally rotate machine "
                      + Wording.quote(machine.name()))
              .add(message(origin, machine.name()));
        }
      }
    }
  }

  private static Set<String> persons(Evidence evidence) {
    Set<String> persons = new TreeSet<>(evidence.configuration().people().keySet());
    if (!evidence.sources().isNone()) {
      for (String user : evidence.fleet().users().keySet()) {
        persons.add(evidence.owners().personOf(user));
      }
    }
    return persons;
  }

  private static Set<String> keys(List<KeyHolder> holders) {
    Set<String> keys = new HashSet<>();
    for (KeyHolder holder : holders) {
      for (PublishedKey key : holder.keys()) {
        keys.add(key.text());
      }
    }
    return keys;
  }

  private static Findings.Draft place(SshOrigin origin, Findings.Draft draft) {
    if (origin.file().isEmpty()) {
      return draft.from(EvidenceKind.WORKSTATION);
    }
    String file = origin.file().get();
    int colon = file.lastIndexOf(':');
    int line = 0;
    for (int i = colon + 1; i < file.length() && colon > 0; i++) {
      int digit = file.charAt(i) - '0';
      if (digit < 0 || digit > 9 || line > 1_000_000) {
        return draft.at(file);
      }
      line = line * 10 + digit;
    }
    return colon > 0 ? draft.at(file.substring(0, colon), line) : draft.at(file);
  }

  private static String message(SshOrigin origin, String whose) {
    String age = origin.recipients().get(0);
    if (!age.startsWith("age1")) {
      return "The ssh key declared for "
          + whose
          + " cannot be converted: only ssh-ed25519 keys can.";
    }
    String where = origin.file().isPresent() ? "" : ", " + origin.where() + ',';
    return "The ssh key of "
        + whose
        + where
        + " converts to "
        + age
        + ", which is no key registered for it: a key derived anew opens nothing.";
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
