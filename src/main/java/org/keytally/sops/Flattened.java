package org.keytally.sops;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds metadata from the flattened names of the INI and dotenv stores, such as {@code
 * age__list_0__map_recipient} (sops-file-format 2.5).
 */
final class Flattened {

  private static final String MAP = "__map_";
  private static final String LIST = "__list_";
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_STEPS = 32;

  /** A node that is still growing; exactly one of text and children is in use. */
  private static final class Growing {
    final int line;
    final Map<String, Growing> children = new LinkedHashMap<>(4);
    @Nullable String text;
    boolean list;

    Growing(int line) {
      this.line = line;
    }
  }

  private final Growing root = new Growing(0);
  private final ProblemList problems;
  private int entries;

  Flattened(ProblemList problems) {
    this.problems = problems;
  }

  boolean isEmpty() {
    return entries == 0;
  }

  /**
   * Adds one entry.
   *
   * @param name without the prefix of the store
   * @throws MalformedStoreException if there are too many
   */
  void add(String name, String text, int line) throws MalformedStoreException {
    if (++entries > MAX_ENTRIES) {
      throw new MalformedStoreException(
          SopsProblem.Kind.TOO_LARGE, line, "the metadata holds too many entries");
    }
    Growing node = root;
    int from = 0;
    boolean item = false;
    for (int steps = 0; steps < MAX_STEPS; steps++) {
      int map = name.indexOf(MAP, from);
      int list = name.indexOf(LIST, from);
      boolean intoList = list >= 0 && (map < 0 || list < map);
      int end = intoList ? list : map;
      String step = name.substring(from, end < 0 ? name.length() : end);
      if (node.text != null || (!node.children.isEmpty() && node.list != item)) {
        problems.add(
            SopsProblem.Kind.BAD_METADATA, line, "a metadata name is both a value and a container");
        return;
      }
      node.list = item;
      Growing child = node.children.get(step);
      if (child == null) {
        child = new Growing(line);
        node.children.put(step, child);
      } else if (end < 0) {
        problems.add(
            SopsProblem.Kind.BAD_METADATA, line, "the same name stands twice in the metadata");
        return;
      }
      node = child;
      if (end < 0) {
        node.text = text;
        return;
      }
      item = intoList;
      from = end + (intoList ? LIST.length() : MAP.length());
    }
    problems.add(SopsProblem.Kind.BAD_METADATA, line, "a metadata name is nested too deeply");
  }

  MetadataNode.Mapping mapping(int line) {
    Map<String, MetadataNode> all = new LinkedHashMap<>();
    for (Map.Entry<String, Growing> child : root.children.entrySet()) {
      all.put(child.getKey(), grown(child.getValue()));
    }
    return new MetadataNode.Mapping(all, line);
  }

  private MetadataNode grown(Growing node) {
    String text = node.text;
    if (text != null) {
      return new MetadataNode.Scalar(text, MetadataNode.Kind.TEXT, node.line);
    }
    if (!node.list) {
      Map<String, MetadataNode> all = new LinkedHashMap<>();
      for (Map.Entry<String, Growing> child : node.children.entrySet()) {
        all.put(child.getKey(), grown(child.getValue()));
      }
      return new MetadataNode.Mapping(all, node.line);
    }
    List<MetadataNode> items = new ArrayList<>();
    for (int i = 0; i < node.children.size(); i++) {
      Growing item = node.children.get(Integer.toString(i));
      if (item == null) {
        problems.add(
            SopsProblem.Kind.BAD_METADATA,
            node.line,
            "the items of a metadata list are not numbered from 0 without a gap");
        break;
      }
      items.add(grown(item));
    }
    return new MetadataNode.Sequence(items, node.line);
  }
}
