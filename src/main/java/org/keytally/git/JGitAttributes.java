package org.keytally.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.jgit.attributes.Attribute;
import org.eclipse.jgit.attributes.AttributesNode;
import org.eclipse.jgit.attributes.AttributesRule;

/** Evaluates gitattributes(5) for single paths. */
final class JGitAttributes {

  private static final String MACRO = "[attr]";

  private final Optional<AttributesNode> strongest;
  private final Function<String, Optional<byte[]>> inTree;
  private final List<AttributesNode> weakest;
  private final Map<String, Optional<AttributesNode>> nodes = new HashMap<>();
  private final Map<String, List<Attribute>> macros = new HashMap<>();

  /**
   * Prepares an evaluation.
   *
   * @param strongest {@code info/attributes}
   * @param inTree content of a {@code .gitattributes} by its path
   * @param weakest of the person and of the computer, in this order
   */
  JGitAttributes(
      Optional<AttributesNode> strongest,
      Function<String, Optional<byte[]>> inTree,
      List<AttributesNode> weakest) {
    this.strongest = strongest;
    this.inTree = inTree;
    this.weakest = weakest;
    macros.put(
        "binary",
        List.of(
            new Attribute("diff", Attribute.State.UNSET),
            new Attribute("merge", Attribute.State.UNSET),
            new Attribute("text", Attribute.State.UNSET)));
    for (int i = weakest.size() - 1; i >= 0; i--) {
      defineMacros(weakest.get(i));
    }
    node("").ifPresent(this::defineMacros);
    strongest.ifPresent(this::defineMacros);
  }

  private void defineMacros(AttributesNode node) {
    for (AttributesRule rule : node.getRules()) {
      if (rule.getPattern().startsWith(MACRO)) {
        macros.put(rule.getPattern().substring(MACRO.length()).strip(), rule.getAttributes());
      }
    }
  }

  static AttributesNode parse(byte[] content) {
    AttributesNode node = new AttributesNode();
    try {
      node.parse(new ByteArrayInputStream(content));
    } catch (IOException e) {
      throw new IllegalStateException("an array cannot fail", e);
    }
    return node;
  }

  private Optional<AttributesNode> node(String folder) {
    return nodes.computeIfAbsent(
        folder,
        key ->
            inTree
                .apply(key.isEmpty() ? ".gitattributes" : key + "/.gitattributes")
                .map(JGitAttributes::parse));
  }

  /** Values of the named attributes that are set for a path. */
  Map<String, String> of(String path, Collection<String> names) {
    Map<String, Attribute> decided = new HashMap<>();
    strongest.ifPresent(node -> decide(node, path, decided));
    for (int end = path.lastIndexOf('/'); ; end = path.lastIndexOf('/', end - 1)) {
      String folder = end < 0 ? "" : path.substring(0, end);
      String relative = path.substring(end + 1);
      node(folder).ifPresent(node -> decide(node, relative, decided));
      if (end <= 0) {
        break;
      }
    }
    for (AttributesNode node : weakest) {
      decide(node, path, decided);
    }
    Map<String, String> values = new TreeMap<>();
    for (String name : names) {
      Attribute attribute = decided.get(name);
      if (attribute == null) {
        continue;
      }
      switch (attribute.getState()) {
        case SET -> values.put(name, "set");
        case CUSTOM -> values.put(name, String.valueOf(attribute.getValue()));
        case UNSET, UNSPECIFIED -> {}
      }
    }
    return values;
  }

  private void decide(AttributesNode node, String path, Map<String, Attribute> decided) {
    List<AttributesRule> rules = node.getRules();
    for (int i = rules.size() - 1; i >= 0; i--) {
      AttributesRule rule = rules.get(i);
      if (!rule.getPattern().startsWith(MACRO) && rule.isMatch(path, false)) {
        decide(rule.getAttributes(), decided, 0);
      }
    }
  }

  private void decide(List<Attribute> attributes, Map<String, Attribute> decided, int depth) {
    List<Attribute> last = new ArrayList<>(attributes);
    for (int i = last.size() - 1; i >= 0; i--) {
      Attribute attribute = last.get(i);
      boolean isNew = decided.putIfAbsent(attribute.getKey(), attribute) == null;
      List<Attribute> meaning = macros.get(attribute.getKey());
      // A macro counts once, so macros that name each other end.
      if (isNew && meaning != null && attribute.getState() == Attribute.State.SET && depth < 100) {
        decide(meaning, decided, depth + 1);
      }
    }
  }
}
