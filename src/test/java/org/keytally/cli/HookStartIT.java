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

  /** Of keytally and its libraries. */
  private static final int MOST_CLASSES = 460;

  /** What all kinds of files and findings at once bring beyond those of one. */
  private static final int FOR_ALL_KINDS = 240;

  /** What the configuration and findings bring. */
  private static final int FOR_FINDINGS = 90;

  private static final boolean IS_17 = Runtime.version().feature() == 17;

  /** Java alone has 450; newer ones load more for the same. */
  private static final int MOST_OF_JAVA = IS_17 ? 1_050 : 1_300;

  private static final List<String> OF_JAVA = List.of("java.", "javax.", "jdk.", "sun.");

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
          "javax.crypto.Cipher",
          "javax.crypto.JceSecurity",
          "javax.crypto.KeyAgreement",
          "javax.crypto.Mac",
          "java.util.Formatter",
          // Newer Javas start programs with streams of their own.
          IS_17 ? "java.util.stream.ReferencePipeline" : "picocli.",
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

  private static void assertLean(List<String> names, int most) {
    List<String> slow = new ArrayList<>();
    List<String> brought = new ArrayList<>();
    for (String name : names) {
      boolean ownLambda = name.startsWith("org.keytally.") && name.contains("$$Lambda");
      if (ownLambda || SLOW.stream().anyMatch(name::startsWith)) {
        slow.add(name);
      }
      if (OF_JAVA.stream().noneMatch(name::startsWith)) {
        brought.add(name);
      }
    }
    assertThat(slow)
        .as("slow to load, first of all %s", slow.isEmpty() ? "nothing" : slow.get(0))
        .isEmpty();
    assertThat(brought).contains("org.keytally.check.Check");
    assertThat(brought.size()).as("classes of keytally and its libraries").isLessThan(most);
    assertThat(names.size() - brought.size()).as("classes of Java").isLessThan(MOST_OF_JAVA);
  }

  @Test
  void aSoundCommitLoadsNoLibraryThatItCanDoWithout() throws Exception {
    Path fleet = folder.resolve("fleet");
    builder.commitTo(fleet);

    List<String> names = loaded(fleet, 0, "hook", "run", "pre-commit");
    assertLean(names, MOST_CLASSES);
    // What is spelled as usual needs no parser of all JSON and all YAML, nor the expression that
    // SnakeYAML makes for its scanner.
    for (String name : names) {
      assertThat(name)
          .doesNotStartWith("com.fasterxml.jackson.core.json.")
          .doesNotStartWith("org.yaml.snakeyaml.scanner.")
          .doesNotStartWith("java.util.regex.");
    }
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

    assertLean(loaded(fleet, 1, "hook", "run", "pre-commit"), MOST_CLASSES + FOR_FINDINGS);
  }

  @Test
  void norDoesACheckAsContinuousIntegrationAsksForIt() throws Exception {
    Path fleet = folder.resolve("fleet");
    builder.commitTo(fleet);

    assertLean(
        loaded(fleet, 0, "check", "--rev", "HEAD", "--fail-on=error", "--keyfile", "none"),
        MOST_CLASSES);
  }

  @Test
  void norDoesACommitWithSomethingOfAll() throws Exception {
    Path fleet = folder.resolve("fleet");
    TrainingFleet.commitTo(fleet);

    assertLean(loaded(fleet, 1, "hook", "run", "pre-commit"), MOST_CLASSES + FOR_ALL_KINDS);
  }
}
