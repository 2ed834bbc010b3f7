package org.keytally.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserException;
import org.yaml.snakeyaml.parser.ParserImpl;

/**
 * Composes nodes of YAML (1.2.2, section 3.1.2) whose scalars are the text they are written as:
 * {@code off} is no boolean, a date no number. SnakeYAML's composer makes the same of it with a
 * resolver that says so, but whoever names a resolver has its regular expressions made, which takes
 * longer than to read a configuration.
 */
final class TextComposer {

  private final ParserImpl events;
  private final LoaderOptions bounds;
  private final Map<String, Node> anchors = new HashMap<>();
  private int collectionAliases;

  /**
   * For one text.
   *
   * @param bounds for depth and aliases of collections
   */
  TextComposer(ParserImpl events, LoaderOptions bounds) {
    this.events = events;
    this.bounds = bounds;
  }

  /**
   * The only document; empty where there is none.
   *
   * @throws YAMLException if the text is no YAML, holds another document, or is out of bounds
   */
  Optional<Node> document() {
    events.getEvent();
    if (events.checkEvent(Event.ID.StreamEnd)) {
      return Optional.empty();
    }
    events.getEvent();
    Node root = node(0);
    events.getEvent();
    if (!events.checkEvent(Event.ID.StreamEnd)) {
      throw problem("but found another document", events.getEvent());
    }
    return Optional.of(root);
  }

  private Node node(int depth) {
    Event event = events.getEvent();
    if (event instanceof AliasEvent alias) {
      return named(alias);
    }
    if (depth > bounds.getNestingDepthLimit()) {
      throw new YAMLException("nested too deeply");
    }
    if (event instanceof ScalarEvent scalar) {
      Node node =
          new ScalarNode(
              tag(scalar.getTag(), Tag.STR, event),
              scalar.getValue(),
              event.getStartMark(),
              event.getEndMark(),
              scalar.getScalarStyle());
      anchor(scalar, node);
      return node;
    }
    CollectionStartEvent start = (CollectionStartEvent) event;
    return event.is(Event.ID.SequenceStart) ? sequence(start, depth) : mapping(start, depth);
  }

  private Node named(AliasEvent alias) {
    @Nullable Node node = anchors.get(alias.getAnchor());
    if (node == null) {
      throw problem("found undefined alias " + alias.getAnchor(), alias);
    }
    if (!(node instanceof ScalarNode)
        && ++collectionAliases > bounds.getMaxAliasesForCollections()) {
      throw new YAMLException("too many aliases");
    }
    return node;
  }

  private Node sequence(CollectionStartEvent start, int depth) {
    List<Node> items = new ArrayList<>();
    SequenceNode node =
        new SequenceNode(
            tag(start.getTag(), Tag.SEQ, start),
            true,
            items,
            start.getStartMark(),
            start.getEndMark(),
            start.getFlowStyle());
    anchor(start, node);
    while (!events.checkEvent(Event.ID.SequenceEnd)) {
      items.add(node(depth + 1));
    }
    return ended(node);
  }

  private Node mapping(CollectionStartEvent start, int depth) {
    List<NodeTuple> entries = new ArrayList<>();
    MappingNode node =
        new MappingNode(
            tag(start.getTag(), Tag.MAP, start),
            true,
            entries,
            start.getStartMark(),
            start.getEndMark(),
            start.getFlowStyle());
    anchor(start, node);
    while (!events.checkEvent(Event.ID.MappingEnd)) {
      Node key = node(depth + 1);
      entries.add(new NodeTuple(key, node(depth + 1)));
    }
    return ended(node);
  }

  private Node ended(CollectionNode<?> node) {
    node.setEndMark(events.getEvent().getEndMark());
    return node;
  }

  private void anchor(NodeEvent event, Node node) {
    @Nullable String anchor = event.getAnchor();
    if (anchor != null) {
      node.setAnchor(anchor);
      anchors.put(anchor, node);
    }
  }

  private static Tag tag(@Nullable String written, Tag usual, Event event) {
    if (written == null || written.equals("!")) {
      return usual;
    }
    Tag tag = new Tag(written);
    if (tag.isCustomGlobal()) {
      throw problem("Global tag is not allowed: " + tag, event);
    }
    return tag;
  }

  private static ParserException problem(String reason, Event event) {
    Mark mark = event.getStartMark();
    return new ParserException(null, null, reason, mark);
  }
}
