package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ImplicitTuple;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.events.StreamStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;

/**
 * Parses the YAML that people and sops write most of the time: one document of ASCII, block
 * mappings and lists, names without quotes, values on one line or after {@code |}, anchors on
 * values, comments on lines of their own. At anything else it gives up, and SnakeYAML parses the
 * text, for whose scanner alone a hook waits longer than for reading a whole fleet. The events are
 * the same; of their marks only the lines are.
 */
final class PlainYaml implements Parser {

  private static final int MOST_LEVELS = 50;
  private static final int LONGEST_NAME = 100;
  private static final int[] NO_SNIPPET = {};
  private static final ImplicitTuple IMPLICIT = new ImplicitTuple(true, false);

  private final String text;
  private final List<Event> events = new ArrayList<>();
  private int next;

  /** The current line: its number from 0, where it begins and ends, and where it is read. */
  private int line = -1;

  private int start;
  private int end = -1;
  private int at;

  private PlainYaml(String text) {
    this.text = text;
  }

  /**
   * A parser for a text.
   *
   * @param limit of its size in bytes
   * @throws MalformedStoreException if it is larger, no UTF-8, or holds a character that YAML does
   *     not allow
   */
  static Parser parser(byte[] content, int limit) throws MalformedStoreException {
    if (content.length <= limit) {
      Optional<Parser> plain = read(content);
      if (plain.isPresent()) {
        return plain.get();
      }
    }
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(limit);
    return new ParserImpl(YamlText.of(content, limit), options);
  }

  /** The events of a text, unless it is beyond what is parsed here. */
  static Optional<Parser> read(byte[] content) {
    for (byte b : content) {
      if ((b < ' ' && b != '\n') || b == 0x7f) {
        return Optional.empty();
      }
    }
    PlainYaml yaml = new PlainYaml(new String(content, StandardCharsets.ISO_8859_1));
    return yaml.stream() ? Optional.of(yaml) : Optional.empty();
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return next < events.size() && events.get(next).is(choice);
  }

  @Override
  public @Nullable Event peekEvent() {
    return next < events.size() ? events.get(next) : null;
  }

  @Override
  public Event getEvent() {
    return events.get(next++);
  }

  private boolean stream() {
    if (!nextLine() || indent() != 0) {
      return false;
    }
    Mark mark = mark();
    events.add(new StreamStartEvent(mark, mark));
    events.add(new DocumentStartEvent(mark, mark, false, null, null));
    if (!block(0, 0) || line >= 0) {
      return false;
    }
    events.add(new DocumentEndEvent(mark, mark, false));
    events.add(new StreamEndEvent(mark, mark));
    return true;
  }

  private Mark mark() {
    return new Mark("", 0, line, 0, NO_SNIPPET, 0);
  }

  /**
   * Goes to the next line that is neither empty nor a comment, or to the end, where the line is -1.
   *
   * @return false where a line holds nothing but blanks, which counts for some values
   */
  private boolean nextLine() {
    int number = line;
    while (true) {
      start = end + 1;
      if (start >= text.length()) {
        line = -1;
        return true;
      }
      number++;
      end = lineEnd(start);
      at = start;
      while (at < end && text.charAt(at) == ' ') {
        at++;
      }
      if (at == end && end > start) {
        return false;
      }
      if (at < end && text.charAt(at) != '#') {
        line = number;
        return true;
      }
    }
  }

  private int lineEnd(int from) {
    int found = text.indexOf('\n', from);
    return found < 0 ? text.length() : found;
  }

  /** The column of the current place; -1 at the end of the text. */
  private int indent() {
    return line < 0 ? -1 : at - start;
  }

  private boolean isItem() {
    return line >= 0 && text.charAt(at) == '-' && (at + 1 == end || text.charAt(at + 1) == ' ');
  }

  /** A mapping or list that begins at the current place. */
  private boolean block(int indent, int depth) {
    return depth < MOST_LEVELS && (isItem() ? list(indent, false, depth) : mapping(indent, depth));
  }

  /**
   * A list.
   *
   * @param shared whether its items begin in the column of the name that they belong to
   */
  private boolean list(int indent, boolean shared, int depth) {
    Mark mark = mark();
    events.add(new SequenceStartEvent(null, null, true, mark, mark, FlowStyle.BLOCK));
    while (indent() == indent && isItem()) {
      at++;
      while (at < end && text.charAt(at) == ' ') {
        at++;
      }
      boolean read;
      if (at == end) {
        read = below(indent, false, depth);
      } else if (isItem() || nameEnd() >= 0) {
        read = block(at - start, depth + 1);
      } else {
        read = value(indent);
      }
      if (!read) {
        return false;
      }
    }
    events.add(new SequenceEndEvent(mark, mark));
    return shared ? indent() <= indent : indent() < indent;
  }

  private boolean mapping(int indent, int depth) {
    Mark mark = mark();
    events.add(new MappingStartEvent(null, null, true, mark, mark, FlowStyle.BLOCK));
    while (indent() == indent) {
      int colon = nameEnd();
      if (colon < 0) {
        return false;
      }
      scalar(null, text.substring(at, colon), ScalarStyle.PLAIN);
      at = colon + 1;
      while (at < end && text.charAt(at) == ' ') {
        at++;
      }
      if (!(at == end ? below(indent, true, depth) : value(indent))) {
        return false;
      }
    }
    events.add(new MappingEndEvent(mark, mark));
    return indent() < indent;
  }

  /** Where the colon stands after a name that begins at the current place; -1 if none does. */
  private int nameEnd() {
    int i = at;
    while (i < end && isOfName(text.charAt(i))) {
      i++;
    }
    boolean named =
        i > at
            && i - at <= LONGEST_NAME
            && text.charAt(at) != '-'
            && text.charAt(at) != '.'
            && i < end
            && text.charAt(i) == ':'
            && (i + 1 == end || text.charAt(i + 1) == ' ');
    return named ? i : -1;
  }

  private static boolean isOfName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.';
  }

  /** What stands below a name or dash that has nothing beside it. */
  private boolean below(int indent, boolean named, int depth) {
    Mark mark = mark();
    if (!nextLine()) {
      return false;
    }
    if (indent() > indent) {
      return block(indent(), depth + 1);
    }
    if (named && indent() == indent && isItem()) {
      return depth < MOST_LEVELS && list(indent, true, depth + 1);
    }
    events.add(new ScalarEvent(null, null, IMPLICIT, "", mark, mark, ScalarStyle.PLAIN));
    return true;
  }

  private void scalar(@Nullable String anchor, String value, ScalarStyle style) {
    Mark mark = mark();
    events.add(new ScalarEvent(anchor, null, IMPLICIT, value, mark, mark, style));
  }

  /** A value on the current line; what is indented deeper than it must not follow. */
  private boolean value(int indent) {
    String anchor = null;
    if (text.charAt(at) == '*' || text.charAt(at) == '&') {
      boolean alias = text.charAt(at) == '*';
      int from = ++at;
      while (at < end && isOfName(text.charAt(at)) && text.charAt(at) != '.') {
        at++;
      }
      String name = text.substring(from, at);
      if (name.isEmpty()) {
        return false;
      }
      if (alias) {
        Mark mark = mark();
        events.add(new AliasEvent(name, mark, mark));
        return at == end && nextLine() && indent() <= indent;
      }
      if (at + 1 >= end || text.charAt(at) != ' ' || text.charAt(at + 1) == ' ') {
        return false;
      }
      at++;
      anchor = name;
    }
    char first = text.charAt(at);
    if (first == '|') {
      return literal(anchor, indent);
    }
    if (first == '[') {
      return anchor == null && emptyList(indent);
    }
    boolean isQuoted = first == '"' || first == '\'';
    boolean read = isQuoted ? quoted(anchor, first) : plain(anchor, first);
    return read && nextLine() && indent() <= indent;
  }

  private boolean emptyList(int indent) {
    Mark mark = mark();
    events.add(new SequenceStartEvent(null, null, true, mark, mark, FlowStyle.FLOW));
    events.add(new SequenceEndEvent(mark, mark));
    return at + 2 == end && text.charAt(at + 1) == ']' && nextLine() && indent() <= indent;
  }

  private boolean quoted(@Nullable String anchor, char quote) {
    int close = text.indexOf(quote, at + 1);
    if (close != end - 1 || close == at) {
      return false;
    }
    String value = text.substring(at + 1, close);
    if (quote == '"' && value.indexOf('\\') >= 0) {
      return false;
    }
    scalar(anchor, value, quote == '"' ? ScalarStyle.DOUBLE_QUOTED : ScalarStyle.SINGLE_QUOTED);
    return true;
  }

  private boolean plain(@Nullable String anchor, char first) {
    if (!isOfName(first) || first == '-') {
      if (first != '/' && first != '^' && first != '(' && first != '\\' && first != '$') {
        return false;
      }
    }
    for (int i = at; i < end; i++) {
      char c = text.charAt(i);
      if ((c == ':' && (i + 1 == end || text.charAt(i + 1) == ' '))
          || (c == ' ' && (i + 1 == end || text.charAt(i + 1) == '#'))) {
        return false;
      }
    }
    scalar(anchor, text.substring(at, end), ScalarStyle.PLAIN);
    return true;
  }

  /** Lines as they are, after {@code |} or {@code |-}; none of them empty. */
  private boolean literal(@Nullable String anchor, int indent) {
    boolean strip = at + 2 == end && text.charAt(at + 1) == '-';
    if (at + 1 != end && !strip) {
      return false;
    }
    StringBuilder value = new StringBuilder();
    Mark mark = mark();
    int number = line;
    int margin = -1;
    int rest = 0;
    int from = end + 1;
    while (from < text.length()) {
      int until = lineEnd(from);
      int column = 0;
      while (from + column < until && text.charAt(from + column) == ' ') {
        column++;
      }
      if (margin < 0) {
        margin = column;
      }
      if (from == until && value.length() > 0) {
        // Belongs to it only if more of it follows.
        rest++;
        from++;
        continue;
      }
      if (column < margin || from + column == until) {
        break;
      }
      if (rest > 0) {
        return false;
      }
      value.append(text, from + margin, until).append('\n');
      end = until;
      number++;
      from = until + 1;
    }
    if (margin <= indent || value.length() == 0 || end == text.length()) {
      return false;
    }
    if (strip) {
      value.setLength(value.length() - 1);
    }
    events.add(
        new ScalarEvent(anchor, null, IMPLICIT, value.toString(), mark, mark, ScalarStyle.LITERAL));
    line = number;
    return nextLine() && indent() <= indent;
  }
}
