package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Scans the JSON and the binary store in one pass over the bytes (RFC 8259), keeping nothing of the
 * values. Every secret of a fleet goes through here, at each start of the hook.
 */
final class JsonStoreScan {

  private static final int MAX_DEPTH = 500;
  private static final int MAX_METADATA_NODES = 100_000;
  private static final int MAX_NAMES = 100_000;

  private final byte[] bytes;
  private final LeafAudit audit;
  private final ProblemList problems;
  private MetadataNode.@Nullable Mapping metadata;
  private boolean binary;
  private boolean other;
  private int metadataNodes;
  private int at;
  private int line = 1;
  private int lineStart;

  JsonStoreScan(byte[] bytes, LeafAudit audit, ProblemList problems) {
    this.bytes = bytes;
    this.audit = audit;
    this.problems = problems;
  }

  /**
   * Scans the document.
   *
   * @throws MalformedStoreException if the text is no JSON object
   */
  void scan() throws MalformedStoreException {
    blanks();
    expect('{', "a JSON object");
    Set<String> seen = new HashSet<>(4);
    blanks();
    if (peek() == '}') {
      at++;
    } else {
      do {
        blanks();
        int keyLine = line;
        String key = string();
        blanks();
        expect(':', "':' after the name");
        blanks();
        boolean again = seen.size() < MAX_NAMES && !seen.add(key);
        if (key.equals("sops")) {
          metadata(again, keyLine);
        } else {
          if (again) {
            problems.add(SopsProblem.Kind.UNPARSABLE, keyLine, "the same name stands twice");
          }
          binary = !other && key.equals("data") && peek() == '"';
          other = true;
          audit.enter(key);
          leaves(1);
          audit.leave();
        }
        blanks();
      } while (more('}'));
    }
    blanks();
    if (at < bytes.length) {
      problems.add(
          SopsProblem.Kind.UNPARSABLE, line, "there is text after the end of the JSON document");
    }
  }

  Optional<MetadataNode.Mapping> metadata() {
    return Optional.ofNullable(metadata);
  }

  /** Whether beside the metadata there is exactly one entry, a text called data. */
  boolean isBinary() {
    return binary;
  }

  private void metadata(boolean again, int keyLine) throws MalformedStoreException {
    MetadataNode node = node(1);
    if (again) {
      problems.add(SopsProblem.Kind.BAD_METADATA, keyLine, "the entry sops stands twice");
    } else if (node instanceof MetadataNode.Mapping mapping) {
      metadata = mapping;
    }
  }

  private void leaves(int depth) throws MalformedStoreException {
    switch (peek()) {
      case '"' -> {
        int start = line;
        audit.text(string(), start);
      }
      case '{' -> {
        deeper(depth);
        at++;
        blanks();
        if (peek() == '}') {
          at++;
          return;
        }
        do {
          blanks();
          audit.enter(string());
          blanks();
          expect(':', "':' after the name");
          blanks();
          leaves(depth + 1);
          audit.leave();
          blanks();
        } while (more('}'));
      }
      case '[' -> {
        deeper(depth);
        at++;
        blanks();
        if (peek() == ']') {
          at++;
          return;
        }
        do {
          blanks();
          leaves(depth + 1);
          blanks();
        } while (more(']'));
      }
      case 'n' -> literal("null");
      default -> {
        int start = line;
        bare();
        audit.clear(start);
      }
    }
  }

  private MetadataNode node(int depth) throws MalformedStoreException {
    int start = line;
    if (++metadataNodes > MAX_METADATA_NODES) {
      throw new MalformedStoreException(
          SopsProblem.Kind.TOO_LARGE, line, "the metadata holds too many entries");
    }
    switch (peek()) {
      case '"' -> {
        return new MetadataNode.Scalar(string(), MetadataNode.Kind.TEXT, start);
      }
      case '{' -> {
        deeper(depth);
        Map<String, MetadataNode> entries = new LinkedHashMap<>(4);
        at++;
        blanks();
        if (peek() == '}') {
          at++;
          return new MetadataNode.Mapping(entries, start);
        }
        do {
          blanks();
          int keyLine = line;
          String key = string();
          blanks();
          expect(':', "':' after the name");
          blanks();
          if (entries.put(key, node(depth + 1)) != null) {
            problems.add(
                SopsProblem.Kind.BAD_METADATA,
                keyLine,
                "the same name stands twice in the metadata");
          }
          blanks();
        } while (more('}'));
        return new MetadataNode.Mapping(entries, start);
      }
      case '[' -> {
        deeper(depth);
        List<MetadataNode> items = new ArrayList<>(4);
        at++;
        blanks();
        if (peek() == ']') {
          at++;
          return new MetadataNode.Sequence(items, start);
        }
        do {
          blanks();
          items.add(node(depth + 1));
          blanks();
        } while (more(']'));
        return new MetadataNode.Sequence(items, start);
      }
      case 'n' -> {
        literal("null");
        return new MetadataNode.Scalar("null", MetadataNode.Kind.NULL, start);
      }
      default -> {
        int from = at;
        bare();
        return new MetadataNode.Scalar(
            new String(bytes, from, Math.min(at - from, 64), StandardCharsets.ISO_8859_1),
            MetadataNode.Kind.NUMBER_OR_BOOLEAN,
            start);
      }
    }
  }

  private void deeper(int depth) throws MalformedStoreException {
    if (depth > MAX_DEPTH) {
      throw new MalformedStoreException(
          SopsProblem.Kind.TOO_LARGE, line, "nested deeper than " + MAX_DEPTH + " levels");
    }
  }

  /** After an item: whether another one follows. */
  private boolean more(char close) throws MalformedStoreException {
    int next = peek();
    if (next == ',') {
      at++;
      return true;
    }
    if (next == close) {
      at++;
      return false;
    }
    throw unexpected("',' or '" + close + "'");
  }

  /** A number, true or false. */
  private void bare() throws MalformedStoreException {
    switch (peek()) {
      case 't' -> literal("true");
      case 'f' -> literal("false");
      default -> number();
    }
  }

  private void literal(String word) throws MalformedStoreException {
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        throw unexpected("a value");
      }
      at++;
    }
  }

  private void number() throws MalformedStoreException {
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
  }

  private void digits() throws MalformedStoreException {
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (from == at) {
      throw unexpected("a value");
    }
  }

  private String string() throws MalformedStoreException {
    expect('"', "a string");
    int from = at;
    boolean ascii = true;
    while (at < bytes.length) {
      byte b = bytes[at];
      if (b == '"') {
        String text =
            new String(
                bytes,
                from,
                at - from,
                ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        at++;
        return text;
      }
      if (b == '\\') {
        return escaped(from);
      }
      if (b >= 0 && b < 0x20) {
        throw unexpected("the end of the string");
      }
      ascii &= b >= 0;
      at++;
    }
    throw unexpected("the end of the string");
  }

  /** The rest of a string that holds an escape at the current place. */
  private String escaped(int from) throws MalformedStoreException {
    StringBuilder text =
        new StringBuilder(new String(bytes, from, at - from, StandardCharsets.UTF_8));
    while (at < bytes.length) {
      byte b = bytes[at];
      if (b == '"') {
        at++;
        return text.toString();
      }
      if (b >= 0 && b < 0x20) {
        break;
      }
      if (b != '\\') {
        int run = at;
        while (at < bytes.length
            && bytes[at] != '"'
            && bytes[at] != '\\'
            && !(bytes[at] >= 0 && bytes[at] < 0x20)) {
          at++;
        }
        text.append(new String(bytes, run, at - run, StandardCharsets.UTF_8));
        continue;
      }
      at++;
      int escape = peek();
      at++;
      switch (escape) {
        case '"', '\\', '/' -> text.append((char) escape);
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          int unit = 0;
          for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
              throw unexpected("four hexadecimal digits");
            }
            unit = unit * 16 + digit;
            at++;
          }
          text.append((char) unit);
        }
        default -> {
          at--;
          throw unexpected("an escape of JSON");
        }
      }
    }
    throw unexpected("the end of the string");
  }

  private void blanks() {
    while (at < bytes.length) {
      switch (bytes[at]) {
        case '\n' -> {
          line++;
          lineStart = at + 1;
        }
        case ' ', '\t', '\r' -> {}
        default -> {
          return;
        }
      }
      at++;
    }
  }

  private void expect(char wanted, String what) throws MalformedStoreException {
    if (peek() != wanted) {
      throw unexpected(what);
    }
    at++;
  }

  /** The byte at the current place; -1 at the end. */
  private int peek() {
    return at < bytes.length ? bytes[at] & 0xff : -1;
  }

  private MalformedStoreException unexpected(String wanted) {
    return new MalformedStoreException(
        SopsProblem.Kind.UNPARSABLE,
        line,
        at >= bytes.length
            ? "the JSON ends before " + wanted
            : "not JSON at column " + (at - lineStart + 1) + ": " + wanted + " should stand there");
  }
}
