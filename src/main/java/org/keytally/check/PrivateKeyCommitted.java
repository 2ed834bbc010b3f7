package org.keytally.check;

import java.util.HashSet;
import java.util.Set;
import org.keytally.clan.Fleet;
import org.keytally.clan.Owners;
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
    Set<String> told = new HashSet<>();
    for (Problems.Located located : evidence.problems().of(Problem.Kind.PRIVATE_KEY)) {
      Problem problem = located.problem();
      String key = problem.detail();
      if (told.add(problem.path() + '\n' + key)) {
        report(
            findings,
            key.isEmpty() ? located.subject() : subject(problem.path(), key, evidence.owners()),
            problem.path(),
            problem.line(),
            problem.message());
      }
    }
    for (Fleet.PrivateKeyText key : evidence.fleet().privateKeys()) {
      boolean forTests = evidence.configuration().testIdentities().contains(key.key());
      if (!forTests && told.add(key.path() + '\n' + key.key())) {
        report(
            findings,
            subject(key.path(), key.key(), evidence.owners()),
            key.path(),
            key.line(),
            key.what() + " in clear");
      }
    }
  }

  /** The key, so that a second one in the same file is another finding. */
  private static Subject subject(String path, String key, Owners owners) {
    return key.startsWith("sha256:")
        ? Subjects.file(path + '#' + key)
        : Subjects.recipient(key, owners);
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
