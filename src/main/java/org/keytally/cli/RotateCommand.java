package org.keytally.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What replaces keys. */
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    description = {
      "Replaces a key everywhere it matters, in an order that locks nobody out.",
      "Shows the plan; --apply carries it out."
    })
final class RotateCommand implements Callable<Integer> {

  @Override
  public Integer call() throws UsageException {
    throw new UsageException("rotate needs to know what: user, machine or data-keys.");
  }
}
