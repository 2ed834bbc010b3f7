package org.keytally.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What has to do with where keys come from. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Derives age keys from the ssh keys that they come from.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  keytally keys extract --ssh ~/.ssh/id_ed25519.pub"})
final class KeysCommand implements Callable<Integer> {

  @Override
  public Integer call() throws UsageException {
    throw new UsageException("keys needs to know what to do: extract or sync.");
  }
}
