package org.keytally.check;

import org.keytally.config.Configuration;
import org.keytally.config.Severity;

/**
 * An accepted finding is gone. This is known only after all other rules have spoken, so {@link
 * Acceptances} reports it.
 */
final class AcceptanceUnused extends Rule {

  static final String NAME = "acceptance-unused";

  AcceptanceUnused() {
    super(NAME, Severity.INFO, "An accepted finding is not there any more.");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    // Acceptances#apply knows what the other rules found.
  }

  static void report(Configuration.Accepted accepted, Findings findings) {
    findings
        .about(new Subject(Subject.Type.REPOSITORY, accepted.fingerprint()))
        .at(Configuration.FILE_NAME, accepted.line())
        .fix("Take the entry out of " + Configuration.FILE_NAME + ".")
        .add(
            "The finding of "
                + accepted.rule()
                + " that is accepted here ("
                + accepted.fingerprint()
                + ") was not found; should it come back, it would pass unseen.");
  }
}
