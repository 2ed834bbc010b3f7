package org.keytally.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The distribution that the build laid out, and a bare environment to run it in. */
final class BuiltTool {

  private BuiltTool() {}

  /** The folder with {@code bin/keytally}. */
  static Path home() {
    return Path.of(System.getProperty("keytally.home", "target/keytally")).toAbsolutePath();
  }

  static Path launcher() {
    return home().resolve("bin/keytally");
  }

  /**
   * What commands get to see: no key, no configuration of the person who runs the tests.
   *
   * @param home an empty folder
   */
  static Map<String, String> environment(Path home) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", home().resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("HOME", home.toString());
    environment.put("LC_ALL", "C.UTF-8");
    environment.put(
        "KEYTALLY_JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString());
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_AUTHOR_NAME", "Ann Author");
    environment.put("GIT_AUTHOR_EMAIL", "ann@example.org");
    environment.put("GIT_COMMITTER_NAME", "Ann Author");
    environment.put("GIT_COMMITTER_EMAIL", "ann@example.org");
    return environment;
  }
}
