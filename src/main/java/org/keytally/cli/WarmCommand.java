package org.keytally.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Makes the start-up archive. */
@Command(
    name = "warm",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the start-up archive, with which hooks start in half the time.",
      "",
      "'hook install' makes it too. Make it again after an update of Java or of keytally;",
      "an archive that does not fit is never used. It lies in XDG_CACHE_HOME, else in ~/.cache."
    },
    footer = {"", "Example:", "  keytally warm"})
final class WarmCommand implements Callable<Integer> {

  private final Keytally keytally;

  WarmCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    Optional<Path> launcher = HookInstallation.launcher();
    Optional<StartArchive> archive =
        launcher.isPresent()
            ? StartArchive.of(launcher.get(), keytally.terminal().environment().variables())
            : Optional.empty();
    if (archive.isEmpty()) {
      throw new UsageException(
          "no start-up archive can be made here: keytally has to be in a folder without blanks in its"
              + " path, and XDG_CACHE_HOME, or HOME, has to be an absolute path without a colon.");
    }
    if (archive.get().isCurrent()) {
      keytally.terminal().say("The start-up archive is up to date: " + archive.get().folder());
    } else {
      archive.get().make();
      keytally.terminal().say("Made the start-up archive in " + archive.get().folder());
    }
    return ExitCode.OK;
  }
}
