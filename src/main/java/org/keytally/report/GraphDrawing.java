package org.keytally.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.keytally.clan.GeneratorCycle;
import org.keytally.clan.GeneratorGraph;
import org.keytally.clan.GeneratorId;

/**
 * Draws the generator graph, or a part of it: as Mermaid, which GitHub renders in Markdown, as DOT
 * for Graphviz, or as JSON. Arrows point from a generator to what it needs. Names are anybody's, so
 * they only ever stand quoted, and never as a node's id.
 */
public final class GraphDrawing {

  private final GeneratorGraph graph;
  private final SortedSet<GeneratorId> shown;
  private final Set<GeneratorId> incomplete;
  private final List<GeneratorCycle> cycles;
  private final Set<List<GeneratorId>> inCircle = new HashSet<>();
  private final Map<GeneratorId, String> ids = new HashMap<>();

  /**
   * Prepares a drawing.
   *
   * @param shown the generators to draw; arrows to others are left out
   * @param incomplete those that lack a file in the repository
   */
  public GraphDrawing(
      GeneratorGraph graph, Collection<GeneratorId> shown, Collection<GeneratorId> incomplete) {
    this.graph = graph;
    this.shown = new TreeSet<>(shown);
    this.incomplete = new HashSet<>(incomplete);
    this.cycles = graph.cycles();
    for (GeneratorCycle cycle : cycles) {
      List<GeneratorId> path = cycle.path();
      for (int i = 0; i < path.size(); i++) {
        inCircle.add(List.of(path.get(i), path.get((i + 1) % path.size())));
      }
    }
    for (GeneratorId generator : this.shown) {
      ids.put(generator, "g" + ids.size());
    }
  }

  /** How many arrows it has. */
  public int arrowCount() {
    return arrows().size();
  }

  /** A Mermaid flowchart. */
  public void mermaid(Writer out) throws IOException {
    out.write("flowchart LR\n");
    for (GeneratorId generator : shown) {
      String text = '"' + mermaidText(generator.label()) + '"';
      out.write("  " + ids.get(generator));
      out.write(generator.isShared() ? "([" + text + "])" : "[" + text + "]");
      out.write(incomplete.contains(generator) ? ":::incomplete\n" : "\n");
    }
    List<Integer> circular = new ArrayList<>();
    int number = 0;
    for (Arrow arrow : arrows()) {
      out.write("  " + ids.get(arrow.from()) + " --> " + ids.get(arrow.to()) + '\n');
      if (arrow.circular()) {
        circular.add(number);
      }
      number++;
    }
    for (int arrow : circular) {
      out.write("  linkStyle " + arrow + " stroke:#d1242f,stroke-width:3px\n");
    }
    out.write("  classDef incomplete stroke-dasharray:4 3\n");
  }

  /** A Graphviz digraph. */
  public void dot(Writer out) throws IOException {
    out.write("digraph generators {\n  rankdir=LR;\n");
    for (GeneratorId generator : shown) {
      out.write(
          "  "
              + ids.get(generator)
              + " [label=\""
              + dotText(generator.label())
              + "\", shape="
              + (generator.isShared() ? "ellipse" : "box")
              + (incomplete.contains(generator) ? ", style=dashed" : "")
              + "];\n");
    }
    for (Arrow arrow : arrows()) {
      out.write(
          "  "
              + ids.get(arrow.from())
              + " -> "
              + ids.get(arrow.to())
              + (arrow.circular() ? " [color=red, penwidth=2]" : "")
              + ";\n");
    }
    out.write("}\n");
  }

  /**
   * {@code {"schema": "keytally/graph/1", generators: [{generator, placement, machines, complete,
   * dependencies}], cycles: [{path, machines}]}}; generators are named by placement and name.
   */
  public void json(Writer out) throws IOException {
    try (JsonGenerator json = AsciiJson.to(out)) {
      json.writeStartObject();
      json.writeStringField("schema", "keytally/graph/1");
      json.writeArrayFieldStart("generators");
      for (GeneratorId generator : shown) {
        json.writeStartObject();
        json.writeStringField("id", generator.label());
        json.writeStringField("generator", generator.generator());
        json.writeStringField(
            "placement",
            generator.isShared()
                ? "shared"
                : generator.machine().isPresent() ? "per-machine" : "per-export");
        writeArray(json, "machines", graph.generators().getOrDefault(generator, new TreeSet<>()));
        json.writeBooleanField("complete", !incomplete.contains(generator));
        writeArray(json, "dependencies", labels(graph.dependencies(generator)));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("cycles");
      for (GeneratorCycle cycle : cycles) {
        json.writeStartObject();
        writeArray(json, "path", labels(cycle.path()));
        writeArray(json, "machines", cycle.machines());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }

  private record Arrow(GeneratorId from, GeneratorId to, boolean circular) {}

  private List<Arrow> arrows() {
    List<Arrow> arrows = new ArrayList<>();
    for (GeneratorId from : shown) {
      for (GeneratorId to : graph.dependencies(from)) {
        if (shown.contains(to)) {
          arrows.add(new Arrow(from, to, inCircle.contains(List.of(from, to))));
        }
      }
    }
    return arrows;
  }

  private static List<String> labels(Collection<GeneratorId> generators) {
    List<String> labels = new ArrayList<>();
    for (GeneratorId generator : generators) {
      labels.add(generator.label());
    }
    return labels;
  }

  private static void writeArray(JsonGenerator json, String name, Collection<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  /** Mermaid decodes {@code #NUMBER;} in quoted text, so everything unusual is written that way. */
  private static String mermaidText(String label) {
    String printable = Printable.of(label, true);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < printable.length(); i += Character.charCount(printable.codePointAt(i))) {
      int c = printable.codePointAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || " _-./:@+,=".indexOf(c) >= 0;
      if (plain) {
        text.append((char) c);
      } else {
        text.append('#').append(c).append(';');
      }
    }
    return text.toString();
  }

  private static String dotText(String label) {
    return Printable.of(label, true).replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
