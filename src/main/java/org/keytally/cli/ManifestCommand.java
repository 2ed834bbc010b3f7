package org.keytally.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.keytally.clan.Manifest;
import org.keytally.clan.ManifestException;
import org.keytally.clan.ManifestReader;
import org.keytally.clan.ManifestWriter;
import org.keytally.config.Configuration;
import org.keytally.git.Repository;
import org.keytally.git.Snapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes down what Nix declares. */
@Command(
    name = "manifest",
    mixinStandardHelpOptions = true,
    description = {
      "Has nix evaluate which vars the flake declares and writes clan-manifest.json.",
      "",
      "This runs the Nix code of the work tree. Nothing is built, settings of the flake",
      "do not count, and a machine that does not evaluate is noted as such. Commit the",
      "file: 'keytally check' holds the repository against it, without nix."
    },
    footer = {"", "Examples:", "  keytally manifest", "  keytally manifest --offline --stdout"})
final class ManifestCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Option(names = "--stdout", description = "Print the manifest instead of writing it.")
  private boolean stdout;

  @Option(
      names = "--flake",
      paramLabel = "DIR",
      description = "The folder with flake.nix; default is the nearest above this one.")
  private Optional<Path> flake = Optional.empty();

  @Option(names = "--offline", description = "Fetch nothing, use what nix has already.")
  private boolean offline;

  ManifestCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    try (CheckRun run =
        new CheckRun(keytally.directory(), keytally.terminal(), keytally.configuration())) {
      Repository repository = run.repository();
      if (repository.workTree().isEmpty()) {
        throw new UsageException("nix evaluates a work tree, and this repository is bare.");
      }
      Snapshot snapshot = repository.worktreeSnapshot();
      Configuration configuration = run.configuration(snapshot);
      FlakeEvaluation evaluation =
          FlakeEvaluation.of(
              keytally.invocation(),
              repository,
              snapshot,
              configuration,
              flake.isPresent() ? Optional.of(keytally.resolve(flake.get())) : Optional.empty(),
              offline);
      byte[] content = ManifestWriter.write(evaluation.manifest());
      if (stdout) {
        keytally.out().print(new String(content, StandardCharsets.UTF_8));
        keytally.out().flush();
        return ExitCode.OK;
      }
      String path = path(configuration, evaluation);
      write(repository.workTree().get(), path, evaluation.manifest(), content);
      return ExitCode.OK;
    }
  }

  private static String path(Configuration configuration, FlakeEvaluation evaluation) {
    String folder = evaluation.clanDirectory().isEmpty() ? "" : evaluation.clanDirectory() + '/';
    return configuration.manifest().orElse(folder + Manifest.FILE_NAME);
  }

  private void write(Path root, String path, Manifest manifest, byte[] content)
      throws IOException, UsageException {
    Path file = root.resolve(path);
    Path folder = file.getParent();
    if (folder == null
        || !Files.isDirectory(folder)
        || !folder.toRealPath().startsWith(root.toRealPath())) {
      throw new UsageException("the folder of " + path + " is none in the work tree.");
    }
    if (saysTheSame(file, manifest)) {
      say(path + " is up to date: " + counts(manifest) + '.');
      return;
    }
    Path fresh =
        folder.resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".new");
    try {
      try (OutputStream out =
          Files.newOutputStream(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        out.write(content);
      }
      // Replaces a link instead of following it.
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    say("Wrote " + path + ": " + counts(manifest) + ". Commit it together with the Nix code.");
  }

  /** Whether a file differs at most in when, and from which commit, it was made. */
  private static boolean saysTheSame(Path file, Manifest manifest) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || Files.size(file) > ManifestReader.LARGEST) {
      return false;
    }
    try {
      Manifest old = ManifestReader.read(Files.readAllBytes(file));
      return old.source().isPresent()
          && Arrays.equals(
              ManifestWriter.write(timeless(old)), ManifestWriter.write(timeless(manifest)));
    } catch (ManifestException e) {
      return false;
    }
  }

  private static Manifest timeless(Manifest manifest) {
    Optional<Manifest.Source> source = manifest.source();
    if (source.isPresent()) {
      source =
          Optional.of(
              new Manifest.Source(
                  Optional.empty(),
                  source.get().flakeLock(),
                  source.get().nixFiles(),
                  source.get().clanCoreRevision(),
                  Optional.empty()));
    }
    return new Manifest(
        source,
        manifest.clanDirectory(),
        manifest.recipients(),
        manifest.machines(),
        manifest.exports());
  }

  private static String counts(Manifest manifest) {
    int generators = 0;
    int failed = 0;
    for (Manifest.Machine machine : manifest.machines().values()) {
      generators += machine.generators().size();
      failed += machine.evaluationError().isPresent() ? 1 : 0;
    }
    int machines = manifest.machines().size();
    return machines
        + (machines == 1 ? " machine" : " machines")
        + " with "
        + generators
        + (generators == 1 ? " generator" : " generators")
        + (failed == 0 ? "" : ", " + failed + " not evaluated");
  }

  private void say(String line) {
    keytally.out().println(keytally.terminal().printable(line));
    keytally.out().flush();
  }
}
