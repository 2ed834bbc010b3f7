package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.demo.FleetBuilder;

/** What {@code keytally graph} prints, read by mermaid itself as GitHub would. */
class MermaidIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Names that would be something else to mermaid, or to the page, if they left their quotes. */
  private static final String[] HOSTILE = {
    "end",
    "\"]; click g0 \"javascript:alert(1)\"",
    "<img src=x onerror=alert(1)>",
    "%%{init: {\"securityLevel\": \"loose\"}}%%",
    "`**bold**`",
    "a\nsubgraph b",
    "#quot;]-->x[",
    "\u001b[31mred\u202e",
    "x:::incomplete",
    "Schlüssel 🔑",
  };

  @TempDir private Path folder;

  @Test
  void theDemoFleetIsDrawn() throws Exception {
    Path fleet = folder.resolve("demo");
    assertThat(new Session(folder).run("demo", fleet.toString()).code()).isZero();

    JsonNode drawn = parsed(new Session(fleet).run("graph"));

    assertThat(drawn.path("diagramType").asText()).startsWith("flowchart");
    assertThat(drawn.path("labels")).extracting(JsonNode::asText).contains("shared/root-ca");
    assertThat(drawn.path("labels")).hasSize(9);
    assertThat(drawn.path("arrows").asInt()).isEqualTo(4);
    assertThat(drawn.path("highlighted").asInt()).isZero();
    assertThat(drawn.path("incomplete").asInt()).isZero();
  }

  @Test
  void circlesAndHostileNamesAreDrawnAsWhatTheyAre() throws Exception {
    ObjectNode generators = JSON.createObjectNode();
    generator(generators, "one", "two");
    generator(generators, "two", "one", "two");
    String before = "two";
    for (String name : HOSTILE) {
      generator(generators, name, before);
      before = name;
    }
    ObjectNode manifest = JSON.createObjectNode().put("schema", "clan-manifest/1");
    ObjectNode machine = manifest.putObject("machines").putObject("web01");
    machine.putObject("settings").put("secretStore", "sops").putArray("defaultGroups");
    machine.set("generators", generators);
    Path file = folder.resolve("manifest.json");
    Files.write(file, JSON.writeValueAsBytes(manifest));
    FleetBuilder.seeded(1).user("alice").commitTo(folder.resolve("fleet"));

    JsonNode drawn =
        parsed(new Session(folder.resolve("fleet")).run("graph", "--manifest", file.toString()));

    assertThat(drawn.path("labels")).hasSize(2 + HOSTILE.length);
    assertThat(drawn.path("arrows").asInt()).isEqualTo(3 + HOSTILE.length);
    assertThat(drawn.path("highlighted").asInt()).as("both circles").isEqualTo(3);
    assertThat(drawn.path("incomplete").asInt()).isEqualTo(2 + HOSTILE.length);
    assertThat(drawn.path("interactive").asInt()).isZero();
  }

  private static void generator(ObjectNode generators, String name, String... dependencies) {
    ObjectNode generator = generators.putObject(name).put("share", false);
    ArrayNode needs = generator.putArray("dependencies");
    for (String dependency : dependencies) {
      needs.add(dependency);
    }
    generator.putObject("files").putObject("key").put("secret", true);
  }

  /** What mermaid understood of what was printed. */
  private JsonNode parsed(Session session) throws Exception {
    Path modules = RealTools.requireMermaid();
    Path node = RealTools.require("node");
    assertThat(session.code()).as(session.err()).isZero();
    Path drawing = Files.writeString(folder.resolve("graph.mmd"), session.out());
    Process process =
        new ProcessBuilder(
                node.toString(),
                Path.of("src/test/resources/mermaid/parse.mjs").toAbsolutePath().toString(),
                modules.toString(),
                drawing.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(session.out()).isZero();
    return JSON.readTree(answer);
  }
}
