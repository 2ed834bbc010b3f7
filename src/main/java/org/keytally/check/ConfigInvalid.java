package org.keytally.check;

import org.keytally.config.Configuration;
import org.keytally.config.ConfigurationException;
import org.keytally.config.Severity;

/** A proposed configuration cannot be used. */
final class ConfigInvalid extends Rule {

  ConfigInvalid() {
    super("config-invalid", Severity.ERROR, "A proposed .keytally.yaml cannot be used.");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.change().isEmpty()) {
      return;
    }
    for (ConfigurationException.Problem problem : evidence.change().get().configuration()) {
      findings
          .about(Subjects.file(Configuration.FILE_NAME))
          .at(Configuration.FILE_NAME, problem.line())
          .fix("Mend the file; docs/configuration.md says what may stand in it.")
          .add(
              "Once this configuration is in force, nothing is checked any more, since it cannot be"
                  + " used: "
                  + problem.message()
                  + (problem.message().endsWith("?") ? "" : "."));
    }
  }
}
