package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keytally.RealTools;

/** The scripts and workflows that others copy: held to the linters of their kind. */
class CiFilesTest {

  private static final String LINT =
      """
      const { createLinter } = require(process.argv[1] + "/node.cjs");
      const { readFileSync } = require("node:fs");
      createLinter().then((lint) => {
        for (const file of process.argv.slice(2)) {
          for (const r of lint(readFileSync(file, "utf8"), file)) {
            // Runners of Forgejo have labels of their own.
            if (r.kind !== "runner-label") console.log(`${r.file}:${r.line}: ${r.message}`);
          }
        }
        console.log("done");
        process.exit(0);
      });
      """;

  private static String output(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return said;
  }

  private static JsonNode yaml(String path) throws IOException {
    return new YAMLMapper().readTree(Files.readString(Path.of(path)));
  }

  @Test
  void shellcheckHasNothingToSayAboutTheScripts() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(RealTools.require("shellcheck").toString());
    for (String directory : List.of("hooks", "ci", ".ci", "src/main/dist/bin")) {
      try (Stream<Path> files = Files.list(Path.of(directory))) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          if (Files.readString(file).startsWith("#!")) {
            command.add(file.toString());
          }
        }
      }
    }

    assertThat(command).contains("hooks/pre-commit", "ci/check", "src/main/dist/bin/keytally");
    assertThat(output(command)).isEmpty();
  }

  @Test
  void actionlintHasNothingToSayAboutTheWorkflows() throws Exception {
    Path actionlint = RealTools.requireActionlint();
    assertThat(
            output(
                List.of(
                    RealTools.require("node").toString(),
                    "-e",
                    LINT,
                    actionlint.toString(),
                    "ci/examples/github.yml",
                    "ci/examples/forgejo.yml")))
        .isEqualTo("done\n");
  }

  @Test
  void noScriptOfTheActionHoldsAnExpression() throws Exception {
    JsonNode action = yaml("ci/github/action.yml");

    assertThat(action.at("/runs/using").asText()).isEqualTo("composite");
    for (JsonNode step : action.at("/runs/steps")) {
      assertThat(step.has("uses") || (step.has("run") && step.has("shell"))).isTrue();
      assertThat(step.path("run").asText()).doesNotContain("${{");
    }
  }

  @Test
  void theOtherFilesAreYaml() throws Exception {
    assertThat(
            yaml("ci/examples/gitlab.yml").at("/keytally/artifacts/reports/codequality").asText())
        .isEqualTo("gl-code-quality-report.json");
    for (JsonNode hook : yaml(".pre-commit-hooks.yaml")) {
      assertThat(Path.of(hook.get("entry").asText())).isExecutable();
      assertThat(hook.get("pass_filenames").asBoolean()).isFalse();
    }
  }
}
