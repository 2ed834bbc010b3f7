package org.keytally.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows who is who. */
@Command(
    name = "correspond",
    mixinStandardHelpOptions = true,
    description = {
      "Shows each person and whether the keys that go by that name tally.",
      "",
      "Compared are the clan user key, the anchor in .sops.yaml, the key file of this",
      "workstation and the ssh key."
    },
    footer = {"", "Example:", "  keytally correspond --user alice"})
final class CorrespondCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Option(
      names = "--keyfile",
      paramLabel = "FILE",
      description =
          "Your age key file, instead of the places where sops looks; 'none' looks nowhere.")
  private Optional<String> keyFile = Optional.empty();

  @Option(names = "--user", paramLabel = "NAME", description = "The person you are.")
  private Optional<String> user = Optional.empty();

  CorrespondCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    throw new UsageException("not yet: " + keytally.directory() + keyFile.map(Path::of) + user);
  }
}
