package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.demo.FleetBuilder;

/** Git and people wait: what is slow to load is not loaded on the way of a hook or a check. */
class HookStartIT {

  /** Of Java, the libraries and ours together; Java alone has 450. */
  private static final int MOST_CLASSES = 1_500;

  /** How names of classes begin that a hook can do without. */
  private static final List<String> SLOW =
      List.of(
          "picocli.",
          "me.tongfei.",
          "com.fasterxml.jackson.databind.",
          "com.fasterxml.jackson.dataformat.",
          "org.eclipse.jgit.",
          "org.bouncycastle.",
          "org.yaml.snakeyaml.resolver.",
          "javax.crypto.",
          "sun.security.jca.",
          "sun.security.provider.",
          "java.util.Formatter",
          "java.util.stream.ReferencePipeline",
          // What equals and hashCode of records are made with, at 20 ms for the first.
          "java.lang.runtime.ObjectMethods");

  @TempDir Path folder;

  private final FleetBuilder builder =
      FleetBuilder.random()
          .user("alice")
          .user("bob")
          .secret(plain("token"), "alice", "bob")
          .anchor("alice")
          .anchor("bob")
          .rule("^secrets/", "alice")
          .ruledFile("secrets/app.yaml", "token: none\n");

  /** The names of the classes that keytally loads. */
  private List<String> loaded(Path fleet, int code, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-Xlog:class+load", "-cp"));
    command.add(BuiltTool.home().resolve("lib/keytally.jar").toString());
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    Process java =
        new ProcessBuilder(command)
            .directory(fleet.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> names = new ArrayList<>();
    for (String line : new String(java.getInputStream().readAllBytes(), UTF_8).lines().toList()) {
      int end = line.indexOf(" source: ");
      if (end >= 0) {
        names.add(line.substring(line.lastIndexOf(' ', end - 1) + 1, end));
      }
    }
    assertThat(java.waitFor()).isEqualTo(code);
    return names;
  }

  private static void assertLean(List<String> names) {
    List<String> slow = new ArrayList<>();
    for (String name : names) {
      boolean ownLambda = name.startsWith("org.keytally.") && name.contains("$$Lambda");
      if (ownLambda || SLOW.stream().anyMatch(name::startsWith)) {
        slow.add(name);
      }
    }
    assertThat(slow)
        .as("slow to load, first of all %s", slow.isEmpty() ? "nothing" : slow.get(0))
        .isEmpty();
    assertThat(names).contains("org.keytally.check.Check");
    assertThat(names.size()).as("number of loaded classes").isLessThan(MOST_CLASSES);
  }

  @Test
  void aSoundCommitLoadsNoLibraryThatItCanDoWithout() throws Exception {
    Path fleet = folder.resolve("fleet");
    builder.commitTo(fleet);

    List<String> names = loaded(fleet, 0, "hook", "run", "pre-commit");
    assertLean(names);
    // SnakeYAML makes an expression for its scanner, but only tags of a configuration match one.
    assertThat(names.contains("java.util.regex.Matcher")).as("matches an expression").isFalse();
  }

  @Test
  void norDoesOneThatIsStopped() throws Exception {
    Path fleet = folder.resolve("fleet");
    builder.commitTo(fleet);
    String path = "sops/secrets/token/secret";
    Files.writeString(
        fleet.resolve(path),
        builder.dropRecipient(plain("token"), "bob").build().text(path).orElseThrow());
    Files.writeString(fleet.resolve(".keytally.yaml"), "rules:\n  key-file-untidy: off\n");
    Clone.at(fleet).git("add", "--all");

    assertLean(loaded(fleet, 1, "hook", "run", "pre-commit"));
  }

  @Test
  void norDoesACheckAsContinuousIntegrationAsksForIt() throws Exception {
    Path fleet = folder.resolve("fleet");
    builder.commitTo(fleet);

    assertLean(loaded(fleet, 0, "check", "--rev", "HEAD", "--fail-on=error", "--keyfile", "none"));
  }
}
