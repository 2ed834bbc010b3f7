package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;

/**
 * The text of a {@code .sops.yaml} and its changes of keys: anchors, aliases, keys written out and
 * comma lists (sops-file-format 9). What is not changed stays byte for byte, comments and layout
 * included. Immutable; of the first document, which is the only one that sops reads.
 */
public final class SopsConfigText {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String text;
  private final List<Place> places;

  private SopsConfigText(String text, List<Place> places) {
    this.text = text;
    this.places = List.copyOf(places);
  }

  /**
   * For a file as it is.
   *
   * @throws SopsException {@code UNPARSABLE} if it is no YAML, {@code TOO_LARGE} over 4 MiB
   */
  public static SopsConfigText of(byte[] content) throws SopsException {
    try {
      YamlText decoded = YamlText.of(content, ConfigTree.MAX_BYTES);
      String text = new String(content, StandardCharsets.UTF_8);
      return new SopsConfigText(text, new PlaceReader(text).read(decoded));
    } catch (MalformedStoreException e) {
      throw new SopsException(
          e.kind() == SopsProblem.Kind.TOO_LARGE
              ? SopsException.Kind.TOO_LARGE
              : SopsException.Kind.UNPARSABLE,
          "",
          e.reason());
    }
  }

  /** As it is to be written. */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Another key in the place of one: in anchors, lists and comma lists.
   *
   * @throws SopsException {@code UNSUPPORTED} if it stands nowhere, or in a form that cannot be
   *     changed in place
   */
  public SopsConfigText withKeyReplaced(String key, String by) throws SopsException {
    Changes changes = new Changes();
    for (Place place : places) {
      if (place.form() != Form.ALIAS && place.holds(key)) {
        changes.replace(place.start(), place.end(), exchanged(place, key, by));
      }
    }
    return changes.applied("the key stands nowhere");
  }

  /** Another key as the value of an anchor, and so for all its aliases. Throws as {@link #of}. */
  public SopsConfigText withAnchorValue(String anchor, String key) throws SopsException {
    Changes changes = new Changes();
    for (Place place : places) {
      if (place.form() == Form.ANCHOR && place.anchor().equals(anchor)) {
        changes.replace(place.start(), place.end(), exchanged(place, place.value(), key));
      }
    }
    return changes.applied("there is no anchor " + anchor);
  }

  /**
   * Another key beside one, wherever it stands: a new anchor after its anchors, the alias of that
   * after each of their aliases, and the key itself where it is written out.
   *
   * @param name of the new anchor; not used where the key has none
   * @throws SopsException {@code UNSUPPORTED} if it stands nowhere, or nothing can be put beside it
   */
  public SopsConfigText withKeyBeside(String key, String next, String name) throws SopsException {
    Changes changes = new Changes();
    Set<String> anchors = new HashSet<>();
    for (Place place : places) {
      if (!place.holds(key)) {
        continue;
      }
      switch (place.form()) {
        case ANCHOR -> {
          // One name cannot stand for two: a second anchor of the key gets the first's new alias.
          boolean first = anchors.isEmpty();
          anchors.add(place.anchor());
          beside(changes, place, first ? '&' + name + ' ' + next : "*" + name, key, next, name);
        }
        case ALIAS -> beside(changes, place, '*' + name, key, next, name);
        case TEXT -> beside(changes, place, next, key, next, name);
      }
    }
    return changes.applied("the key stands nowhere");
  }

  /** A new anchor after another; nothing uses it yet. Throws as {@link #withKeyBeside}. */
  public SopsConfigText withAnchorAfter(String anchor, String name, String key)
      throws SopsException {
    Changes changes = new Changes();
    for (Place place : places) {
      if (place.form() == Form.ANCHOR && place.anchor().equals(anchor)) {
        beside(changes, place, '&' + name + ' ' + key, place.value(), key, name);
      }
    }
    return changes.applied("there is no anchor " + anchor);
  }

  /**
   * The alias of an anchor beside keys, only in some lines.
   *
   * @param keys by line, from 1, as of {@link RuleKey#line()}
   * @throws SopsException {@code UNSUPPORTED} as {@link #withKeyBeside}
   */
  public SopsConfigText withAliasBeside(Map<Integer, String> keys, String anchor)
      throws SopsException {
    Changes changes = new Changes();
    Set<Integer> done = new HashSet<>();
    for (Place place : places) {
      String key = keys.get(place.line());
      if (key == null || !place.holds(key) || !done.add(place.line())) {
        continue;
      }
      if (place.form() != Form.ALIAS && (place.isList() || place.where() == Where.FIELD)) {
        throw unsupported(place.line(), "a text with commas takes no alias");
      }
      beside(changes, place, '*' + anchor, key, "", anchor);
    }
    return changes.applied("the key stands in none of these lines");
  }

  /** Without an anchor and its aliases. Throws as {@link #withoutAnchors}. */
  public SopsConfigText withoutAnchor(String anchor) throws SopsException {
    return withoutAnchors(Set.of(anchor));
  }

  /**
   * Without some anchors and their aliases.
   *
   * @throws SopsException {@code UNSUPPORTED} if a list would be left empty, or the layout does not
   *     allow it
   */
  public SopsConfigText withoutAnchors(Set<String> anchors) throws SopsException {
    Changes changes = new Changes();
    Map<Integer, Integer> left = new HashMap<>();
    for (Place place : places) {
      left.put(place.parent(), place.siblings());
    }
    for (Place place : places) {
      if (place.form() != Form.TEXT && anchors.contains(place.anchor())) {
        if (left.merge(place.parent(), -1, Integer::sum) == 0) {
          throw unsupported(place.line(), "nothing would be left of the list");
        }
        remove(changes, place);
      }
    }
    return changes.applied("there is no such anchor");
  }

  private enum Form {
    ANCHOR,
    ALIAS,
    TEXT
  }

  private enum Where {
    /** An entry of a list with dashes. */
    ITEM,
    /** An entry of a list in brackets. */
    FLOW_ITEM,
    /** The value of a field in a line of its own. */
    FIELD,
    /** The value of a field in braces. */
    FLOW_FIELD
  }

  /**
   * A scalar or alias.
   *
   * @param anchor name of the anchor that stands here or is named; empty for a text without one
   * @param value the text, of an alias that of its anchor
   * @param start first character, that of the anchor where there is one
   * @param end after the last character
   * @param parent number of the list or mapping that it stands in
   * @param siblings how many entries that has, this one included
   */
  private record Place(
      Form form,
      Where where,
      String anchor,
      String value,
      int start,
      int end,
      int line,
      int parent,
      int siblings) {

    /** Whether the key is the text, or one of those between commas. */
    boolean holds(String key) {
      for (String part : value.split(",", -1)) {
        if (part.trim().equals(key)) {
          return true;
        }
      }
      return false;
    }

    boolean isList() {
      return value.indexOf(',') >= 0;
    }
  }

  /** Changes of the text that do not overlap, in ascending order. */
  private final class Changes {
    private final StringBuilder changed = new StringBuilder(text.length() + 128);
    private int copied;

    void replace(int start, int end, String by) {
      if (start < copied) {
        throw new IllegalStateException("changes overlap");
      }
      changed.append(text, copied, start).append(by);
      copied = end;
    }

    SopsConfigText applied(String ifNone) throws SopsException {
      if (copied == 0) {
        throw new SopsException(SopsException.Kind.UNSUPPORTED, "", ifNone);
      }
      // Read back: what is not YAML any more is never handed out.
      return of(
          changed.append(text, copied, text.length()).toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static SopsException unsupported(int line, String why) {
    return new SopsException(
        SopsException.Kind.UNSUPPORTED, "", "line " + line + " cannot be changed in place: " + why);
  }

  /** The characters of a place with a key exchanged. */
  private String exchanged(Place place, String key, String by) throws SopsException {
    String raw = text.substring(place.start(), place.end());
    int from = place.form() == Form.ANCHOR ? 1 + place.anchor().length() : 0;
    int at = raw.indexOf(key, from);
    if (key.isEmpty() || at < 0) {
      throw unsupported(place.line(), "the key is not written in one piece");
    }
    return raw.substring(0, at) + by + raw.substring(at + key.length());
  }

  private void beside(
      Changes changes, Place place, String entry, String key, String next, String name)
      throws SopsException {
    boolean inText = place.form() == Form.TEXT && (place.isList() || place.where() == Where.FIELD);
    if (inText || (place.form() == Form.ANCHOR && place.isList())) {
      changes.replace(place.start(), place.end(), exchanged(place, key, key + ',' + next));
      return;
    }
    switch (place.where()) {
      case ITEM -> insertLine(changes, place, itemPrefix(place) + entry);
      case FLOW_ITEM -> changes.replace(place.end(), place.end(), ", " + entry);
      case FIELD, FLOW_FIELD -> {
        if (place.form() == Form.ANCHOR) {
          if (place.where() == Where.FLOW_FIELD) {
            changes.replace(place.end(), place.end(), ", " + name + ": " + entry);
          } else {
            insertLine(changes, place, indentation(place) + name + ": " + entry);
          }
        } else {
          String present = text.substring(place.start(), place.end());
          changes.replace(place.start(), place.end(), '[' + present + ", " + entry + ']');
        }
      }
    }
  }

  private void remove(Changes changes, Place place) throws SopsException {
    switch (place.where()) {
      case ITEM -> {
        itemPrefix(place);
        removeLine(changes, place);
      }
      case FLOW_ITEM -> {
        int end = place.end();
        while (end < text.length() && isBlankOrBreak(text.charAt(end))) {
          end++;
        }
        int start = place.start();
        if (end < text.length() && text.charAt(end) == ',') {
          end++;
          while (end < text.length() && text.charAt(end) == ' ') {
            end++;
          }
        } else {
          end = place.end();
          while (start > changes.copied && isBlankOrBreak(text.charAt(start - 1))) {
            start--;
          }
          if (start <= changes.copied || text.charAt(start - 1) != ',') {
            throw unsupported(place.line(), "the list is not written as expected");
          }
          start--;
        }
        changes.replace(start, end, "");
      }
      case FIELD, FLOW_FIELD -> {
        if (place.form() != Form.ANCHOR || place.where() == Where.FLOW_FIELD) {
          throw unsupported(place.line(), "a field would be left without its value");
        }
        indentation(place);
        removeLine(changes, place);
      }
    }
  }

  private void removeLine(Changes changes, Place place) throws SopsException {
    int end = endOfLine(place);
    changes.replace(startOfLine(place), Math.min(text.length(), end + breakAt(end).length()), "");
  }

  private void insertLine(Changes changes, Place place, String line) throws SopsException {
    int end = endOfLine(place);
    String lineBreak = breakAt(end);
    changes.replace(end, end, (lineBreak.isEmpty() ? "\n" : lineBreak) + line);
  }

  /** Dashes and blanks before an entry that stands alone in its line; outer dashes blanked out. */
  private String itemPrefix(Place place) throws SopsException {
    String before = text.substring(startOfLine(place), place.start());
    int dash = before.lastIndexOf('-');
    if (dash < 0 || !before.replace('-', ' ').isBlank()) {
      throw unsupported(place.line(), "the entry shares its line");
    }
    return before.substring(0, dash).replace('-', ' ') + before.substring(dash);
  }

  /** What stands before the name of a field that begins its line. */
  private String indentation(Place place) throws SopsException {
    String before = text.substring(startOfLine(place), place.start());
    int name = 0;
    while (name < before.length() && before.charAt(name) == ' ') {
      name++;
    }
    if (before.startsWith("- ", name) || before.indexOf(':', name) < 0) {
      throw unsupported(place.line(), "the field shares its line");
    }
    return before.substring(0, name);
  }

  private int startOfLine(Place place) {
    return text.lastIndexOf('\n', Math.max(0, place.start() - 1)) + 1;
  }

  /** Where the line of a place ends, before its break; only a comment may follow the place. */
  private int endOfLine(Place place) throws SopsException {
    int end = text.indexOf('\n', place.end());
    end = end < 0 ? text.length() : end;
    if (end > 0 && end < text.length() && text.charAt(end - 1) == '\r') {
      end--;
    }
    String after = text.substring(place.end(), Math.max(end, place.end())).stripLeading();
    boolean alone = after.isEmpty() || after.startsWith("#");
    if (!alone || text.substring(place.start(), place.end()).indexOf('\n') >= 0) {
      throw unsupported(place.line(), "the entry shares its line");
    }
    return end;
  }

  private String breakAt(int end) {
    return text.startsWith("\r\n", end) ? "\r\n" : end < text.length() ? "\n" : "";
  }

  private static boolean isBlankOrBreak(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  /** Finds the places, without recursion. */
  private static final class PlaceReader {

    /** A list or mapping whose end has not been read. */
    private static final class Open {
      final int number;
      final boolean isFlow;
      final boolean isMapping;
      int entries;

      Open(int number, boolean isFlow, boolean isMapping) {
        this.number = number;
        this.isFlow = isFlow;
        this.isMapping = isMapping;
      }

      /** Whether what comes next is the name of a field. */
      boolean isAtName() {
        return isMapping && entries % 2 == 0;
      }

      Where where() {
        if (isMapping) {
          return isFlow ? Where.FLOW_FIELD : Where.FIELD;
        }
        return isFlow ? Where.FLOW_ITEM : Where.ITEM;
      }
    }

    private final String text;
    private final int shift;
    private final List<Place> found = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();
    private final Map<Integer, Integer> sizes = new HashMap<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private int collections;
    private int codePoint;
    private int index;

    PlaceReader(String text) {
      this.text = text;
      this.shift = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
      this.index = shift;
    }

    List<Place> read(YamlText decoded) throws MalformedStoreException {
      LoaderOptions options = new LoaderOptions();
      options.setCodePointLimit(ConfigTree.MAX_BYTES);
      ParserImpl events = new ParserImpl(decoded, options);
      try {
        while (!events.checkEvent(Event.ID.StreamEnd) && !events.checkEvent(Event.ID.DocumentEnd)) {
          event(events.getEvent());
        }
      } catch (YAMLException e) {
        throw YamlStoreScan.malformed(e);
      } catch (NumberFormatException e) {
        throw YamlStoreScan.damagedEscape();
      }
      List<Place> places = new ArrayList<>(found.size());
      for (Place place : found) {
        places.add(
            new Place(
                place.form(),
                place.where(),
                place.anchor(),
                place.value(),
                place.start(),
                place.end(),
                place.line(),
                place.parent(),
                sizes.getOrDefault(place.parent(), 1)));
      }
      return places;
    }

    private void event(Event event) {
      if (event.is(Event.ID.SequenceEnd) || event.is(Event.ID.MappingEnd)) {
        Open closed = open.pop();
        sizes.put(closed.number, closed.isMapping ? closed.entries / 2 : closed.entries);
        return;
      }
      Open parent = open.peek();
      if (event instanceof CollectionStartEvent start) {
        if (parent != null) {
          parent.entries++;
        }
        open.push(new Open(++collections, start.isFlow(), start instanceof MappingStartEvent));
      } else if (parent != null) {
        if (!parent.isAtName()) {
          scalar(event, parent).ifPresent(found::add);
        }
        parent.entries++;
      }
    }

    private Optional<Place> scalar(Event event, Open parent) {
      Form form;
      String anchor = "";
      String value;
      if (event instanceof AliasEvent alias) {
        form = Form.ALIAS;
        anchor = alias.getAnchor();
        value = values.getOrDefault(anchor, "");
      } else if (event instanceof ScalarEvent scalar) {
        value = scalar.getValue();
        String name = scalar.getAnchor();
        form = name == null ? Form.TEXT : Form.ANCHOR;
        if (name != null) {
          anchor = name;
          values.put(name, value);
        }
      } else {
        return Optional.empty();
      }
      int start = indexOf(event.getStartMark().getIndex());
      int end = indexOf(event.getEndMark().getIndex());
      return Optional.of(
          new Place(
              form,
              parent.where(),
              anchor,
              value,
              start,
              end,
              YamlStoreScan.line(event),
              parent.number,
              1));
    }

    /** Of a code point that is not before the last one asked for. */
    private int indexOf(int wanted) {
      index = text.offsetByCodePoints(index, wanted - codePoint);
      codePoint = wanted;
      return index;
    }
  }
}
