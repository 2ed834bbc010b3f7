package org.keytally.cli;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import org.keytally.clan.ClanDirectoryException;
import org.keytally.clan.FleetReader;
import org.keytally.clan.Manifest;
import org.keytally.clan.ManifestOrigin;
import org.keytally.clan.NixEvaluation;
import org.keytally.clan.NixException;
import org.keytally.clan.NixSource;
import org.keytally.config.Configuration;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;

/**
 * What Nix says of the flake in a work tree, with its progress told on standard error.
 *
 * @param manifest with its source
 * @param clanDirectory relative to the repository root, empty for the root
 */
record FlakeEvaluation(Manifest manifest, String clanDirectory) {

  /**
   * Evaluates a flake.
   *
   * @param snapshot of the work tree
   * @param flake its folder; absent: the nearest above the folder to work in, else above the clan
   *     directory
   * @param offline whether nothing may be fetched, even where there is a network
   */
  static FlakeEvaluation of(
      Invocation invocation,
      Repository repository,
      Snapshot snapshot,
      Configuration configuration,
      Optional<Path> flake,
      boolean offline)
      throws UsageException, RepositoryException, ClanDirectoryException, NixException {
    Path root = repository.workTree().orElseThrow();
    Optional<String> found =
        FleetReader.read(snapshot, configuration, ManifestOrigin.NONE).directory();
    Path folder =
        flake.isPresent()
            ? flake.get().toAbsolutePath().normalize()
            : nearest(root, invocation.directory().normalize(), root.resolve(found.orElse("")));
    if (!Files.isRegularFile(folder.resolve("flake.nix"))) {
      throw new UsageException("there is no flake.nix in " + folder + "; name its folder.");
    }
    Manifest evaluated =
        NixEvaluation.evaluate(
            folder,
            root,
            invocation.terminal().environment().variables(),
            offline || !hasNetwork(),
            new Told(invocation));
    String directory =
        configuration.clanDirectory().isPresent()
            ? found.orElse("")
            : relative(root, folder.resolve(evaluated.clanDirectory()));
    return new FlakeEvaluation(
        new Manifest(
            Optional.of(NixSource.of(repository, snapshot, directory, Instant.now())),
            evaluated.clanDirectory(),
            evaluated.recipients(),
            evaluated.machines(),
            evaluated.exports()),
        directory);
  }

  /** The first folder with a flake on the way up from either place. */
  private static Path nearest(Path root, Path directory, Path clanDirectory) {
    for (Path start : new Path[] {directory, clanDirectory}) {
      Path folder = start;
      while (folder != null && folder.startsWith(root)) {
        if (Files.isRegularFile(folder.resolve("flake.nix"))) {
          return folder;
        }
        folder = folder.getParent();
      }
    }
    return root;
  }

  private static String relative(Path root, Path folder) throws UsageException {
    Path normal = folder.normalize();
    if (!normal.startsWith(root)) {
      throw new UsageException(
          "the flake's clan directory " + normal + " is not in the work tree " + root + ".");
    }
    return root.relativize(normal).toString().replace('\\', '/');
  }

  private static boolean hasNetwork() {
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (each.isUp() && !each.isLoopback()) {
          return true;
        }
      }
      return false;
    } catch (SocketException e) {
      return false;
    }
  }

  /** Tells a person how it goes on. */
  private static final class Told implements NixEvaluation.Progress {

    private final Invocation invocation;

    Told(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void oneByOne(NixException reason) {
      say("The fleet does not evaluate as a whole: " + reason.getMessage());
      details(reason);
      say("Its machines are evaluated one by one.");
    }

    @Override
    public void machine(String name, int number, int count) {
      say("  [" + number + "/" + count + "] " + name);
    }

    @Override
    public void failed(String name, NixException reason) {
      say("  " + name + " does not evaluate: " + reason.getMessage());
      details(reason);
    }

    private void details(NixException reason) {
      if (invocation.verbose()) {
        Failure.details(reason, invocation.terminal());
      }
    }

    private void say(String line) {
      invocation.terminal().say(line);
      invocation.terminal().err().flush();
    }
  }
}
