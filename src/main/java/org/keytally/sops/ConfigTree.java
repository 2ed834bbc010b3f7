package org.keytally.sops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;

/**
 * Builds the tree of a {@code .sops.yaml} from the events of the YAML parser. A composer would give
 * an alias the place of its anchor; here each keeps its own.
 */
final class ConfigTree {

  static final int MAX_BYTES = 4 << 20;

  private static final int MAX_DEPTH = 100;
  private static final int MAX_NODES = 200_000;

  /** An anchor while it is not known yet whether an alias names it. */
  private static final class Anchored {
    final String name;
    final ConfigNode node;
    final int line;
    boolean used;

    Anchored(String name, ConfigNode node, int line) {
      this.name = name;
      this.node = node;
      this.line = line;
    }
  }

  private final List<SopsConfig.Problem> problems;
  private final List<Anchored> anchors = new ArrayList<>();
  private final Map<String, Anchored> byName = new HashMap<>();
  private int nodes;

  ConfigTree(List<SopsConfig.Problem> problems) {
    this.problems = problems;
  }

  /**
   * Reads the first document, which is the only one that sops looks at.
   *
   * @return empty where there is none
   * @throws MalformedStoreException if the text is no YAML, or larger or deeper than is read
   */
  Optional<ConfigNode.Use> read(byte[] content) throws MalformedStoreException {
    Parser events = PlainYaml.parser(content, MAX_BYTES);
    try {
      while (!events.checkEvent(Event.ID.DocumentStart)) {
        if (events.checkEvent(Event.ID.StreamEnd)) {
          return Optional.empty();
        }
        events.getEvent();
      }
      events.getEvent();
      return Optional.of(use(events, events.getEvent(), 1));
    } catch (YAMLException e) {
      throw YamlStoreScan.malformed(e);
    } catch (NumberFormatException e) {
      throw YamlStoreScan.damagedEscape();
    }
  }

  /** The anchors on scalars, in file order. */
  List<Anchor> anchors() {
    List<Anchor> scalars = new ArrayList<>();
    for (Anchored anchor : anchors) {
      if (anchor.node instanceof ConfigNode.Text text) {
        scalars.add(new Anchor(anchor.name, text.value(), anchor.line, anchor.used));
      }
    }
    return scalars;
  }

  private ConfigNode.Use use(Parser events, Event event, int depth) throws MalformedStoreException {
    int line = YamlStoreScan.line(event);
    if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
      throw new MalformedStoreException(
          SopsProblem.Kind.TOO_LARGE, line, "larger or nested deeper than is read");
    }
    if (event instanceof AliasEvent alias) {
      Anchored anchor = byName.get(alias.getAnchor());
      if (anchor == null) {
        problems.add(
            new SopsConfig.Problem(
                line, "the alias *" + alias.getAnchor() + " names no anchor before it", true));
        return new ConfigNode.Use(new ConfigNode.Text("", true), Optional.empty(), line);
      }
      anchor.used = true;
      return new ConfigNode.Use(anchor.node, Optional.of(anchor.name), line);
    }
    String name = null;
    ConfigNode node;
    if (event instanceof ScalarEvent scalar) {
      name = scalar.getAnchor();
      node = new ConfigNode.Text(scalar.getValue(), YamlStoreScan.isNull(scalar));
    } else if (event instanceof SequenceStartEvent start) {
      name = start.getAnchor();
      node = items(events, depth);
    } else if (event instanceof MappingStartEvent start) {
      name = start.getAnchor();
      node = fields(events, depth);
    } else {
      throw new MalformedStoreException(SopsProblem.Kind.UNPARSABLE, line, "not YAML");
    }
    if (name == null) {
      return new ConfigNode.Use(node, Optional.empty(), line);
    }
    Anchored anchor = new Anchored(name, node, line);
    anchors.add(anchor);
    byName.put(name, anchor);
    return new ConfigNode.Use(node, Optional.of(name), line);
  }

  private ConfigNode items(Parser events, int depth) throws MalformedStoreException {
    List<ConfigNode.Use> uses = new ArrayList<>();
    while (true) {
      Event event = events.getEvent();
      if (event.is(Event.ID.SequenceEnd)) {
        return new ConfigNode.Items(uses);
      }
      uses.add(use(events, event, depth + 1));
    }
  }

  private ConfigNode fields(Parser events, int depth) throws MalformedStoreException {
    Map<String, ConfigNode.Field> byName = new LinkedHashMap<>();
    List<ConfigNode.Use> merged = new ArrayList<>(0);
    while (true) {
      Event event = events.getEvent();
      if (event.is(Event.ID.MappingEnd)) {
        break;
      }
      int line = YamlStoreScan.line(event);
      ConfigNode key = use(events, event, depth + 1).node();
      ConfigNode.Use value = use(events, events.getEvent(), depth + 1);
      if (!(key instanceof ConfigNode.Text text)) {
        problems.add(new SopsConfig.Problem(line, "a name is not text", true));
      } else if (text.value().equals("<<") && isPlain(event)) {
        merged.add(value);
      } else if (byName.putIfAbsent(text.value(), new ConfigNode.Field(line, value)) != null) {
        problems.add(
            new SopsConfig.Problem(
                line, "the name " + text.value() + " stands twice in one mapping", true));
      }
    }
    for (ConfigNode.Use use : merged) {
      merge(use, byName, true);
    }
    return new ConfigNode.Fields(byName);
  }

  private static boolean isPlain(Event event) {
    return event instanceof ScalarEvent scalar
        && scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN;
  }

  /** Adds what {@code <<} names and the mapping does not have itself. */
  private void merge(ConfigNode.Use use, Map<String, ConfigNode.Field> into, boolean listAllowed)
      throws MalformedStoreException {
    if (use.node() instanceof ConfigNode.Fields fields) {
      nodes += fields.byName().size();
      if (nodes > MAX_NODES) {
        throw new MalformedStoreException(
            SopsProblem.Kind.TOO_LARGE, use.line(), "merges more than is read");
      }
      for (Map.Entry<String, ConfigNode.Field> field : fields.byName().entrySet()) {
        into.putIfAbsent(field.getKey(), field.getValue());
      }
    } else if (listAllowed && use.node() instanceof ConfigNode.Items items) {
      for (ConfigNode.Use item : items.uses()) {
        merge(item, into, false);
      }
    } else {
      problems.add(
          new SopsConfig.Problem(use.line(), "<< merges something that is not a mapping", true));
    }
  }
}
