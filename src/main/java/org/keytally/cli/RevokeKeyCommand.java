package org.keytally.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.keytally.repair.Rotation;
import org.keytally.repair.Rotator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes one key away. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = {
      "Takes one key away wherever it stands: key files of people and machines that have",
      "others, .sops.yaml, and every file. The files get new data keys."
    },
    footer = {
      "",
      "Exit codes: 0 nothing to do, or all done; 1 something to do; 4 refused, nothing changed.",
      "",
      "Example:",
      "  keytally revoke key age1... --apply"
    })
final class RevokeKeyCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Parameters(paramLabel = "KEY", description = "The public key, in full.")
  private String key = "";

  @Mixin private RotationOptions options = new RotationOptions();

  RevokeKeyCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    try (RotationRun run = new RotationRun(keytally, options)) {
      return run.run(
          basis -> {
            Rotator rotator = run.rotator(basis);
            Rotation rotation = rotator.revokeKey(key.strip());
            return RotationPlan.once(
                "revoke key " + key.strip(), List.of(key.strip()), rotation, rotator.readBack());
          });
    }
  }
}
