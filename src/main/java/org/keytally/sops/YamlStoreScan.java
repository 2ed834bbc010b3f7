package org.keytally.sops;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;

/**
 * Scans the YAML store over the parser's events, so that neither aliases nor size make it hold more
 * than the metadata.
 */
final class YamlStoreScan {

  /** Text over this size is not parsed as YAML. */
  static final int MAX_BYTES = 8 << 20;

  private static final int MAX_DEPTH = 200;
  private static final int MAX_METADATA_NODES = 100_000;
  private static final int MAX_NAMES = 100_000;

  private final Parser events;
  private final LeafAudit audit;
  private final ProblemList problems;
  private MetadataNode.@Nullable Mapping metadata;
  private int metadataNodes;

  /**
   * Prepares the scan.
   *
   * @throws MalformedStoreException if the content is no UTF-8, or too large
   */
  YamlStoreScan(byte[] content, LeafAudit audit, ProblemList problems)
      throws MalformedStoreException {
    this.events = PlainYaml.parser(content, MAX_BYTES);
    this.audit = audit;
    this.problems = problems;
  }

  /**
   * Scans all documents.
   *
   * @throws MalformedStoreException if the text is no YAML
   */
  void scan() throws MalformedStoreException {
    try {
      boolean first = true;
      while (true) {
        Event event = events.getEvent();
        switch (event.getEventId()) {
          case StreamEnd -> {
            return;
          }
          case DocumentStart -> {
            document(first);
            first = false;
          }
          default -> {}
        }
      }
    } catch (YAMLException e) {
      throw malformed(e);
    } catch (NumberFormatException e) {
      throw damagedEscape();
    }
  }

  /** The metadata of the first document. */
  Optional<MetadataNode.Mapping> metadata() {
    return Optional.ofNullable(metadata);
  }

  /** What the parser complains of, in the terms of this package. */
  static MalformedStoreException malformed(YAMLException e) {
    return e instanceof MarkedYAMLException marked
        ? new MalformedStoreException(
            SopsProblem.Kind.UNPARSABLE, lineOf(marked.getProblemMark()), reason(marked))
        : new MalformedStoreException(
            SopsProblem.Kind.UNPARSABLE, 0, "not YAML: a character that YAML does not allow");
  }

  /** What SnakeYAML's scanner says of {@code "\\UFFFFFFFF"} and of an escape cut off at the end. */
  static MalformedStoreException damagedEscape() {
    return new MalformedStoreException(
        SopsProblem.Kind.UNPARSABLE, 0, "not YAML: an escape in double quotes is damaged");
  }

  private static int lineOf(@Nullable Mark mark) {
    return mark == null ? 0 : mark.getLine() + 1;
  }

  private static String reason(MarkedYAMLException e) {
    Mark mark = e.getProblemMark();
    String problem = e.getProblem();
    StringBuilder reason = new StringBuilder("not YAML");
    if (mark != null) {
      reason.append(" at column ").append(mark.getColumn() + 1);
    }
    // Tag handles are the only text of the file that the parser's complaints quote at length.
    if (problem != null && !problem.contains("tag handle")) {
      reason.append(": ").append(problem, 0, Math.min(problem.length(), 80));
    }
    return reason.toString();
  }

  private void document(boolean first) throws MalformedStoreException {
    Event root = events.getEvent();
    if (root instanceof ScalarEvent scalar && isNull(scalar)) {
      return;
    }
    if (!(root instanceof MappingStartEvent)) {
      throw new MalformedStoreException(
          SopsProblem.Kind.UNPARSABLE, line(root), "the YAML document is not a mapping");
    }
    Set<String> seen = new HashSet<>();
    boolean found = false;
    while (true) {
      Event event = events.getEvent();
      if (event.is(Event.ID.MappingEnd)) {
        return;
      }
      String key = key(event);
      boolean again = isRepeated(seen, key);
      if (key.equals("sops")) {
        if (found) {
          problems.add(SopsProblem.Kind.BAD_METADATA, line(event), "the entry sops stands twice");
        }
        found = true;
        if (first && !again) {
          if (node(events.getEvent(), 1) instanceof MetadataNode.Mapping mapping) {
            metadata = mapping;
          }
        } else {
          skip();
        }
      } else {
        if (again && first) {
          problems.add(SopsProblem.Kind.UNPARSABLE, line(event), "the same name stands twice");
        }
        audit.enter(key);
        leaves(events.getEvent(), 1, first);
        audit.leave();
      }
    }
  }

  private static boolean isRepeated(Set<String> seen, String key) {
    return seen.size() < MAX_NAMES && !seen.add(key);
  }

  private static String key(Event event) throws MalformedStoreException {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getValue();
    }
    throw new MalformedStoreException(
        SopsProblem.Kind.UNPARSABLE, line(event), "a name in the YAML is not text");
  }

  static int line(Event event) {
    return lineOf(event.getStartMark());
  }

  static boolean isNull(ScalarEvent scalar) {
    if (scalar.getScalarStyle() != DumperOptions.ScalarStyle.PLAIN) {
      return false;
    }
    return switch (scalar.getValue()) {
      case "", "~", "null", "Null", "NULL" -> true;
      default -> false;
    };
  }

  private static void deeper(int depth, Event event) throws MalformedStoreException {
    if (depth > MAX_DEPTH) {
      throw new MalformedStoreException(
          SopsProblem.Kind.TOO_LARGE, line(event), "nested deeper than " + MAX_DEPTH + " levels");
    }
  }

  private void leaves(Event event, int depth, boolean first) throws MalformedStoreException {
    if (event instanceof ScalarEvent scalar) {
      if (!isNull(scalar)) {
        audit.text(scalar.getValue(), line(event));
      }
    } else if (event instanceof MappingStartEvent) {
      deeper(depth, event);
      Set<String> seen = new HashSet<>();
      while (true) {
        Event next = events.getEvent();
        if (next.is(Event.ID.MappingEnd)) {
          return;
        }
        String key = key(next);
        if (isRepeated(seen, key) && first) {
          problems.add(SopsProblem.Kind.UNPARSABLE, line(next), "the same name stands twice");
        }
        audit.enter(key);
        leaves(events.getEvent(), depth + 1, first);
        audit.leave();
      }
    } else if (event instanceof SequenceStartEvent) {
      deeper(depth, event);
      while (true) {
        Event next = events.getEvent();
        if (next.is(Event.ID.SequenceEnd)) {
          return;
        }
        leaves(next, depth + 1, first);
      }
    }
    // An alias repeats leaves that were audited where the anchor stands.
  }

  private MetadataNode node(Event event, int depth) throws MalformedStoreException {
    if (++metadataNodes > MAX_METADATA_NODES) {
      throw new MalformedStoreException(
          SopsProblem.Kind.TOO_LARGE, line(event), "the metadata holds too many entries");
    }
    if (event instanceof ScalarEvent scalar) {
      return new MetadataNode.Scalar(
          scalar.getValue(),
          isNull(scalar) ? MetadataNode.Kind.NULL : MetadataNode.Kind.TEXT,
          line(event));
    }
    if (event instanceof MappingStartEvent) {
      deeper(depth, event);
      Map<String, MetadataNode> entries = new LinkedHashMap<>();
      while (true) {
        Event next = events.getEvent();
        if (next.is(Event.ID.MappingEnd)) {
          return new MetadataNode.Mapping(entries, line(event));
        }
        String key = key(next);
        if (entries.put(key, node(events.getEvent(), depth + 1)) != null) {
          problems.add(
              SopsProblem.Kind.BAD_METADATA,
              line(next),
              "the same name stands twice in the metadata");
        }
      }
    }
    if (event instanceof SequenceStartEvent) {
      deeper(depth, event);
      List<MetadataNode> items = new ArrayList<>();
      while (true) {
        Event next = events.getEvent();
        if (next.is(Event.ID.SequenceEnd)) {
          return new MetadataNode.Sequence(items, line(event));
        }
        items.add(node(next, depth + 1));
      }
    }
    if (event instanceof AliasEvent) {
      problems.add(
          SopsProblem.Kind.BAD_METADATA, line(event), "the metadata is written with an alias");
    }
    return new MetadataNode.Scalar("", MetadataNode.Kind.NULL, line(event));
  }

  private void skip() {
    int open = 0;
    do {
      Event event = events.getEvent();
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> open++;
        case MappingEnd, SequenceEnd -> open--;
        default -> {}
      }
    } while (open > 0);
  }
}
