package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads INI as go-ini does by default: a branch of sections, each a branch of keys (8.6). */
final class IniReader {

  static final String DEFAULT_SECTION = "DEFAULT";

  private static final int MAX_ENTRIES = 200_000;

  private final byte[] text;
  private final List<Section> sections = new ArrayList<>();
  private int position;
  private int line;
  private int entries;

  /** Comment text that waits for the next key or section, and where it stands. */
  private final SecretBuffer comment = new SecretBuffer();

  private int commentStart;
  private int commentEnd;
  private int commentParts;

  IniReader(byte[] text) {
    this.text = text;
  }

  private static final class Section {
    private final String name;
    private final List<Comment> comment = new ArrayList<>();
    private final List<Key> keys = new ArrayList<>();

    Section(String name) {
      this.name = name;
    }
  }

  private static final class Key {
    private final String name;
    private Span nameSpan = Span.NONE;
    private Scalar value = Scalar.nothing(Span.NONE);
    private List<Comment> comment = List.of();

    Key(String name) {
      this.name = name;
    }
  }

  /** The sections; the first is always {@code DEFAULT}. */
  Branch read() throws SopsException {
    JsonReader.requireUtf8(text);
    boolean hasMark = text.length >= 3 && (text[0] & 0xff) == 0xef && (text[1] & 0xff) == 0xbb;
    position = hasMark ? 3 : 0;
    sections.add(new Section(DEFAULT_SECTION));
    while (position < text.length) {
      line++;
      int end = behindLine(position);
      int start = skipBlanks(position, end);
      position = end;
      if (start == end) {
        continue;
      }
      if (++entries > MAX_ENTRIES) {
        throw new SopsException(
            SopsException.Kind.TOO_LARGE, "", "the file has more than " + MAX_ENTRIES + " lines");
      }
      byte first = text[start];
      if (first == '#' || first == ';') {
        addComment(start, end);
      } else if (first == '[') {
        section(start, end);
      } else {
        key(start, end);
      }
    }
    comment.wipe();
    List<Branch.Item> items = new ArrayList<>();
    for (Section section : sections) {
      items.add(new Branch.Pair(section.name, branch(section)));
    }
    return new Branch(items, new Span(0, text.length));
  }

  private static Branch branch(Section section) {
    List<Branch.Item> items = new ArrayList<>(section.comment);
    for (Key key : section.keys) {
      items.add(new Branch.Pair(key.name, key.value, key.nameSpan));
      items.addAll(key.comment);
    }
    return new Branch(items);
  }

  private void addComment(int start, int end) {
    if (commentParts++ == 0) {
      commentStart = start;
    }
    commentEnd = end;
    comment.append(text, start, end);
  }

  /** The waiting comment without its marker and the blanks around it. */
  private List<Comment> takeComment() {
    byte[] all = comment.take();
    int start = skipBlanks(all, 0, all.length);
    int end = trimmedEnd(all, start, all.length);
    Span span =
        commentParts == 1
            ? new Span(commentStart, trimmedEnd(text, commentStart, commentEnd))
            : Span.NONE;
    commentParts = 0;
    if (start == end) {
      return List.of();
    }
    byte marker = all[start];
    while (start < end
        && (marker == ';' || marker == '#')
        && (all[start] == marker || all[start] == ' ')) {
      start++;
    }
    byte[] stripped = Arrays.copyOfRange(all, start, end);
    Arrays.fill(all, (byte) 0);
    return List.of(new Comment(stripped, false, span));
  }

  private void section(int start, int end) throws SopsException {
    int close = end - 1;
    while (close > start && text[close] != ']') {
      close--;
    }
    if (close == start) {
      throw bad("a section's name is not closed");
    }
    if (close == start + 1) {
      throw bad("a section has no name");
    }
    Section section =
        new Section(new String(text, start + 1, close - start - 1, StandardCharsets.UTF_8));
    int trailing = firstComment(close + 1, end);
    if (trailing < end) {
      addComment(trailing, end);
    }
    section.comment.addAll(takeComment());
    sections.add(section);
  }

  private void key(int start, int end) throws SopsException {
    String quote = "";
    if (text[start] == '"') {
      quote = end - start > 6 && startsWith(start, "\"\"\"") ? "\"\"\"" : "\"";
    } else if (text[start] == '`') {
      quote = "`";
    }
    int nameStart = start + quote.length();
    int nameEnd;
    int delimiter;
    if (quote.isEmpty()) {
      delimiter = delimiter(start, end);
      nameEnd = delimiter;
    } else {
      nameEnd = find(quote, nameStart, end);
      if (nameEnd < 0) {
        throw bad("a key's quote is not closed");
      }
      delimiter = delimiter(nameEnd + quote.length(), end);
    }
    nameStart = skipBlanks(nameStart, nameEnd);
    nameEnd = trimmedEnd(text, nameStart, nameEnd);
    if (nameStart == nameEnd) {
      throw bad("a key has no name");
    }
    Section section = sections.get(sections.size() - 1);
    String name = new String(text, nameStart, nameEnd - nameStart, StandardCharsets.UTF_8);
    Key key = keyOf(section, name);
    key.nameSpan = new Span(nameStart, nameEnd);
    key.value = value(delimiter + 1, end);
    key.comment = takeComment();
  }

  /** A key that stands twice keeps its first place and gets its last value. */
  private static Key keyOf(Section section, String name) {
    for (Key key : section.keys) {
      if (key.name.equals(name)) {
        return key;
      }
    }
    Key key = new Key(name);
    section.keys.add(key);
    return key;
  }

  private int delimiter(int from, int end) throws SopsException {
    for (int i = from; i < end; i++) {
      if (text[i] == '=' || text[i] == ':') {
        return i;
      }
    }
    throw bad("it is neither a comment, a section nor key = value");
  }

  private Scalar value(int from, int end) throws SopsException {
    int start = skipBlanks(from, end);
    if (start == end) {
      int at = trimmedEnd(text, from, end);
      return scalar(at, at);
    }
    String quote = "";
    if (end - start > 3 && startsWith(start, "\"\"\"")) {
      quote = "\"\"\"";
    } else if (text[start] == '`') {
      quote = "`";
    }
    if (!quote.isEmpty()) {
      return quoted(quote, start + quote.length(), end);
    }
    int valueEnd = trimmedEnd(text, start, end);
    if (text[valueEnd - 1] == '\\') {
      return continued(start, valueEnd - 1);
    }
    int trailing = firstComment(start, valueEnd);
    if (trailing < valueEnd) {
      addComment(trailing, valueEnd);
      valueEnd = trimmedEnd(text, start, trailing);
    }
    boolean isQuoted =
        valueEnd - start >= 2
            && (text[start] == '\'' || text[start] == '"')
            && text[valueEnd - 1] == text[start]
            && indexOf(text[start], start + 1, valueEnd) == valueEnd - 1;
    return isQuoted ? scalar(start + 1, valueEnd - 1) : scalar(start, valueEnd);
  }

  private Scalar quoted(String quote, int start, int end) throws SopsException {
    int close = lastOf(quote, start, end);
    if (close >= 0) {
      return scalar(start, close);
    }
    while (position < text.length) {
      line++;
      int next = position;
      int nextEnd = behindLine(next);
      position = nextEnd;
      close = lastOf(quote, next, nextEnd);
      if (close >= 0) {
        int trailing = firstComment(close, nextEnd);
        if (trailing < nextEnd) {
          addComment(trailing, trimmedEnd(text, trailing, nextEnd));
        }
        return scalar(start, close);
      }
    }
    throw bad("a value's quotes are not closed");
  }

  private Scalar continued(int start, int end) {
    SecretBuffer value = new SecretBuffer();
    value.append(text, start, end);
    while (position < text.length) {
      line++;
      int lineStart = position;
      int lineEnd = behindLine(lineStart);
      position = lineEnd;
      lineStart = skipBlanks(lineStart, lineEnd);
      lineEnd = trimmedEnd(text, lineStart, lineEnd);
      if (lineStart == lineEnd) {
        break;
      }
      boolean goesOn = text[lineEnd - 1] == '\\';
      value.append(text, lineStart, goesOn ? lineEnd - 1 : lineEnd);
      if (!goesOn) {
        break;
      }
    }
    return new Scalar(ValueType.STR, value.take(), Span.NONE);
  }

  private Scalar scalar(int start, int end) {
    return new Scalar(ValueType.STR, Arrays.copyOfRange(text, start, end), new Span(start, end));
  }

  private int firstComment(int from, int end) {
    int at = from;
    while (at < end && text[at] != '#' && text[at] != ';') {
      at++;
    }
    return at;
  }

  private int behindLine(int from) {
    int end = from;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    return Math.min(end + 1, text.length);
  }

  private boolean startsWith(int at, String prefix) {
    for (int i = 0; i < prefix.length(); i++) {
      if (at + i >= text.length || text[at + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int find(String wanted, int from, int end) {
    for (int i = from; i <= end - wanted.length(); i++) {
      if (startsWith(i, wanted)) {
        return i;
      }
    }
    return -1;
  }

  private int lastOf(String wanted, int from, int end) {
    for (int i = end - wanted.length(); i >= from; i--) {
      if (startsWith(i, wanted)) {
        return i;
      }
    }
    return -1;
  }

  private int indexOf(byte wanted, int from, int end) {
    int at = from;
    while (at < end && text[at] != wanted) {
      at++;
    }
    return at;
  }

  private int skipBlanks(int from, int end) {
    return skipBlanks(text, from, end);
  }

  private static int skipBlanks(byte[] text, int from, int end) {
    int at = from;
    while (at < end) {
      int width = blankAt(text, at, end);
      if (width == 0) {
        break;
      }
      at += width;
    }
    return at;
  }

  static int trimmedEnd(byte[] text, int start, int end) {
    int at = end;
    while (at > start) {
      int width = 1;
      while (width < 3 && at - width > start && (text[at - width] & 0xc0) == 0x80) {
        width++;
      }
      if (blankAt(text, at - width, at) != width) {
        break;
      }
      at -= width;
    }
    return at;
  }

  /** The bytes of the blank that stands there, 0 for none: what Go's unicode.IsSpace says. */
  static int blankAt(byte[] text, int at, int end) {
    int first = text[at] & 0xff;
    if (first == ' ' || (first >= '\t' && first <= '\r')) {
      return 1;
    }
    int second = at + 1 < end ? text[at + 1] & 0xff : 0;
    if (first == 0xc2) {
      return second == 0x85 || second == 0xa0 ? 2 : 0;
    }
    int third = at + 2 < end ? text[at + 2] & 0xff : 0;
    boolean isSpace =
        switch (first) {
          case 0xe1 -> second == 0x9a && third == 0x80;
          case 0xe2 ->
              (second == 0x80
                      && (third <= 0x8a || third == 0xa8 || third == 0xa9 || third == 0xaf)
                      && third >= 0x80)
                  || (second == 0x81 && third == 0x9f);
          case 0xe3 -> second == 0x80 && third == 0x80;
          default -> false;
        };
    return isSpace ? 3 : 0;
  }

  private SopsException bad(String what) {
    return new SopsException(
        SopsException.Kind.UNPARSABLE, "line " + line, "line " + line + " is no INI: " + what);
  }
}
