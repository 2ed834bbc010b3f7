package org.keytally.git;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Git's paths, which are bytes, as strings and back, without loss.
 *
 * <p>UTF-8 is decoded as such. A byte that is not part of valid UTF-8 becomes the lone surrogate
 * U+DC00 + byte, so different paths stay different (Python's {@code surrogateescape}, PEP 383).
 */
final class PathBytes {

  private static final char ESCAPED_BYTE = 0xDC00;

  private PathBytes() {}

  static String decode(byte[] bytes, int offset, int length) {
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') < 0 ? text : decodeEscaped(bytes, offset, length);
  }

  private static String decodeEscaped(byte[] bytes, int offset, int length) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
    // One byte never makes more than one character.
    CharBuffer out = CharBuffer.allocate(length);
    while (in.hasRemaining()) {
      CoderResult result = decoder.decode(in, out, true);
      if (!result.isError()) {
        break;
      }
      for (int i = result.length(); i > 0; i--) {
        out.put((char) (ESCAPED_BYTE + (in.get() & 0xFF)));
      }
      decoder.reset();
    }
    return out.flip().toString();
  }

  static byte[] encode(String path) {
    if (!hasEscapedByte(path)) {
      return path.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
    int start = 0;
    for (int i = 0; i < path.length(); i++) {
      if (isEscapedByte(path, i)) {
        bytes.writeBytes(path.substring(start, i).getBytes(StandardCharsets.UTF_8));
        bytes.write(path.charAt(i) - ESCAPED_BYTE);
        start = i + 1;
      }
    }
    bytes.writeBytes(path.substring(start).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  private static boolean hasEscapedByte(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (isEscapedByte(path, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEscapedByte(String path, int index) {
    char c = path.charAt(index);
    return c >= ESCAPED_BYTE + 0x80
        && c <= ESCAPED_BYTE + 0xFF
        && (index == 0 || !Character.isHighSurrogate(path.charAt(index - 1)));
  }

  /** A path for messages: control characters and bytes that are not UTF-8 stand as {@code \xNN}. */
  static String shown(String path) {
    StringBuilder shown = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (isEscapedByte(path, i)) {
        appendEscaped(shown, c - ESCAPED_BYTE);
      } else if (Character.isISOControl(c)) {
        appendEscaped(shown, c);
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  private static void appendEscaped(StringBuilder shown, int value) {
    shown.append("\\x");
    shown.append(Character.forDigit((value >> 4) & 0xF, 16));
    shown.append(Character.forDigit(value & 0xF, 16));
  }
}
