package org.keytally.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.keytally.git.Repositories;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sets up the git hook, and runs it. */
@Command(
    name = "hook",
    mixinStandardHelpOptions = true,
    description = "Sets up the git hook that stops a bad commit, or runs it.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  keytally -C ~/fleet hook install"})
final class HookCommand implements Callable<Integer> {

  private final Keytally keytally;

  HookCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws UsageException {
    throw new UsageException("hook needs to know what to do: install, uninstall or run NAME.");
  }

  @Command(
      name = "install",
      mixinStandardHelpOptions = true,
      description = {
        "Puts the pre-commit hook into the folder that git runs hooks from.",
        "",
        "A hook that is there is kept as pre-commit.before-keytally and called first."
      },
      footer = {"", "Example:", "  keytally -C ~/fleet hook install"})
  int install() throws IOException, RepositoryException, UsageException {
    try (Repository repository = Repositories.open(keytally.directory())) {
      HookInstallation hook =
          HookInstallation.of(repository, keytally.terminal().environment().variables());
      keytally.terminal().say(hook.install(HookInstallation.launcher()));
    }
    return ExitCode.OK;
  }

  @Command(
      name = "uninstall",
      mixinStandardHelpOptions = true,
      description = "Takes the hook away and puts back what was there before.",
      footer = {"", "Example:", "  keytally -C ~/fleet hook uninstall"})
  int uninstall() throws IOException, RepositoryException, UsageException {
    try (Repository repository = Repositories.open(keytally.directory())) {
      HookInstallation hook =
          HookInstallation.of(repository, keytally.terminal().environment().variables());
      keytally.terminal().say(hook.uninstall());
    }
    return ExitCode.OK;
  }

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = {
        "What the hook calls: checks what git is about to commit.",
        "",
        "Takes no options; its behaviour comes from .keytally.yaml."
      },
      footer = {"", "Example:", "  keytally hook run pre-commit"})
  int run(
      @Parameters(paramLabel = "NAME", description = "Name of the hook: pre-commit.") String name) {
    return HookRun.run(name, keytally.terminal());
  }
}
