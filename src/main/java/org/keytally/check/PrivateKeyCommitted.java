package org.keytally.check;

import org.keytally.clan.Fleet;
import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** A private key stands in clear in the repository. */
final class PrivateKeyCommitted extends Rule {

  PrivateKeyCommitted() {
    super(
        "private-key-committed",
        Severity.ERROR,
        "A private key stands in clear in the repository.",
        "KEY-07");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located : Problems.of(evidence.fleet(), Problem.Kind.PRIVATE_KEY)) {
      report(
          findings,
          located.subject(),
          located.problem().path(),
          located.problem().line(),
          located.problem().message());
    }
    for (Fleet.PrivateKeyText key : evidence.fleet().privateKeys()) {
      boolean forTests =
          key.publicKey().isPresent()
              && evidence.configuration().testIdentities().contains(key.publicKey().get());
      if (!forTests) {
        report(
            findings, Subjects.file(key.path()), key.path(), key.line(), key.what() + " in clear");
      }
    }
  }

  private static void report(
      Findings findings, Subject subject, String path, int line, String what) {
    findings
        .about(subject)
        .at(path, line)
        .fix(
            "Take it out, replace the key everywhere, and replace every value that it opens:"
                + " keytally rotate")
        .add(
            "A private key is in the repository ("
                + what
                + "): whoever can read the repository or its history has it.");
  }
}
