package org.keytally.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Held against SnakeYAML's composer, with a resolver for which everything is text. */
class TextComposerTest {

  private static final String[] PIECES = {
    "a",
    "b: ",
    "- ",
    ": ",
    "\n",
    "\n  ",
    "\n    ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "&x ",
    "*x",
    "&y ",
    "*y ",
    "!!str ",
    "! ",
    "!local ",
    "!!map ",
    "!!java.net.URL ",
    "'q'",
    "\"d\"",
    "off",
    "~",
    "? ",
    "---\n",
    "...\n",
    "# c\n",
    "|\n  t\n",
    "<<: ",
    "2026-01-02",
    "\t",
    "%TAG ! x\n"
  };

  private static LoaderOptions bounds() {
    LoaderOptions bounds = new LoaderOptions();
    bounds.setNestingDepthLimit(6);
    bounds.setMaxAliasesForCollections(2);
    return bounds;
  }

  private static String ours(String text) {
    LoaderOptions bounds = bounds();
    try {
      return described(
          new TextComposer(new ParserImpl(new StreamReader(text), bounds), bounds)
              .document()
              .orElse(null));
    } catch (YAMLException e) {
      return described(e);
    }
  }

  private static String theirs(String text) {
    LoaderOptions bounds = bounds();
    Composer composer =
        new Composer(
            new ParserImpl(new StreamReader(text), bounds),
            new Resolver() {
              @Override
              public Tag resolve(NodeId kind, @Nullable String value, boolean implicit) {
                return switch (kind) {
                  case scalar -> Tag.STR;
                  case sequence -> Tag.SEQ;
                  case mapping, anchor -> Tag.MAP;
                };
              }
            },
            bounds);
    try {
      return described(composer.getSingleNode());
    } catch (YAMLException e) {
      return described(e);
    }
  }

  private static String described(YAMLException failure) {
    return failure instanceof MarkedYAMLException marked
        ? marked.getProblem() + " at " + marked.getProblemMark().getIndex()
        : "out of bounds";
  }

  private static String described(@Nullable Node root) {
    StringBuilder text = new StringBuilder();
    describe(root, text, new IdentityHashMap<>());
    return text.toString();
  }

  private static void describe(@Nullable Node node, StringBuilder to, Map<Node, Integer> seen) {
    if (node == null || seen.putIfAbsent(node, seen.size()) != null) {
      to.append(node == null ? "nothing" : "=" + seen.get(node)).append('\n');
      return;
    }
    to.append(node.getNodeId()).append(' ').append(node.getTag()).append(' ');
    to.append(node.getAnchor()).append(' ').append(node.getStartMark().getIndex());
    to.append('-').append(node.getEndMark().getIndex()).append(' ');
    if (node instanceof ScalarNode scalar) {
      to.append(scalar.getScalarStyle()).append(scalar.getValue()).append('\n');
    } else if (node instanceof CollectionNode<?> collection) {
      to.append(collection.getFlowStyle()).append(collection.getValue().size()).append('\n');
      for (Object child : collection.getValue()) {
        if (child instanceof NodeTuple entry) {
          describe(entry.getKeyNode(), to, seen);
          describe(entry.getValueNode(), to, seen);
        } else {
          describe((Node) child, to, seen);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# only this\n",
        "a: off\nb: [1, ~, 2026-01-02]\n",
        "a: &x {k: v}\nb: *x\nc: *x\n",
        "a: &x {k: v}\nb: [*x, *x, *x]\n",
        "a: &x [*x]\n",
        "a: *never\n",
        "a: !!str 1\nb: ! 2\nc: !local 3\n",
        "a: !!java.net.URL [x]\n",
        "[[[[[[[]]]]]]]",
        "[[[[[[[[]]]]]]]]",
        "[[[[[]]]]]",
        "--- a\n--- b\n",
        "a: &x 1\nb: &x 2\nc: *x\n"
      })
  void whatIsComposedIsTheSame(String text) {
    assertThat(ours(text)).isEqualTo(theirs(text));
  }

  @Test
  void soItIsForWhateverIsWritten() {
    Random random = new Random(5);
    int composed = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int count = random.nextInt(14); count >= 0; count--) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      String expected = theirs(text.toString());
      assertThat(ours(text.toString())).as(text.toString()).isEqualTo(expected);
      composed += expected.startsWith("mapping") || expected.startsWith("sequence") ? 1 : 0;
    }
    assertThat(composed).isGreaterThan(500);
  }
}
