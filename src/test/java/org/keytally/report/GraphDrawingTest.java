package org.keytally.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.keytally.clan.GeneratorGraph;
import org.keytally.clan.GeneratorId;
import org.keytally.clan.Manifest;

final class GraphDrawingTest {

  private static final GeneratorId HOSTILE =
      GeneratorId.of("web01", "x\"]; click a\n\u001b[31m-->::");

  private final GeneratorGraph graph = graph();

  @Test
  void mermaidShowsPlacementMissingFilesAndCircles() throws Exception {
    assertThat(mermaid())
        .startsWith("flowchart LR\n")
        .contains("([\"shared/ca\"])")
        .contains("[\"web01/cert\"]:::incomplete")
        .contains("stroke:#d1242f");
  }

  @Test
  void namesCannotLeaveTheirQuotesInMermaid() throws Exception {
    String line =
        mermaid().lines().filter(text -> text.contains("click")).findFirst().orElseThrow();
    assertThat(line).matches("  g\\d+\\[\"[A-Za-z0-9 _./:@+,=#;-]*\"]");
  }

  @Test
  void namesCannotLeaveTheirQuotesInDot() throws Exception {
    StringWriter out = new StringWriter();
    drawing().dot(out);
    String line =
        out.toString().lines().filter(text -> text.contains("click")).findFirst().orElseThrow();
    assertThat(line)
        .contains("x\\\"]; click a")
        .endsWith("\", shape=box];")
        .doesNotContain("\u001b");
    assertThat(out.toString()).contains("[color=red");
  }

  @Test
  void jsonCarriesNamesInFull() throws Exception {
    StringWriter out = new StringWriter();
    drawing().json(out);
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.path("schema").asText()).isEqualTo("keytally/graph/1");
    assertThat(json.path("generators").findValuesAsText("id")).contains(HOSTILE.label());
    assertThat(json.path("cycles")).hasSize(1);
    assertThat(json.path("cycles").get(0).path("machines").get(0).asText()).isEqualTo("web01");
  }

  @Test
  void aPartLeavesArrowsToTheRestOut() throws Exception {
    StringWriter out = new StringWriter();
    new GraphDrawing(graph, List.of(GeneratorId.shared("ca")), List.of()).mermaid(out);
    assertThat(out.toString()).contains("shared/ca").doesNotContain("-->");
  }

  private String mermaid() throws Exception {
    StringWriter out = new StringWriter();
    drawing().mermaid(out);
    return out.toString();
  }

  private GraphDrawing drawing() {
    return new GraphDrawing(
        graph, graph.generators().keySet(), List.of(GeneratorId.of("web01", "cert")));
  }

  private static GeneratorGraph graph() {
    TreeMap<String, Manifest.Generator> generators = new TreeMap<>();
    generators.put("ca", generator(true, "cert"));
    generators.put("cert", generator(false, "ca"));
    generators.put(HOSTILE.generator(), generator(false));
    TreeMap<String, Manifest.Machine> machines = new TreeMap<>();
    machines.put(
        "web01",
        new Manifest.Machine(
            Optional.empty(),
            List.of(),
            new Manifest.Settings("sops", List.of(), Optional.empty()),
            generators,
            Optional.empty()));
    return GeneratorGraph.of(
        new Manifest(Optional.empty(), "", Map.of(), machines, new TreeMap<>()));
  }

  private static Manifest.Generator generator(boolean share, String... dependencies) {
    List<Manifest.Dependency> needs =
        List.of(dependencies).stream()
            .map(name -> new Manifest.Dependency(name, Optional.empty()))
            .toList();
    return new Manifest.Generator(share, needs, Optional.empty(), new TreeMap<>(), new TreeMap<>());
  }
}
