package org.keytally.sops;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Metadata in the flattened names of dotenv and INI, such as {@code age__list_0__map_recipient}, to
 * and from the mapping (sops-file-format 2.5).
 */
final class FlattenedMetadata {

  private static final String MAP = "__map_";
  private static final String LIST = "__list_";
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_DEPTH = 16;

  /** A node that is still growing: a container, or a value. */
  private static final class Growing {
    private final Map<String, Growing> children = new LinkedHashMap<>();
    private boolean isList;
    private @Nullable Node value;
    private Span keySpan = Span.NONE;
  }

  private final Growing root = new Growing();
  private int entries;

  boolean isEmpty() {
    return entries == 0;
  }

  /** Adds an entry, its name without the prefix of the store. */
  void add(Branch.Pair pair) throws SopsException {
    if (++entries > MAX_ENTRIES) {
      throw new SopsException(
          SopsException.Kind.TOO_LARGE, "sops", "the metadata holds too many entries");
    }
    String name = pair.key();
    Growing node = root;
    boolean isListStep = false;
    int from = 0;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      int map = name.indexOf(MAP, from);
      int list = name.indexOf(LIST, from);
      boolean listNext = list >= 0 && (map < 0 || list < map);
      int end = listNext ? list : map;
      String step = name.substring(from, end < 0 ? name.length() : end);
      if (node.value != null || (!node.children.isEmpty() && node.isList != isListStep)) {
        throw bad(name, "is both a value and a container");
      }
      node.isList = isListStep;
      Growing child = node.children.get(step);
      if (child == null) {
        child = new Growing();
        node.children.put(step, child);
      } else if (end < 0) {
        throw bad(name, "stands there twice, or is both a value and a container");
      }
      node = child;
      if (end < 0) {
        node.value = pair.value();
        node.keySpan = pair.keySpan();
        return;
      }
      isListStep = listNext;
      from = end + (listNext ? LIST.length() : MAP.length());
    }
    throw bad(name, "is nested too deeply");
  }

  /** The mapping that the entries make. */
  Branch rebuild() throws SopsException {
    return branch(root);
  }

  private static Node node(Growing growing, String name) throws SopsException {
    if (growing.value != null) {
      return growing.value;
    }
    if (!growing.isList) {
      return branch(growing);
    }
    List<Node> elements = new ArrayList<>();
    for (int i = 0; i < growing.children.size(); i++) {
      Growing child = growing.children.get(Integer.toString(i));
      if (child == null) {
        throw bad(name, "is a list that is not numbered from 0 without a gap");
      }
      elements.add(node(child, name));
    }
    return new Sequence(elements);
  }

  private static Branch branch(Growing growing) throws SopsException {
    List<Branch.Item> items = new ArrayList<>();
    for (Map.Entry<String, Growing> child : growing.children.entrySet()) {
      items.add(
          new Branch.Pair(
              child.getKey(), node(child.getValue(), child.getKey()), child.getValue().keySpan));
    }
    return new Branch(items);
  }

  private static SopsException bad(String name, String what) {
    return new SopsException(
        SopsException.Kind.BAD_METADATA, "sops_" + name, "the metadata entry " + name + ' ' + what);
  }

  /** The flat entries of a mapping, depth first. */
  static List<Branch.Pair> flatten(Branch sops) {
    List<Branch.Pair> flat = new ArrayList<>();
    for (Branch.Pair pair : sops.pairs()) {
      flatten(pair.key(), pair.value(), flat);
    }
    return flat;
  }

  private static void flatten(String name, Node node, List<Branch.Pair> flat) {
    if (node instanceof Branch branch) {
      for (Branch.Pair pair : branch.pairs()) {
        flatten(name + MAP + pair.key(), pair.value(), flat);
      }
    } else if (node instanceof Sequence sequence) {
      int index = 0;
      for (Node element : sequence.elements()) {
        flatten(name + LIST + index++, element, flat);
      }
    } else {
      flat.add(new Branch.Pair(name, node));
    }
  }
}
