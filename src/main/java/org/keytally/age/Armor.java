package org.keytally.age;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.keytally.age.AgeException.Kind;

/**
 * The ASCII armor of age files: strict PEM (RFC 7468, section 3), lines of 64 characters, blanks
 * allowed around it only (C2SP age, ASCII armor; sops-file-format 3.2).
 */
final class Armor {

  private static final String BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
  private static final String END = "-----END AGE ENCRYPTED FILE-----";
  private static final int COLUMNS = 64;
  private static final int BYTES_PER_LINE = 48;

  /** What age itself puts up with, before and after. */
  private static final int MOST_BLANKS = 1024;

  private static final byte[] LINE_FEED = {'\n'};

  private Armor() {}

  /** Whether a file looks armored, rather than binary. */
  static boolean isArmored(byte[] file) {
    int at = 0;
    while (at < file.length && isBlank(file[at])) {
      at++;
    }
    return at < file.length && file[at] == '-';
  }

  static byte[] encode(byte[] file) {
    byte[] body = Base64.getMimeEncoder(COLUMNS, LINE_FEED).encode(file);
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(body.length + BEGIN.length() + END.length() + 3);
    out.writeBytes((BEGIN + "\n").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(body);
    out.writeBytes(("\n" + END + "\n").getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  /**
   * The file inside.
   *
   * @throws AgeException of kind ARMOR
   */
  static byte[] decode(byte[] armored) throws AgeException {
    Lines lines = new Lines(armored);
    byte[] line = lines.next();
    while (isBlank(line)) {
      if (lines.at() > MOST_BLANKS) {
        throw armor("more than " + MOST_BLANKS + " blanks before it");
      }
      line = lines.next();
    }
    if (!is(line, BEGIN)) {
      throw armor("line 1 is not " + BEGIN);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream(armored.length);
    boolean last = false;
    while (true) {
      line = lines.next();
      if (is(line, END)) {
        break;
      }
      if (last) {
        throw armor("line " + lines.number() + " follows a short line and is not " + END);
      }
      if (line.length == 0 || line.length > COLUMNS) {
        throw armor("line " + lines.number() + " has " + line.length + " characters");
      }
      Optional<byte[]> data = RawBase64.decodePadded(line);
      if (data.isEmpty()) {
        throw armor("line " + lines.number() + " is not canonical base64");
      }
      file.writeBytes(data.get());
      last = data.get().length < BYTES_PER_LINE;
    }
    if (armored.length - lines.at() >= MOST_BLANKS) {
      throw armor("too much follows its last line");
    }
    for (int i = lines.at(); i < armored.length; i++) {
      if (!isBlank(armored[i])) {
        throw armor("something follows its last line");
      }
    }
    return file.toByteArray();
  }

  private static AgeException armor(String reason) {
    return new AgeException(Kind.ARMOR, "damaged age armor: " + reason);
  }

  private static boolean is(byte[] line, String expected) {
    return Arrays.equals(line, expected.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean isBlank(byte[] line) {
    for (byte c : line) {
      if (!isBlank(c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** Lines that end in LF or CRLF. */
  private static final class Lines {

    private final byte[] text;
    private int at;
    private int number;

    Lines(byte[] text) {
      this.text = text;
    }

    byte[] next() throws AgeException {
      if (at >= text.length) {
        throw armor("its last line is missing");
      }
      int end = at;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      boolean windows = end > at && text[end - 1] == '\r';
      byte[] line = Arrays.copyOfRange(text, at, windows ? end - 1 : end);
      at = Math.min(end + 1, text.length);
      number++;
      return line;
    }

    int at() {
      return at;
    }

    int number() {
      return number;
    }
  }
}
