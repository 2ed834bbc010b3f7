package org.keytally.sops;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * YAML text that is wholly in memory. The parser's own reader moves a window over it and copies the
 * rest of a token for each kilobyte, which makes one long value cost the square of its length.
 */
final class YamlText extends StreamReader {

  private static final int[] NO_SNIPPET = {};
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final int[] text;
  private int at;
  private int line;
  private int column;

  private YamlText(int[] text) {
    super(new StringReader(""));
    this.text = text;
  }

  /**
   * Takes a text that is decoded already.
   *
   * @param codePoints not changed as long as this is used
   * @throws ReaderException if it holds a character that YAML does not allow
   */
  static YamlText of(int[] codePoints) {
    for (int i = 0; i < codePoints.length; i++) {
      if (!isPrintable(codePoints[i])) {
        throw new ReaderException("", i, codePoints[i], "special characters are not allowed");
      }
    }
    return new YamlText(codePoints);
  }

  /**
   * Decodes a file.
   *
   * @param limit of the size in bytes
   * @throws MalformedStoreException if it is larger, no UTF-8, or holds a character that YAML does
   *     not allow
   */
  static YamlText of(byte[] content, int limit) throws MalformedStoreException {
    if (content.length > limit) {
      throw new MalformedStoreException(
          SopsProblem.Kind.TOO_LARGE, 0, "larger than " + (limit >> 20) + " MiB of YAML");
    }
    String decoded;
    try {
      decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedStoreException(SopsProblem.Kind.UNPARSABLE, 0, "not UTF-8 text");
    }
    int start = decoded.startsWith("\uFEFF") ? 1 : 0;
    int[] text = new int[decoded.codePointCount(start, decoded.length())];
    int line = 1;
    int next = start;
    for (int i = 0; i < text.length; i++) {
      int c = decoded.codePointAt(next);
      next += Character.charCount(c);
      if (!isPrintable(c)) {
        throw new MalformedStoreException(
            SopsProblem.Kind.UNPARSABLE, line, "not YAML: it holds a control character");
      }
      if (c == '\n') {
        line++;
      }
      text[i] = c;
    }
    return new YamlText(text);
  }

  @Override
  public Mark getMark() {
    return new Mark("", at, line, column, NO_SNIPPET, 0);
  }

  @Override
  public void forward() {
    forward(1);
  }

  @Override
  public void forward(int length) {
    for (int i = 0; i < length && at < text.length; i++) {
      int c = text[at++];
      boolean breaks =
          switch (c) {
            case '\n', 0x85, 0x2028, 0x2029 -> true;
            case '\r' -> at == text.length || text[at] != '\n';
            default -> false;
          };
      if (breaks) {
        line++;
        column = 0;
      } else if (c != BYTE_ORDER_MARK) {
        column++;
      }
    }
  }

  @Override
  public int peek() {
    return peek(0);
  }

  @Override
  public int peek(int index) {
    return at + index < text.length ? text[at + index] : 0;
  }

  @Override
  public String prefix(int length) {
    return new String(text, at, Math.min(length, text.length - at));
  }

  @Override
  public String prefixForward(int length) {
    // By the contract of the parser there is no line break among them.
    String prefix = prefix(length);
    int count = Math.min(length, text.length - at);
    at += count;
    column += count;
    return prefix;
  }

  @Override
  public int getColumn() {
    return column;
  }

  @Override
  public int getIndex() {
    return at;
  }

  @Override
  public int getLine() {
    return line;
  }

  @Override
  public int getDocumentIndex() {
    return at;
  }

  @Override
  public void resetDocumentIndex() {
    // The limit is on the whole file, not on each document.
  }
}
