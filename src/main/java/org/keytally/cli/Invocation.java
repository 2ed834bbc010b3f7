package org.keytally.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.keytally.git.RepositoryException;
import org.keytally.report.Style;
import org.keytally.report.Style.Detail;

/**
 * What every command is told, whoever read the arguments.
 *
 * @param directory the folder to work in, absolute
 * @param configuration used instead of the repository's, as a path to read; absent for that one
 * @param quiet whether nothing is to be said that was not asked for
 * @param verbose whether everything shall be said
 */
record Invocation(
    Terminal terminal,
    Path directory,
    Optional<Path> configuration,
    ColorMode color,
    boolean quiet,
    boolean verbose) {

  /**
   * What was typed: relative paths start at the folder to work in, as with git.
   *
   * @param directory {@code -C}
   * @param configuration {@code --config}
   */
  static Invocation typed(
      Terminal terminal,
      Optional<Path> directory,
      Optional<Path> configuration,
      ColorMode color,
      boolean quiet,
      boolean verbose) {
    Path folder =
        directory.isPresent()
            ? terminal.directory().resolve(directory.get())
            : terminal.directory();
    return new Invocation(
        terminal,
        folder,
        configuration.isPresent()
            ? Optional.of(folder.resolve(configuration.get()))
            : Optional.empty(),
        color,
        quiet,
        verbose);
  }

  /** How text on standard output looks. */
  Style style() {
    return terminal.outStyle(color, quiet ? Detail.BRIEF : verbose ? Detail.FULL : Detail.NORMAL);
  }

  /** Opens the repository around the folder to work in; the caller closes it. */
  CheckRun open() throws RepositoryException {
    return new CheckRun(directory, terminal, configuration);
  }
}
