package org.keytally.check;

import org.keytally.config.Severity;
import org.keytally.sops.SopsConfig;

/** sops refuses or misreads .sops.yaml. */
final class SopsConfigInvalid extends Rule {

  SopsConfigInvalid() {
    super("sops-config-invalid", Severity.ERROR, "sops refuses or misreads .sops.yaml.", "COR-15");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (SopsConfig config : evidence.fleet().sopsConfigs()) {
      for (SopsConfig.Problem problem : config.problems()) {
        findings
            .about(Subjects.file(config.path()))
            .at(config.path(), problem.line())
            .weighing(problem.refused() ? Severity.ERROR : Severity.WARNING)
            .fix("Correct the rule, and try it with: sops updatekeys FILE")
            .add("sops cannot use this as it is meant: " + problem.message() + '.');
      }
    }
  }
}
