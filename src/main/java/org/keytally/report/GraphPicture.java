package org.keytally.report;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.keytally.clan.GeneratorCycle;
import org.keytally.clan.GeneratorGraph;
import org.keytally.clan.GeneratorId;

/**
 * The generator graph as a picture in layers: what a generator needs stands to the right of it. The
 * generators of one name are one box, on however many machines they are; those that neither need
 * nor are needed are a list.
 */
final class GraphPicture {

  /** More boxes than this are no picture any more. */
  private static final int MOST = 300;

  /** Characters of a name in a box. */
  private static final int NAME = 34;

  private static final double CHARACTER = 7.4;
  private static final int HEIGHT = 40;
  private static final int ROW = 54;
  private static final int GAP = 90;

  /** All generators of one name: those of machines together, shared ones by themselves. */
  private static final class Box implements Comparable<Box> {
    final String key;
    final String name;
    final boolean shared;
    final SortedSet<String> machines = new TreeSet<>();
    final SortedSet<Box> needs = new TreeSet<>();
    final SortedSet<Box> neededBy = new TreeSet<>();
    boolean incomplete;
    int layer;
    double y;

    Box(String key, String name, boolean shared) {
      this.key = key;
      this.name = name;
      this.shared = shared;
    }

    @Override
    public int compareTo(Box other) {
      return key.compareTo(other.key);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Box box && key.equals(box.key);
    }

    @Override
    public int hashCode() {
      return key.hashCode();
    }
  }

  private final SortedMap<String, Box> boxes = new TreeMap<>();
  private final Set<List<String>> circles = new HashSet<>();

  GraphPicture(GeneratorGraph graph, Set<GeneratorId> incomplete) {
    for (Map.Entry<GeneratorId, SortedSet<String>> generator : graph.generators().entrySet()) {
      GeneratorId id = generator.getKey();
      Box box = box(id);
      box.machines.addAll(generator.getValue());
      box.incomplete |= incomplete.contains(id);
    }
    for (GeneratorId id : graph.generators().keySet()) {
      Box box = box(id);
      for (GeneratorId needed : graph.dependencies(id)) {
        Box other = box(needed);
        if (!other.equals(box)) {
          box.needs.add(other);
          other.neededBy.add(box);
        }
      }
    }
    for (GeneratorCycle cycle : graph.cycles()) {
      List<GeneratorId> path = cycle.path();
      for (int i = 0; i < path.size(); i++) {
        circles.add(List.of(key(path.get(i)), key(path.get((i + 1) % path.size()))));
      }
    }
  }

  private Box box(GeneratorId id) {
    return boxes.computeIfAbsent(key(id), k -> new Box(k, shown(id), id.isShared()));
  }

  private static String key(GeneratorId id) {
    return id.machine().isPresent() ? "m" + id.generator() : "s" + id.label();
  }

  private static String shown(GeneratorId id) {
    return id.machine().isPresent() || id.isShared() ? id.generator() : id.label();
  }

  void write(HtmlPage page) throws IOException {
    List<Box> drawn = new ArrayList<>();
    List<Box> alone = new ArrayList<>();
    for (Box box : boxes.values()) {
      (box.needs.isEmpty() && box.neededBy.isEmpty() ? alone : drawn).add(box);
    }
    if (drawn.size() > MOST) {
      page.paragraph(
          drawn.size()
              + " generators depend on each other, too many to draw here. keytally graph --around"
              + " NAME draws a part.");
    } else if (!drawn.isEmpty()) {
      draw(drawn, page);
    }
    if (!drawn.isEmpty()) {
      page.raw("<details><summary>As a list</summary>\n<ul>\n");
      for (Box box : drawn) {
        if (!box.needs.isEmpty()) {
          page.raw("<li>").text(label(box) + " needs " + names(box.needs)).raw("</li>\n");
        }
      }
      page.raw("</ul>\n</details>\n");
    }
    if (!alone.isEmpty()) {
      List<String> names = new ArrayList<>();
      for (Box box : alone) {
        names.add(label(box) + (box.incomplete ? " (incomplete)" : ""));
      }
      page.raw("<p><span class=\"soft\">By themselves:</span> ");
      page.text(String.join(", ", names)).raw("</p>\n");
    }
    if (boxes.isEmpty()) {
      page.paragraph("The manifest declares no generators.");
    }
  }

  private static String names(Set<Box> needed) {
    List<String> names = new ArrayList<>();
    for (Box box : needed) {
      names.add(label(box));
    }
    return String.join(", ", names);
  }

  private static String label(Box box) {
    return Printable.of(box.name, true) + (box.shared ? " (shared)" : "");
  }

  private void draw(List<Box> drawn, HtmlPage page) throws IOException {
    List<List<Box>> layers = layers(drawn);
    double[] left = new double[layers.size()];
    double[] wide = new double[layers.size()];
    double x = 10;
    int tallest = 0;
    for (int i = layers.size() - 1; i >= 0; i--) {
      for (Box box : layers.get(i)) {
        wide[i] = Math.max(wide[i], width(box));
      }
      left[i] = x;
      x += wide[i] + GAP;
      tallest = Math.max(tallest, layers.get(i).size());
    }
    arrange(layers, tallest);
    double width = x - GAP + 10;
    double height = tallest * ROW + 6;
    page.raw("<ul class=\"legend\">\n<li>An arrow goes from a generator to what it needs.</li>\n");
    page.raw("<li>Blue: shared by machines.</li>\n<li>Dashed: something of it is missing.</li>\n");
    page.raw(
        circles.isEmpty() ? "" : "<li class=\"error\">Red: a circle; clan cannot run it.</li>\n");
    page.raw("</ul>\n<div class=\"graph\" tabindex=\"0\">");
    page.raw("<svg role=\"img\" aria-label=\"The generator graph, also below as a list\" width=\"");
    page.raw(number(width) + "\" height=\"" + number(height) + "\" viewBox=\"0 0 ");
    page.raw(number(width) + " " + number(height) + "\">\n");
    page.raw(
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\""
            + " markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\"></path></marker></defs>\n");
    for (Box box : drawn) {
      for (Box to : box.needs) {
        boolean circle = circles.contains(List.of(box.key, to.key));
        double fromX = left[box.layer] + width(box);
        double toX = left[to.layer];
        double bend = Math.max(40, Math.abs(toX - fromX) / 2);
        page.raw("<path" + (circle ? " class=\"circle\"" : "") + " marker-end=\"url(#tip)\" d=\"M");
        page.raw(number(fromX) + " " + number(box.y + HEIGHT / 2.0) + "C");
        page.raw(number(fromX + bend) + " " + number(box.y + HEIGHT / 2.0) + " ");
        page.raw(number(toX - bend) + " " + number(to.y + HEIGHT / 2.0) + " ");
        page.raw(number(toX - 1) + " " + number(to.y + HEIGHT / 2.0) + "\"></path>\n");
      }
    }
    for (Box box : drawn) {
      String css = (box.shared ? "shared" : "") + (box.incomplete ? " incomplete" : "");
      page.raw("<g class=\"" + css.strip() + "\"><title>")
          .text(title(box))
          .raw("</title><rect x=\"");
      page.raw(number(left[box.layer]) + "\" y=\"" + number(box.y) + "\" width=\"");
      page.raw(number(width(box)) + "\" height=\"" + HEIGHT + "\" rx=\"7\"></rect><text x=\"");
      page.raw(number(left[box.layer] + 12) + "\" y=\"" + number(box.y + 17) + "\">");
      page.text(cut(box)).raw("</text><text class=\"on\" x=\"");
      page.raw(number(left[box.layer] + 12) + "\" y=\"" + number(box.y + 32) + "\">");
      page.text(on(box)).raw("</text></g>\n");
    }
    page.raw("</svg></div>\n");
  }

  private static String cut(Box box) {
    String name = Printable.of(box.name, true);
    return name.codePointCount(0, name.length()) <= NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, NAME - 1)) + "…";
  }

  private static double width(Box box) {
    int characters = Math.max(cut(box).length(), on(box).length() - 2);
    return characters * CHARACTER + 24;
  }

  private static String on(Box box) {
    int number = box.machines.size();
    String machines =
        number == 0
            ? "flake level"
            : number == 1
                ? "on " + Printable.of(box.machines.first(), true)
                : "on " + number + " machines";
    String text = box.shared ? "shared, " + machines : machines;
    return text.length() > NAME ? text.substring(0, NAME - 1) + "…" : text;
  }

  private static String title(Box box) {
    StringBuilder text = new StringBuilder(label(box));
    if (!box.machines.isEmpty()) {
      text.append(" on ").append(Printable.of(String.join(", ", box.machines), true));
    }
    if (!box.needs.isEmpty()) {
      text.append("; needs ").append(names(box.needs));
    }
    if (!box.neededBy.isEmpty()) {
      text.append("; needed by ").append(names(box.neededBy));
    }
    return text.append(box.incomplete ? "; incomplete" : "").toString();
  }

  /**
   * Puts every box one layer further than the furthest that it needs. What stands in a circle is
   * put as if it were not, one box after the other.
   */
  private static List<List<Box>> layers(List<Box> drawn) {
    Map<Box, Integer> open = new HashMap<>();
    Deque<Box> ready = new ArrayDeque<>();
    for (Box box : drawn) {
      open.put(box, box.needs.size());
      if (box.needs.isEmpty()) {
        ready.add(box);
      }
    }
    Set<Box> placed = new HashSet<>();
    int next = 0;
    List<List<Box>> layers = new ArrayList<>();
    while (placed.size() < drawn.size()) {
      if (ready.isEmpty()) {
        while (placed.contains(drawn.get(next))) {
          next++;
        }
        ready.add(drawn.get(next));
      }
      Box box = ready.remove();
      if (!placed.add(box)) {
        continue;
      }
      for (Box other : box.needs) {
        if (placed.contains(other)) {
          box.layer = Math.max(box.layer, other.layer + 1);
        }
      }
      while (layers.size() <= box.layer) {
        layers.add(new ArrayList<>());
      }
      layers.get(box.layer).add(box);
      for (Box other : box.neededBy) {
        int left = open.merge(other, -1, Integer::sum);
        if (left == 0 && !placed.contains(other)) {
          ready.add(other);
        }
      }
    }
    return layers;
  }

  /** Lets boxes stand as high as what they need, so that few arrows cross. */
  private static void arrange(List<List<Box>> layers, int tallest) {
    for (List<Box> layer : layers) {
      Map<Box, Double> middle = new HashMap<>();
      for (Box box : layer) {
        double sum = 0;
        int count = 0;
        for (Box needed : box.needs) {
          if (needed.layer < box.layer) {
            sum += needed.y;
            count++;
          }
        }
        middle.put(box, count == 0 ? Double.MAX_VALUE : sum / count);
      }
      layer.sort(Comparator.comparing((Box box) -> middle.getOrDefault(box, 0.0)));
      double y = 3 + (tallest - layer.size()) * ROW / 2.0;
      for (Box box : layer) {
        box.y = y;
        y += ROW;
      }
    }
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, "%.0f", number);
  }
}
