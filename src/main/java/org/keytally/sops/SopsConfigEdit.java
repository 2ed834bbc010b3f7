package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;

/**
 * Edits the keys of a {@code .sops.yaml} in place: what is not a key stays byte for byte, comments
 * and layout included. Every answer is read again and compared, group by group, with what was
 * meant.
 *
 * <p>While two keys stand for one person, the new one stands after the old one: an anchor {@code
 * &NAME-next} after the anchor, its alias after each alias, the key itself after each place where
 * the old one is spelled out, in lists and in texts parted by commas.
 */
public final class SopsConfigEdit {

  private static final int MAX_DEPTH = 100;
  private static final int MAX_ITEMS = 200_000;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Fields of a rule whose text is a list of keys. */
  private static final Set<String> KEY_FIELDS =
      Set.of("age", "pgp", "kms", "gcp_kms", "azure_keyvault", "hc_vault_transit_uri", "hckms");

  private final byte[] content;
  private final String path;
  private final boolean marked;
  private final int[] text;
  private final List<Item> items = new ArrayList<>();
  private final Map<String, Item> anchors = new HashMap<>();

  private SopsConfigEdit(String path, byte[] content) throws SopsException {
    this.path = path;
    this.content = content;
    String decoded = new String(content, StandardCharsets.UTF_8);
    this.marked = decoded.startsWith(BYTE_ORDER_MARK);
    this.text = (marked ? decoded.substring(1) : decoded).codePoints().toArray();
    read();
  }

  /**
   * Takes a file apart.
   *
   * @param path relative to the repository root
   * @throws SopsException of kind UNPARSABLE if it is no YAML
   */
  public static SopsConfigEdit of(String path, byte[] content) throws SopsException {
    return new SopsConfigEdit(path, content.clone());
  }

  /**
   * Which places of the old keys are meant.
   *
   * @param keys the old keys, as text
   * @param anchors names of the anchors that are meant, each with the name of the new key's anchor
   *     while both stand; others with the same key stay
   * @param literals whether places are meant where a key is spelled out without an anchor
   */
  public record Places(Set<String> keys, Map<String, String> anchors, boolean literals) {

    public Places {
      keys = Set.copyOf(keys);
      anchors = Map.copyOf(anchors);
    }
  }

  /**
   * The file with a new key beside the old ones.
   *
   * @throws SopsException of kind UNSUPPORTED, naming the line, where that cannot be written
   */
  public byte[] withBeside(Places places, String key) throws SopsException {
    Edits edits = new Edits();
    for (Item item : items) {
      if (item.isKeyOfPair) {
        continue;
      }
      Match match = match(item, places);
      if (match == Match.NONE || match == Match.PART) {
        if (match == Match.PART) {
          besidePart(item, places, key, edits);
        }
        continue;
      }
      String next =
          switch (match) {
            case ANCHOR -> '&' + next(item.anchor, places) + ' ' + key;
            case ALIAS -> '*' + next(item.alias, places);
            default -> key;
          };
      if (!item.container.holds(key)) {
        insertAfter(item, match, next, edits);
      }
    }
    return proven(edits, places, Set.of(), Optional.of(key));
  }

  /**
   * The file with a new key instead of the old ones, whether it stood beside them or not.
   *
   * @throws SopsException of kind UNSUPPORTED, naming the line, where that cannot be written
   */
  public byte[] withInstead(Places places, String key) throws SopsException {
    Edits edits = new Edits();
    Set<Item> gone = new LinkedHashSet<>();
    for (Item item : items) {
      if (item.isKeyOfPair) {
        continue;
      }
      Match match = match(item, places);
      if (match == Match.PART) {
        insteadPart(item, places, key, edits);
      } else if (match == Match.ANCHOR || match == Match.LITERAL) {
        replaceIn(item, key, places, edits);
      }
      if (match == Match.LITERAL) {
        for (Item other : item.container.values) {
          if (other.anchor == null && other.alias == null && key.equals(other.value)) {
            gone.add(other);
          }
        }
      }
      if (key.equals(item.value) && (isNext(item.anchor, places) || isNext(item.alias, places))) {
        gone.add(item);
      }
    }
    remove(gone, edits);
    return proven(edits, places, places.keys(), Optional.of(key));
  }

  /**
   * The file without the old keys.
   *
   * @throws SopsException of kind UNSUPPORTED, naming the line, where that cannot be written or
   *     would leave a rule without any key
   */
  public byte[] without(Places places) throws SopsException {
    Edits edits = new Edits();
    Set<Item> gone = new LinkedHashSet<>();
    for (Item item : items) {
      if (item.isKeyOfPair) {
        continue;
      }
      switch (match(item, places)) {
        case ANCHOR, ALIAS, LITERAL -> gone.add(item);
        case PART -> withoutPart(item, places, edits);
        case NONE -> {}
      }
    }
    remove(gone, edits);
    return proven(edits, places, places.keys(), Optional.empty());
  }

  /** How a place names one of the old keys. */
  private enum Match {
    NONE,
    /** It defines one of the anchors that are meant. */
    ANCHOR,
    /** It is an alias of one. */
    ALIAS,
    /** It is the key, without an anchor. */
    LITERAL,
    /** It is a text of several keys. */
    PART
  }

  private Match match(Item item, Places places) {
    if (item.alias != null) {
      Item anchored = anchors.get(item.alias);
      boolean meant =
          anchored != null
              && places.anchors().containsKey(item.alias)
              && places.keys().contains(anchored.value);
      return meant ? Match.ALIAS : Match.NONE;
    }
    if (item.value == null) {
      return Match.NONE;
    }
    boolean isKey = places.keys().contains(item.value);
    if (item.anchor != null && isKey) {
      return places.anchors().containsKey(item.anchor) ? Match.ANCHOR : Match.NONE;
    }
    boolean isField = item.key != null && KEY_FIELDS.contains(item.key.value);
    if (isKey && !isField) {
      return places.literals() ? Match.LITERAL : Match.NONE;
    }
    if (places.literals() && item.value.length() < 1_000_000) {
      for (String part : item.value.split(",", -1)) {
        if (places.keys().contains(part.strip())) {
          return Match.PART;
        }
      }
    }
    return Match.NONE;
  }

  private static String next(@Nullable String anchor, Places places) {
    String next = places.anchors().get(String.valueOf(anchor));
    if (next == null) {
      throw new IllegalStateException("an anchor that is not meant");
    }
    return next;
  }

  private static boolean isNext(@Nullable String anchor, Places places) {
    return anchor != null && places.anchors().containsValue(anchor);
  }

  private void insertAfter(Item item, Match match, String next, Edits edits) throws SopsException {
    if (item.key == null) {
      if (item.container.isFlow) {
        edits.insert(item.end, ", " + next);
      } else {
        insertLine(item, item.start, next, edits);
      }
      return;
    }
    if (KEY_FIELDS.contains(item.key.value)) {
      edits.insert(item.start, "[ ");
      edits.insert(item.end, ", " + next + " ]");
    } else if (match != Match.ALIAS) {
      String entry = item.key.value + "-next: " + next;
      if (item.container.isFlow) {
        edits.insert(item.end, ", " + entry);
      } else {
        insertLine(item, item.key.start, entry, edits);
      }
    }
  }

  /** A line of its own after that of an item, with as much before it. */
  private void insertLine(Item item, int start, String entry, Edits edits) throws SopsException {
    int lineStart = lineStart(start);
    StringBuilder prefix = new StringBuilder();
    int dash = -1;
    for (int i = lineStart; i < start; i++) {
      if (text[i] == '-') {
        dash = prefix.length();
      } else if (text[i] != ' ') {
        throw cannot(item, "the key does not stand on a line of its own");
      }
      prefix.append(' ');
    }
    if (item.key == null) {
      if (dash < 0) {
        throw cannot(item, "the key does not stand on a line of its own");
      }
      prefix.setCharAt(dash, '-');
    }
    int end = lineEnd(item.end);
    String line = prefix + entry;
    if (end == text.length) {
      edits.insert(end, eol(end) + line);
    } else {
      edits.insert(end + 1, line + eol(end));
    }
  }

  private void besidePart(Item item, Places places, String key, Edits edits) throws SopsException {
    if (parts(item).contains(key)) {
      return;
    }
    for (String old : places.keys()) {
      if (parts(item).contains(old)) {
        edits.insert(find(item, old) + old.length(), ',' + key);
        return;
      }
    }
  }

  private void insteadPart(Item item, Places places, String key, Edits edits) throws SopsException {
    boolean placed = false;
    for (String old : places.keys()) {
      if (parts(item).contains(old)) {
        if (!placed) {
          int start = find(item, old);
          edits.replace(start, start + old.length(), key);
          placed = true;
        } else {
          removePart(item, old, edits);
        }
      }
    }
    if (parts(item).contains(key)) {
      removePart(item, key, edits);
    }
  }

  private void withoutPart(Item item, Places places, Edits edits) throws SopsException {
    List<String> left = new ArrayList<>(parts(item));
    left.removeAll(places.keys());
    left.removeIf(String::isEmpty);
    if (left.isEmpty()) {
      throw cannot(item, "no key would be left");
    }
    for (String old : places.keys()) {
      if (parts(item).contains(old)) {
        removePart(item, old, edits);
      }
    }
  }

  /** With the comma before it, or the one after it if it is the first. */
  private void removePart(Item item, String part, Edits edits) throws SopsException {
    int start = find(item, part);
    int end = start + part.length();
    int before = start;
    while (before > item.start && isBlank(text[before - 1])) {
      before--;
    }
    if (before > item.start && text[before - 1] == ',') {
      edits.replace(before - 1, end, "");
      return;
    }
    int after = end;
    while (after < item.end && text[after] != ',') {
      after++;
    }
    after = Math.min(after + 1, item.end);
    while (after < item.end && text[after] == ' ') {
      after++;
    }
    edits.replace(start, after, "");
  }

  private static List<String> parts(Item item) {
    List<String> parts = new ArrayList<>();
    for (String part : String.valueOf(item.value).split(",", -1)) {
      parts.add(part.strip());
    }
    return parts;
  }

  private void replaceIn(Item item, String key, Places places, Edits edits) throws SopsException {
    String old = String.valueOf(item.value);
    if (places.keys().contains(old)) {
      int start = find(item, old);
      edits.replace(start, start + old.length(), key);
    }
  }

  /** Where a key is spelled within the text of an item. */
  private int find(Item item, String key) throws SopsException {
    int[] wanted = key.codePoints().toArray();
    for (int at = item.start; at + wanted.length <= item.end; at++) {
      int i = 0;
      while (i < wanted.length && text[at + i] == wanted[i]) {
        i++;
      }
      boolean isWhole = i == wanted.length && !isKeyCharacter(at - 1) && !isKeyCharacter(at + i);
      if (isWhole) {
        return at;
      }
    }
    throw cannot(item, "the key is spelled with escapes or over several lines");
  }

  private boolean isKeyCharacter(int at) {
    return at >= 0 && at < text.length && Character.isLetterOrDigit(text[at]);
  }

  /** Takes items out of their containers, with what parts them. */
  private void remove(Set<Item> gone, Edits edits) throws SopsException {
    Set<Container> containers = new LinkedHashSet<>();
    for (Item item : gone) {
      if (item.key != null && KEY_FIELDS.contains(item.key.value)) {
        throw cannot(item, "no key would be left");
      }
      if (item.container.isFlow) {
        containers.add(item.container);
      } else {
        removeLine(item, edits);
      }
    }
    for (Container container : containers) {
      removeInFlow(container, gone, edits);
    }
  }

  private void removeLine(Item item, Edits edits) throws SopsException {
    int start = item.key == null ? item.start : item.key.start;
    int lineStart = lineStart(start);
    int dashes = 0;
    for (int i = lineStart; i < start; i++) {
      if (text[i] == '-') {
        dashes++;
      } else if (text[i] != ' ') {
        throw cannot(item, "the key does not stand on a line of its own");
      }
    }
    if (dashes != (item.key == null ? 1 : 0)) {
      throw cannot(item, "the key does not stand on a line of its own");
    }
    int end = lineEnd(item.end);
    if (end < text.length) {
      edits.replace(lineStart, end + 1, "");
    } else {
      edits.replace(Math.max(lineStart - 1, 0), end, "");
    }
  }

  private void removeInFlow(Container container, Set<Item> gone, Edits edits) {
    List<Item> values = container.values;
    int left = 0;
    for (Item item : values) {
      left += gone.contains(item) ? 0 : 1;
    }
    if (left == 1 && values.size() == 2 && isOfOurs(container)) {
      for (Item item : values) {
        if (!gone.contains(item)) {
          edits.replace(container.start, start(item), "");
          edits.replace(item.end, container.end, "");
        }
      }
      return;
    }
    boolean kept = false;
    for (int i = 0; i < values.size(); i++) {
      Item item = values.get(i);
      if (!gone.contains(item)) {
        kept = true;
      } else if (kept) {
        edits.replace(values.get(i - 1).end, item.end, "");
      } else {
        edits.replace(start(item), i + 1 < values.size() ? start(values.get(i + 1)) : item.end, "");
      }
    }
  }

  /** Whether a list was made of a single key, so that two could stand there. */
  private boolean isOfOurs(Container container) {
    return container.field != null
        && KEY_FIELDS.contains(container.field)
        && text[container.start] == '['
        && text[container.start + 1] == ' '
        && text[container.end - 2] == ' ';
  }

  private static int start(Item item) {
    return item.key == null ? item.start : item.key.start;
  }

  private int lineStart(int at) {
    int start = at;
    while (start > 0 && text[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  private int lineEnd(int at) {
    int end = at;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    return end;
  }

  private String eol(int lineEnd) {
    int before = lineEnd < text.length ? lineEnd : lineStart(lineEnd) - 1;
    return before > 0 && text[before - 1] == '\r' ? "\r\n" : "\n";
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private SopsException cannot(Item item, String why) {
    int line = 1;
    for (int i = 0; i < item.start; i++) {
      line += text[i] == '\n' ? 1 : 0;
    }
    return new SopsException(
        SopsException.Kind.UNSUPPORTED,
        path,
        "line " + line + " of " + path + " has to be edited by hand: " + why);
  }

  /** The edited text, if its rules say what was meant. */
  private byte[] proven(Edits edits, Places places, Set<String> without, Optional<String> with)
      throws SopsException {
    String edited = edits.applyTo(text);
    byte[] bytes = (marked ? BYTE_ORDER_MARK + edited : edited).getBytes(StandardCharsets.UTF_8);
    SopsConfig before = SopsConfigReader.read(path, content);
    SopsConfig after = SopsConfigReader.read(path, bytes);
    boolean same =
        before.rules().size() == after.rules().size()
            && after.problems().size() <= before.problems().size();
    for (int i = 0; same && i < before.rules().size(); i++) {
      same = isMeant(before.rules().get(i), after.rules().get(i), places, without, with);
    }
    if (!same) {
      throw new SopsException(
          SopsException.Kind.UNSUPPORTED,
          path,
          path
              + " cannot be edited so that its rules name the right keys; edit it by hand, each"
              + " rule with at least one key");
    }
    return bytes;
  }

  private static boolean isMeant(
      CreationRule before,
      CreationRule after,
      Places places,
      Set<String> without,
      Optional<String> with) {
    String regex = before.pathRegex().isPresent() ? before.pathRegex().get().pattern() : "";
    String now = after.pathRegex().isPresent() ? after.pathRegex().get().pattern() : "";
    if (!regex.equals(now)
        || before.shamirThreshold() != after.shamirThreshold()
        || before.groups().size() != after.groups().size()) {
      return false;
    }
    for (int i = 0; i < before.groups().size(); i++) {
      Set<String> wanted = new LinkedHashSet<>();
      boolean any = false;
      for (RuleKey key : before.groups().get(i)) {
        boolean isMeant =
            places.keys().contains(key.identifier())
                && (key.anchor().isPresent()
                    ? places.anchors().containsKey(key.anchor().get())
                    : places.literals());
        any |= isMeant;
        if (!isMeant || !without.contains(key.identifier())) {
          wanted.add(key.identifier());
        }
      }
      if (any) {
        with.ifPresent(wanted::add);
      }
      Set<String> present = new LinkedHashSet<>();
      for (RuleKey key : after.groups().get(i)) {
        present.add(key.identifier());
      }
      if (!present.equals(wanted) || present.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** A list or mapping. */
  private static final class Container {
    final boolean isFlow;
    final int start;

    /** The name that it stands under; null where it stands under none. */
    final @Nullable String field;

    /** The elements of a list, the values of a mapping. */
    final List<Item> values = new ArrayList<>();

    int end;

    Container(boolean isFlow, int start, @Nullable String field) {
      this.isFlow = isFlow;
      this.start = start;
      this.field = field;
    }

    boolean holds(String key) {
      for (Item item : values) {
        if (key.equals(item.value)) {
          return true;
        }
      }
      return false;
    }
  }

  /** What stands in a container. */
  private static final class Item {
    final Container container;
    final int start;
    int end;

    /** The name that it stands under in a mapping; null in a list. */
    @Nullable Item key;

    boolean isKeyOfPair;

    /** The anchor that it defines. */
    final @Nullable String anchor;

    /** The anchor that it names. */
    final @Nullable String alias;

    /** The text, also of what an alias names; null for a list or mapping. */
    final @Nullable String value;

    Item(
        Container container,
        int start,
        int end,
        @Nullable String anchor,
        @Nullable String alias,
        @Nullable String value) {
      this.container = container;
      this.start = start;
      this.end = end;
      this.anchor = anchor;
      this.alias = alias;
      this.value = value;
    }
  }

  /** Replacements in the order in which they are asked for. */
  private static final class Edits {

    private record Edit(int start, int end, String text) {}

    private final List<Edit> edits = new ArrayList<>();

    void insert(int at, String inserted) {
      edits.add(new Edit(at, at, inserted));
    }

    void replace(int start, int end, String replacement) {
      edits.add(new Edit(start, end, replacement));
    }

    String applyTo(int[] text) throws SopsException {
      List<Edit> inOrder = new ArrayList<>(edits);
      inOrder.sort((one, other) -> Integer.compare(one.start, other.start));
      StringBuilder out = new StringBuilder(text.length + 256);
      int copied = 0;
      for (Edit edit : inOrder) {
        if (edit.start < copied) {
          throw new SopsException(
              SopsException.Kind.UNSUPPORTED, "", "keys stand too close to each other");
        }
        for (int i = copied; i < edit.start; i++) {
          out.appendCodePoint(text[i]);
        }
        out.append(edit.text);
        copied = edit.end;
      }
      for (int i = copied; i < text.length; i++) {
        out.appendCodePoint(text[i]);
      }
      return out.toString();
    }
  }

  private void read() throws SopsException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(ConfigTree.MAX_BYTES);
    try {
      ParserImpl events = new ParserImpl(YamlText.of(content, ConfigTree.MAX_BYTES), options);
      while (!events.checkEvent(Event.ID.DocumentStart)) {
        if (events.checkEvent(Event.ID.StreamEnd)) {
          return;
        }
        events.getEvent();
      }
      events.getEvent();
      item(events, new Container(false, 0, null), null, 1);
    } catch (MalformedStoreException e) {
      throw new SopsException(SopsException.Kind.UNPARSABLE, path, path + " is " + e.reason());
    } catch (YAMLException | NumberFormatException e) {
      throw new SopsException(SopsException.Kind.UNPARSABLE, path, path + " is not YAML");
    }
  }

  private Item item(ParserImpl events, Container container, @Nullable String field, int depth)
      throws SopsException {
    Event event = events.getEvent();
    if (depth > MAX_DEPTH || items.size() > MAX_ITEMS) {
      throw new SopsException(
          SopsException.Kind.TOO_LARGE, path, path + " is larger or deeper than is read");
    }
    int start = event.getStartMark().getIndex();
    int end = event.getEndMark().getIndex();
    if (event instanceof AliasEvent alias) {
      Item named = anchors.get(alias.getAnchor());
      return added(
          new Item(
              container, start, end, null, alias.getAnchor(), named == null ? null : named.value));
    }
    if (event instanceof ScalarEvent scalar) {
      return added(
          new Item(container, start, end, scalar.getAnchor(), null, scalar.getValue().strip()));
    }
    if (event instanceof SequenceStartEvent list) {
      Item item = added(new Item(container, start, end, list.getAnchor(), null, null));
      Container inner = new Container(list.isFlow(), start, field);
      while (!events.checkEvent(Event.ID.SequenceEnd)) {
        inner.values.add(item(events, inner, null, depth + 1));
      }
      item.end = events.getEvent().getEndMark().getIndex();
      inner.end = item.end;
      return item;
    }
    if (event instanceof MappingStartEvent mapping) {
      Item item = added(new Item(container, start, end, mapping.getAnchor(), null, null));
      Container inner = new Container(mapping.isFlow(), start, field);
      while (!events.checkEvent(Event.ID.MappingEnd)) {
        Item key = item(events, inner, null, depth + 1);
        key.isKeyOfPair = true;
        Item value = item(events, inner, key.value, depth + 1);
        value.key = key;
        inner.values.add(value);
      }
      item.end = events.getEvent().getEndMark().getIndex();
      inner.end = item.end;
      return item;
    }
    throw new SopsException(SopsException.Kind.UNPARSABLE, path, path + " is not YAML");
  }

  private Item added(Item item) {
    items.add(item);
    if (item.anchor != null) {
      anchors.put(item.anchor, item);
    }
    return item;
  }
}
