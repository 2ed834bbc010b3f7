package org.keytally.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.keytally.git.Repositories;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sets up the git hooks, and runs them. */
@Command(
    name = "hook",
    mixinStandardHelpOptions = true,
    description = "Sets up the git hooks that stop a bad commit or push, or runs one.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  keytally -C ~/fleet hook install"})
final class HookCommand implements Callable<Integer> {

  private static final String NAMES =
      "pre-commit, pre-merge-commit, pre-push or pre-receive; without a name it is the first two.";

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
        "Puts hooks into the folder that git runs hooks from.",
        "",
        "A hook that is there is kept as NAME.before-keytally and called first."
      },
      footer = {
        "",
        "Examples:",
        "  keytally -C ~/fleet hook install pre-commit pre-push",
        "  keytally -C /srv/git/fleet.git hook install pre-receive"
      })
  int install(
      @Parameters(paramLabel = "NAME", arity = "0..*", description = NAMES)
          String @Nullable [] names)
      throws IOException, RepositoryException, UsageException {
    try (Repository repository = Repositories.open(keytally.directory())) {
      for (HookInstallation hook : hooks(names, repository)) {
        keytally.terminal().say(hook.install(HookInstallation.launcher()));
      }
    }
    warm();
    return ExitCode.OK;
  }

  /** Only makes hooks faster, so that no failure of it is one of the installation. */
  private void warm() {
    Optional<Path> launcher = HookInstallation.launcher();
    try {
      Optional<StartArchive> archive =
          launcher.isPresent()
              ? StartArchive.of(launcher.get(), keytally.terminal().environment().variables())
              : Optional.empty();
      if (archive.isPresent() && !archive.get().isCurrent()) {
        archive.get().make();
      }
    } catch (IOException | RepositoryException e) {
      keytally.terminal().say("Hooks will start slower than they could: see keytally warm.");
    }
  }

  /** All of them are known before the first is touched. */
  private List<HookInstallation> hooks(String @Nullable [] names, Repository repository)
      throws IOException, RepositoryException, UsageException {
    List<HookInstallation> hooks = new ArrayList<>();
    boolean usual = names == null || names.length == 0;
    for (String name : usual ? HookInstallation.USUAL : List.of(names)) {
      hooks.add(
          HookInstallation.of(name, repository, keytally.terminal().environment().variables()));
    }
    return hooks;
  }

  @Command(
      name = "uninstall",
      mixinStandardHelpOptions = true,
      description = "Takes hooks away and puts back what was there before.",
      footer = {"", "Example:", "  keytally -C ~/fleet hook uninstall"})
  int uninstall(
      @Parameters(paramLabel = "NAME", arity = "0..*", description = NAMES)
          String @Nullable [] names)
      throws IOException, RepositoryException, UsageException {
    try (Repository repository = Repositories.open(keytally.directory())) {
      List<HookInstallation> hooks = hooks(names, repository);
      boolean usual = names == null || names.length == 0;
      // A clone may have only one of the two.
      if (usual && hooks.get(0).isInstalled() != hooks.get(1).isInstalled()) {
        hooks.remove(hooks.get(0).isInstalled() ? 1 : 0);
      }
      for (HookInstallation hook : hooks) {
        keytally.terminal().say(hook.uninstall());
      }
    }
    return ExitCode.OK;
  }

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = {
        "What the hook calls: checks what git is about to commit, push or receive.",
        "",
        "Takes no options; its behaviour comes from .keytally.yaml."
      },
      footer = {"", "Example:", "  keytally hook run pre-commit"})
  int run(@Parameters(paramLabel = "NAME", description = "Name of the hook.") String name) {
    return HookRun.run(name, keytally.terminal());
  }
}
