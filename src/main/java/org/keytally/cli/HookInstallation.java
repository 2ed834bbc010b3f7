package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;

/**
 * One of our hooks in the folder that git runs the hooks of a repository from: {@code
 * core.hooksPath}, else {@code hooks} in the git directory that all work trees share (githooks(5)).
 * The hooks are one script, which goes by the name that git calls it by.
 */
final class HookInstallation {

  /** The hooks that there are. */
  static final List<String> NAMES =
      List.of("pre-commit", "pre-merge-commit", "pre-push", "pre-receive");

  /** Those of whoever commits: git asks one before a commit, the other before a merge. */
  static final List<String> USUAL = NAMES.subList(0, 2);

  private static final String SCRIPT = "/org/keytally/hooks/pre-commit";

  /** A line that only this hook has. */
  private static final String MARK = "# Put in place by: keytally hook install.";

  private static final String NO_LAUNCHER = "installed=''";

  private final Path directory;
  private final Path hook;
  private final Path kept;

  private HookInstallation(Path directory, String name) {
    this.directory = directory;
    this.hook = directory.resolve(name);
    this.kept = directory.resolve(name + ".before-keytally");
  }

  /**
   * Of a repository.
   *
   * @param name one of {@link #NAMES}
   * @param environment for {@code HOME}
   */
  static HookInstallation of(String name, Repository repository, Map<String, String> environment)
      throws IOException, RepositoryException, UsageException {
    if (!NAMES.contains(name)) {
      throw new UsageException(
          "there is no hook " + name + "; there are " + String.join(", ", NAMES) + ".");
    }
    Optional<String> configured = repository.config("core.hooksPath");
    if (configured.isEmpty() || configured.get().isEmpty()) {
      return new HookInstallation(common(repository.gitDirectory()).resolve("hooks"), name);
    }
    Path base = repository.workTree().orElse(repository.gitDirectory());
    return new HookInstallation(base.resolve(expanded(configured.get(), environment)), name);
  }

  /** The git directory that linked work trees share (gitrepository-layout(5), commondir). */
  private static Path common(Path gitDirectory) throws IOException {
    Path pointer = gitDirectory.resolve("commondir");
    return Files.isRegularFile(pointer)
        ? gitDirectory.resolve(Files.readString(pointer).strip()).normalize()
        : gitDirectory;
  }

  private static String expanded(String path, Map<String, String> environment)
      throws UsageException {
    if (!path.startsWith("~")) {
      return path;
    }
    String home = environment.getOrDefault("HOME", "");
    if (!path.startsWith("~/") || home.isEmpty()) {
      throw new UsageException("core.hooksPath is " + path + ", which cannot be resolved here.");
    }
    return home + path.substring(1);
  }

  /** The launcher of the keytally that runs; empty where classes run without a distribution. */
  static Optional<Path> launcher() {
    try {
      Path jar =
          Path.of(
              HookInstallation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path launcher = jar.resolveSibling("../bin/keytally").normalize();
      return Files.isExecutable(launcher) ? Optional.of(launcher) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /**
   * Puts the hook in place, or renews it.
   *
   * @param launcher absolute; what the hook calls unless {@code KEYTALLY} names another
   * @return what was done, for the person at the terminal
   */
  String install(Optional<Path> launcher) throws IOException, UsageException {
    Files.createDirectories(directory);
    String done = "Installed " + hook;
    if (Files.exists(hook, LinkOption.NOFOLLOW_LINKS) && !isOurs(hook)) {
      if (Files.exists(kept, LinkOption.NOFOLLOW_LINKS)) {
        throw new UsageException(
            hook + " would be kept as " + kept + ", but that exists. Move one of them away first.");
      }
      // A link moves as a link: it still leads where it led, since the folder is the same.
      Files.move(hook, kept);
      done += "; the hook that was there is now " + kept.getFileName() + " and runs first";
    }
    write(text(launcher));
    return done + ".";
  }

  /**
   * Takes the hook away.
   *
   * @return what was done, for the person at the terminal
   */
  String uninstall() throws IOException, UsageException {
    if (!isInstalled()) {
      throw new UsageException(hook + " is not a hook of keytally; nothing was changed.");
    }
    if (Files.exists(kept, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(kept, hook, StandardCopyOption.REPLACE_EXISTING);
      return "Removed the hook and put back the one that was there before: " + hook + ".";
    }
    Files.delete(hook);
    return "Removed " + hook + ".";
  }

  /** Whether the hook is in place. */
  boolean isInstalled() throws IOException {
    return Files.exists(hook, LinkOption.NOFOLLOW_LINKS) && isOurs(hook);
  }

  private static boolean isOurs(Path hook) throws IOException {
    if (!Files.isRegularFile(hook, LinkOption.NOFOLLOW_LINKS) || Files.size(hook) > 1 << 16) {
      return false;
    }
    return new String(Files.readAllBytes(hook), UTF_8).contains(MARK);
  }

  private static String text(Optional<Path> launcher) throws IOException {
    String path = launcher.isPresent() ? launcher.get().toString() : "";
    try (InputStream script = HookInstallation.class.getResourceAsStream(SCRIPT)) {
      if (script == null) {
        throw new IOException("the hook is missing from this build of keytally");
      }
      return new String(script.readAllBytes(), UTF_8)
          .replace(NO_LAUNCHER, "installed='" + path.replace("'", "'\\''") + "'");
    }
  }

  private void write(String text) throws IOException {
    Path fresh = Files.createTempFile(directory, ".keytally", ".new");
    try {
      Files.writeString(fresh, text);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(fresh, hook, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
