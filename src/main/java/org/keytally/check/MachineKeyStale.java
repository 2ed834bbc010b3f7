package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.keytally.clan.MemberKind;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** Secrets of a machine are encrypted to a key that it no longer has. */
final class MachineKeyStale extends Rule {

  MachineKeyStale() {
    super(
        "machine-key-stale",
        Severity.ERROR,
        "Secrets of a machine are encrypted to a key that it no longer has.",
        "SEC-10");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Map.Entry<String, Drift.StaleMachine> entry : evidence.drift().stale().entrySet()) {
      List<Secret> secrets = entry.getValue().secrets();
      findings
          .about(Subjects.member(MemberKind.MACHINES, entry.getKey()))
          .in(Subjects.paths(secrets))
          .fix("keytally repair --only machine-key-stale")
          .add(
              "The key of machine "
                  + entry.getKey()
                  + " was replaced, but "
                  + Wording.count(secrets.size(), "secret")
                  + Wording.agree(secrets.size(), " is", " are")
                  + " still encrypted to the former key "
                  + Wording.list(new ArrayList<>(entry.getValue().formerKeys()))
                  + ": the host cannot decrypt on its next activation.");
    }
  }
}
