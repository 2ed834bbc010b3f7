package org.keytally.sops;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads JSON from bytes into the tree, with the place of every node. No text passes through a
 * String but keys, numbers and names.
 */
final class JsonReader {

  private final byte[] text;
  private int position;
  private int depth;

  JsonReader(byte[] text) {
    this.text = text;
  }

  /** The one object that a file holds. */
  Branch read() throws SopsException {
    requireUtf8(text);
    if (text.length >= 3 && (text[0] & 0xff) == 0xef) {
      throw bad("the file begins with a byte order mark, which JSON does not have");
    }
    skipBlanks();
    if (peek() != '{') {
      throw bad("a JSON file for sops holds one object and begins with {");
    }
    Branch branch = object();
    skipBlanks();
    if (position < text.length) {
      throw bad("there is text behind the object");
    }
    return branch;
  }

  /** Refuses what is no UTF-8; sops would replace it silently. */
  static void requireUtf8(byte[] text) throws SopsException {
    boolean ascii = true;
    for (byte b : text) {
      if (b < 0) {
        ascii = false;
        break;
      }
    }
    if (ascii) {
      return;
    }
    try {
      java.nio.CharBuffer decoded =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      Arrays.fill(decoded.array(), '\0');
    } catch (CharacterCodingException e) {
      throw new SopsException(SopsException.Kind.UNPARSABLE, "", "the text is not UTF-8");
    }
  }

  private Branch object() throws SopsException {
    int start = position++;
    enter();
    List<Branch.Item> items = new ArrayList<>();
    skipBlanks();
    if (peek() == '}') {
      position++;
    } else {
      while (true) {
        skipBlanks();
        int keyStart = position;
        if (peek() != '"') {
          throw bad("a key in quotes is missing");
        }
        String key = new String(string(), StandardCharsets.UTF_8);
        Span keySpan = new Span(keyStart, position);
        skipBlanks();
        expect(':');
        items.add(new Branch.Pair(key, value(), keySpan));
        if (!hasNext('}')) {
          break;
        }
      }
    }
    depth--;
    return new Branch(items, new Span(start, position));
  }

  private Sequence array() throws SopsException {
    int start = position++;
    enter();
    List<Node> elements = new ArrayList<>();
    skipBlanks();
    if (peek() == ']') {
      position++;
    } else {
      do {
        elements.add(value());
      } while (hasNext(']'));
    }
    depth--;
    return new Sequence(elements, new Span(start, position));
  }

  private boolean hasNext(char close) throws SopsException {
    skipBlanks();
    int c = peek();
    position++;
    if (c == close) {
      return false;
    }
    if (c != ',') {
      position--;
      throw bad("a comma or " + close + " is missing");
    }
    return true;
  }

  private Node value() throws SopsException {
    skipBlanks();
    int start = position;
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> {
        byte[] content = string();
        yield new Scalar(ValueType.STR, content, new Span(start, position));
      }
      case 't' -> word("true", Scalar.bool(true, new Span(start, start + 4)));
      case 'f' -> word("false", Scalar.bool(false, new Span(start, start + 5)));
      case 'n' -> word("null", Scalar.nothing(new Span(start, start + 4)));
      default -> number();
    };
  }

  private Scalar word(String word, Scalar value) throws SopsException {
    for (int i = 0; i < word.length(); i++) {
      if (position + i >= text.length || text[position + i] != word.charAt(i)) {
        throw bad("a value is missing");
      }
    }
    position += word.length();
    return value;
  }

  private Scalar number() throws SopsException {
    int start = position;
    if (peek() == '-') {
      position++;
    }
    int integerStart = position;
    int integerDigits = digits();
    if (integerDigits == 0 || (integerDigits > 1 && text[integerStart] == '0')) {
      position = start;
      throw bad("a value is missing");
    }
    boolean isInteger = true;
    if (peek() == '.') {
      position++;
      isInteger = false;
      requireDigits();
    }
    if (peek() == 'e' || peek() == 'E') {
      position++;
      isInteger = false;
      if (peek() == '+' || peek() == '-') {
        position++;
      }
      requireDigits();
    }
    Span span = new Span(start, position);
    String number = new String(text, start, position - start, StandardCharsets.US_ASCII);
    if (isInteger) {
      try {
        long value = Long.parseLong(number);
        return new Scalar(
            ValueType.INT, Long.toString(value).getBytes(StandardCharsets.US_ASCII), span);
      } catch (NumberFormatException beyond) {
        // sops reads what is beyond 64 bits as a float.
        isInteger = false;
      }
    }
    try {
      return Scalar.real(GoFloat.parse(number), span);
    } catch (NumberFormatException e) {
      throw bad("a number is beyond a 64-bit float");
    }
  }

  private int digits() {
    int start = position;
    while (peek() >= '0' && peek() <= '9') {
      position++;
    }
    return position - start;
  }

  private void requireDigits() throws SopsException {
    if (digits() == 0) {
      throw bad("a number is cut");
    }
  }

  private byte[] string() throws SopsException {
    int start = ++position;
    while (position < text.length && text[position] != '"' && text[position] != '\\') {
      requirePrintable();
      position++;
    }
    if (peek() == '"') {
      return Arrays.copyOfRange(text, start, position++);
    }
    SecretBuffer content = new SecretBuffer(2 * (position - start) + 64);
    content.append(text, start, position);
    while (true) {
      int c = peek();
      if (c < 0) {
        content.wipe();
        throw bad("a string is not closed");
      }
      requirePrintable();
      position++;
      if (c == '"') {
        return content.take();
      }
      if (c == '\\') {
        escape(content);
      } else {
        content.append(c);
      }
    }
  }

  private void requirePrintable() throws SopsException {
    if ((text[position] & 0xff) < 0x20) {
      throw bad("a string holds a control character");
    }
  }

  private void escape(SecretBuffer content) throws SopsException {
    int c = peek();
    position++;
    switch (c) {
      case '"', '\\', '/' -> content.append(c);
      case 'b' -> content.append('\b');
      case 'f' -> content.append('\f');
      case 'n' -> content.append('\n');
      case 'r' -> content.append('\r');
      case 't' -> content.append('\t');
      case 'u' -> content.appendCodePoint(unicode());
      default -> throw bad("a string holds an unknown escape");
    }
  }

  private int unicode() throws SopsException {
    int first = hexadecimal();
    if (!Character.isSurrogate((char) first)) {
      return first;
    }
    int afterFirst = position;
    if (Character.isHighSurrogate((char) first) && peek() == '\\') {
      position++;
      if (peek() == 'u') {
        position++;
        int second = hexadecimal();
        if (Character.isLowSurrogate((char) second)) {
          return Character.toCodePoint((char) first, (char) second);
        }
      }
      position = afterFirst;
    }
    return 0xfffd;
  }

  private int hexadecimal() throws SopsException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = position < text.length ? Character.digit(text[position], 16) : -1;
      if (digit < 0) {
        throw bad("a string holds a cut \\u escape");
      }
      value = value << 4 | digit;
      position++;
    }
    return value;
  }

  private void enter() throws SopsException {
    if (++depth > Store.MAX_DEPTH) {
      throw new SopsException(
          SopsException.Kind.TOO_LARGE,
          "",
          "the text is nested deeper than " + Store.MAX_DEPTH + " levels");
    }
  }

  private void expect(char wanted) throws SopsException {
    if (peek() != wanted) {
      throw bad("a " + wanted + " is missing");
    }
    position++;
  }

  private void skipBlanks() {
    while (position < text.length) {
      byte b = text[position];
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return;
      }
      position++;
    }
  }

  private int peek() {
    return position < text.length ? text[position] & 0xff : -1;
  }

  private SopsException bad(String what) {
    int line = 1;
    for (int i = 0; i < Math.min(position, text.length); i++) {
      if (text[i] == '\n') {
        line++;
      }
    }
    return new SopsException(
        SopsException.Kind.UNPARSABLE, "line " + line, "line " + line + " is no JSON: " + what);
  }
}
