package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** Reads YAML into the tree: aliases expanded, plain scalars resolved as go-yaml does. */
final class YamlReader {

  /** Aliases can blow a small text up; no secret file has that many nodes. */
  private static final int MAX_NODES = 1_000_000;

  private final String text;
  private final Map<String, Node> anchors = new HashMap<>();
  private ParserImpl events = new ParserImpl(new StreamReader(""), new LoaderOptions());
  private int nodes;
  private int depth;
  private boolean inFirstDocument = true;

  YamlReader(byte[] text) throws SopsException {
    JsonReader.requireUtf8(text);
    this.text = new String(text, StandardCharsets.UTF_8);
  }

  List<Branch> read() throws SopsException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    List<Branch> documents = new ArrayList<>();
    try {
      events = new ParserImpl(new StreamReader(text), options);
      events.getEvent();
      while (!(events.peekEvent() instanceof StreamEndEvent)) {
        documents.add(document());
        inFirstDocument = false;
      }
    } catch (YAMLException e) {
      throw new SopsException(SopsException.Kind.UNPARSABLE, "", "the text is no YAML");
    }
    if (documents.isEmpty()) {
      throw new SopsException(SopsException.Kind.UNPARSABLE, "", "there is no YAML document");
    }
    return documents;
  }

  private Branch document() throws SopsException {
    Event start = events.getEvent();
    if (!(start instanceof DocumentStartEvent)) {
      throw bad(start, "a document is missing");
    }
    anchors.clear();
    Event first = events.peekEvent();
    Node root = node();
    if (!(events.getEvent() instanceof DocumentEndEvent)) {
      throw bad(first, "the document does not end");
    }
    if (root instanceof Branch branch) {
      return branch;
    }
    if (root instanceof Scalar scalar && scalar.type() == ValueType.NULL) {
      return new Branch(List.of());
    }
    throw bad(first, "a document for sops is a mapping");
  }

  private Node node() throws SopsException {
    Event event = events.getEvent();
    if (++nodes > MAX_NODES) {
      throw tooLarge("more than " + MAX_NODES + " nodes");
    }
    if (event instanceof AliasEvent alias) {
      Node target = anchors.get(alias.getAnchor());
      if (target == null) {
        throw bad(event, "an alias has no anchor");
      }
      nodes += size(target);
      if (nodes > MAX_NODES) {
        throw tooLarge("more than " + MAX_NODES + " nodes");
      }
      return target;
    }
    Node node = content(event);
    if (event instanceof NodeEvent named && named.getAnchor() != null) {
      anchors.put(named.getAnchor(), node);
    }
    return node;
  }

  private static int size(Node node) {
    int size = 1;
    if (node instanceof Branch branch) {
      for (Branch.Pair pair : branch.pairs()) {
        size += size(pair.value());
      }
    } else if (node instanceof Sequence sequence) {
      for (Node element : sequence.elements()) {
        size += size(element);
      }
    }
    return size;
  }

  private Node content(Event event) throws SopsException {
    if (event instanceof ScalarEvent scalar) {
      return scalar(scalar);
    }
    if (++depth > Store.MAX_DEPTH) {
      throw tooLarge("nesting deeper than " + Store.MAX_DEPTH + " levels");
    }
    Node node;
    if (event instanceof SequenceStartEvent) {
      List<Node> elements = new ArrayList<>();
      while (!(events.peekEvent() instanceof SequenceEndEvent)) {
        elements.add(node());
      }
      node = new Sequence(elements, span(event, events.getEvent()));
    } else if (event instanceof MappingStartEvent) {
      node = mapping(event);
    } else {
      throw bad(event, "a value is missing");
    }
    depth--;
    return node;
  }

  private Branch mapping(Event start) throws SopsException {
    List<Branch.Item> items = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    while (!(events.peekEvent() instanceof MappingEndEvent)) {
      Event keyEvent = events.peekEvent();
      Node key = node();
      if (!(key instanceof Scalar scalar) || scalar.type() != ValueType.STR) {
        throw bad(keyEvent, "a key is no text");
      }
      if (!keys.add(scalar.text()) && inFirstDocument) {
        throw bad(keyEvent, "a key stands there twice");
      }
      items.add(new Branch.Pair(scalar.text(), node(), scalar.span()));
    }
    return new Branch(items, span(start, events.getEvent()));
  }

  private Scalar scalar(ScalarEvent event) throws SopsException {
    Span span = span(event, event);
    if (event.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN && event.getTag() == null) {
      return YamlScalars.resolve(event.getValue(), span);
    }
    return new Scalar(ValueType.STR, event.getValue().getBytes(StandardCharsets.UTF_8), span);
  }

  private Span span(Event start, Event end) {
    return new Span(start.getStartMark().getIndex(), end.getEndMark().getIndex());
  }

  private static SopsException tooLarge(String what) {
    return new SopsException(SopsException.Kind.TOO_LARGE, "", "the text has " + what);
  }

  private static SopsException bad(Event event, String what) {
    Mark mark = event.getStartMark();
    int line = mark.getLine() + 1;
    return new SopsException(
        SopsException.Kind.UNPARSABLE,
        "line " + line,
        "line " + line + " is no YAML for sops: " + what);
  }
}
