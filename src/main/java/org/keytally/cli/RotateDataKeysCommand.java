package org.keytally.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.keytally.repair.Rotation;
import org.keytally.repair.Rotator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives files new data keys. */
@Command(
    name = "data-keys",
    mixinStandardHelpOptions = true,
    description = {
      "Encrypts files anew under fresh data keys and initialisation vectors. Readers stay.",
      "",
      "Only files that a private key of yours opens; files with keys of other services are",
      "passed over by name."
    },
    footer = {
      "",
      "Exit codes: 0 nothing to do, or all done; 1 something to do; 4 refused, nothing changed.",
      "",
      "Examples:",
      "  keytally rotate data-keys                           show which files",
      "  keytally rotate data-keys sops/secrets --apply      ask, then do it"
    })
final class RotateDataKeysCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Mixin private RotationOptions options = new RotationOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description = "Files or folders; all files if none is named.")
  private List<Path> paths = new ArrayList<>();

  RotateDataKeysCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    try (RotationRun run = new RotationRun(keytally, options)) {
      List<String> wanted = inRepository(run.workTree());
      return run.run(
          basis -> {
            Rotator rotator = run.rotator(basis);
            Rotation rotation = rotator.dataKeys(wanted);
            return RotationPlan.once("rotate data-keys", List.of(), rotation, rotator.readBack());
          });
    }
  }

  private List<String> inRepository(Path workTree) throws UsageException, IOException {
    Path root = workTree.toRealPath();
    List<String> wanted = new ArrayList<>();
    for (Path path : paths) {
      Path place = keytally.directory().toRealPath().resolve(path).normalize();
      if (!place.startsWith(root)) {
        throw new UsageException(path + " is not in this repository.");
      }
      wanted.add(root.relativize(place).toString());
    }
    return wanted;
  }
}
