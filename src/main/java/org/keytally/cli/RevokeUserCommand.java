package org.keytally.cli;

import java.util.concurrent.Callable;
import org.keytally.repair.Rotation;
import org.keytally.repair.RotationTarget;
import org.keytally.repair.Rotator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a person away. */
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    description = {
      "Takes a person away: the clan user, its links, its places in .sops.yaml, and its keys",
      "from every file. The files get new data keys.",
      "",
      "What the person knows already stays known: --format markdown lists the values to replace."
    },
    footer = {
      "",
      "Exit codes: 0 nothing to do, or all done; 1 something to do; 4 refused, nothing changed.",
      "",
      "Examples:",
      "  keytally revoke user bob                             show the plan",
      "  keytally revoke user bob --apply --commit            ask, do it, commit",
      "  keytally revoke user bob --format markdown > replace.md"
    })
final class RevokeUserCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Parameters(paramLabel = "NAME", description = "A clan user, or a person of .keytally.yaml.")
  private String name = "";

  @Mixin private RotationOptions options = new RotationOptions();

  RevokeUserCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    try (RotationRun run = new RotationRun(keytally, options)) {
      return run.run(
          basis -> {
            Rotator rotator = run.rotator(basis);
            RotationTarget target =
                rotator.userAlone(name).orElseThrow(() -> RotationRun.noUser(name, rotator));
            Rotation rotation = rotator.revokeUser(target);
            return RotationPlan.once(
                "revoke user " + name, target.keys(), rotation, rotator.readBack());
          });
    }
  }
}
