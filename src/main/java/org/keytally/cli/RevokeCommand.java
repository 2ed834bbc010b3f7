package org.keytally.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What takes keys away. */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    description = {
      "Takes a person or a key away everywhere, with new data keys, and lists the values that",
      "have to be replaced where they come from. Shows the plan; --apply carries it out."
    },
    footer = {"", "Example:", "  keytally revoke user bob --apply"})
final class RevokeCommand implements Callable<Integer> {

  @Override
  public Integer call() throws UsageException {
    throw new UsageException("revoke needs to know what: user or key.");
  }
}
