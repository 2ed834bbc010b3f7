package org.keytally.sops;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What plain scalars of YAML mean to go-yaml v3: YAML 1.2 with octal numbers and dates of YAML 1.1
 * (sops-file-format 8.4).
 */
final class YamlScalars {

  private static final int MAX_NUMBER_LENGTH = 1000;

  private YamlScalars() {}

  /** Whether an untagged plain scalar of this text is text. */
  static boolean isText(String text) throws SopsException {
    return resolve(text, Span.NONE).type() == ValueType.STR;
  }

  /** The value of an untagged plain scalar. */
  static Scalar resolve(String text, Span span) throws SopsException {
    Optional<Scalar> word = word(text, span);
    if (word.isPresent()) {
      return word.get();
    }
    char first = text.charAt(0);
    if (first == '.' && text.length() <= MAX_NUMBER_LENGTH) {
      return isDecimal(text) ? real(text, span) : string(text, span);
    }
    boolean isNumeric = (first >= '0' && first <= '9') || first == '+' || first == '-';
    if (!isNumeric || text.length() > MAX_NUMBER_LENGTH) {
      return string(text, span);
    }
    Optional<OffsetDateTime> time = timestamp(text);
    if (time.isPresent()) {
      return new Scalar(
          ValueType.TIME, Rfc3339.nano(time.get()).getBytes(StandardCharsets.US_ASCII), span);
    }
    String digits = text.replace("_", "");
    Optional<BigInteger> integer = integer(digits);
    if (integer.isPresent()) {
      if (integer.get().bitLength() < Long.SIZE) {
        return new Scalar(
            ValueType.INT, integer.get().toString().getBytes(StandardCharsets.US_ASCII), span);
      }
      if (integer.get().signum() > 0 && integer.get().bitLength() == Long.SIZE) {
        throw new SopsException(
            SopsException.Kind.UNSUPPORTED, "", "an integer is beyond 64 bits with sign");
      }
    }
    return isDecimal(digits) ? real(digits, span) : string(text, span);
  }

  private static Optional<Scalar> word(String text, Span span) {
    return switch (text) {
      case "true", "True", "TRUE" -> Optional.of(Scalar.bool(true, span));
      case "false", "False", "FALSE" -> Optional.of(Scalar.bool(false, span));
      case "", "~", "null", "Null", "NULL" -> Optional.of(Scalar.nothing(span));
      case ".nan", ".NaN", ".NAN" -> Optional.of(Scalar.real(Double.NaN, span));
      case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" ->
          Optional.of(Scalar.real(Double.POSITIVE_INFINITY, span));
      case "-.inf", "-.Inf", "-.INF" -> Optional.of(Scalar.real(Double.NEGATIVE_INFINITY, span));
      default -> Optional.empty();
    };
  }

  private static Scalar string(String text, Span span) {
    return new Scalar(ValueType.STR, text.getBytes(StandardCharsets.UTF_8), span);
  }

  private static Scalar real(String text, Span span) {
    try {
      return Scalar.real(GoFloat.parse(text), span);
    } catch (NumberFormatException e) {
      return string(text, span);
    }
  }

  /** {@code [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?} in full. */
  private static boolean isDecimal(String text) {
    int at = isSign(text, 0) ? 1 : 0;
    int integerEnd = digitsEnd(text, at);
    boolean hasInteger = integerEnd > at;
    at = integerEnd;
    if (at < text.length() && text.charAt(at) == '.') {
      int fractionEnd = digitsEnd(text, at + 1);
      if (!hasInteger && fractionEnd == at + 1) {
        return false;
      }
      at = fractionEnd;
    } else if (!hasInteger) {
      return false;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int exponent = at + 1 + (isSign(text, at + 1) ? 1 : 0);
      at = digitsEnd(text, exponent);
      if (at == exponent) {
        return false;
      }
    }
    return at == text.length();
  }

  private static Optional<BigInteger> integer(String text) {
    boolean negative = text.startsWith("-");
    String magnitude = isSign(text, 0) ? text.substring(1) : text;
    int radix = 10;
    String lower = magnitude.length() > 1 ? magnitude.substring(0, 2) : magnitude;
    switch (lower) {
      case "0x", "0X" -> radix = 16;
      case "0b", "0B" -> radix = 2;
      case "0o", "0O" -> radix = 8;
      default -> {
        if (magnitude.length() > 1 && magnitude.charAt(0) == '0') {
          radix = 8;
        }
      }
    }
    boolean hasPrefix = magnitude.length() > 1 && Character.isLetter(magnitude.charAt(1));
    String digits = hasPrefix && radix != 10 ? magnitude.substring(2) : magnitude;
    if (digits.isEmpty()) {
      return Optional.empty();
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) > 'f' || Character.digit(digits.charAt(i), radix) < 0) {
        return Optional.empty();
      }
    }
    BigInteger value = new BigInteger(digits, radix);
    return Optional.of(negative ? value.negate() : value);
  }

  /** {@code Y-M-D}, alone or with a time behind blanks, or {@code T} and an offset. */
  private static Optional<OffsetDateTime> timestamp(String text) {
    if (digitsEnd(text, 0) != 4 || text.length() < 6 || text.charAt(4) != '-') {
      return Optional.empty();
    }
    Fields fields = new Fields(text, 5);
    int month = fields.number(1, 2);
    fields.take('-');
    int day = fields.number(1, 2);
    int hour = 0;
    int minute = 0;
    int second = 0;
    int nano = 0;
    ZoneOffset offset = ZoneOffset.UTC;
    if (!fields.atEnd()) {
      char separator = fields.takeAny();
      if (separator == ' ') {
        fields.skipBlanks();
      } else if (separator != 'T' && separator != 't') {
        return Optional.empty();
      }
      hour = fields.number(1, 2);
      fields.take(':');
      minute = fields.number(1, 2);
      fields.take(':');
      second = fields.number(1, 2);
      nano = fields.fraction();
      boolean needsOffset = separator != ' ';
      if (needsOffset) {
        offset = fields.offset();
      }
    }
    if (fields.failed() || !fields.atEnd()) {
      return Optional.empty();
    }
    try {
      int year = Integer.parseInt(text.substring(0, 4));
      return Optional.of(OffsetDateTime.of(year, month, day, hour, minute, second, nano, offset));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Reads the parts of a timestamp from left to right; after a failure everything is zero. */
  private static final class Fields {

    private final String text;
    private int at;
    private boolean failed;

    Fields(String text, int at) {
      this.text = text;
      this.at = at;
    }

    boolean failed() {
      return failed;
    }

    boolean atEnd() {
      return at >= text.length();
    }

    int number(int least, int most) {
      int end = Math.min(digitsEnd(text, at), at + most);
      if (end - at < least) {
        failed = true;
        return 0;
      }
      int value = Integer.parseInt(text.substring(at, end));
      at = end;
      return value;
    }

    void take(char wanted) {
      if (takeAny() != wanted) {
        failed = true;
      }
    }

    char takeAny() {
      if (atEnd()) {
        failed = true;
        return '\0';
      }
      return text.charAt(at++);
    }

    void skipBlanks() {
      while (!atEnd() && text.charAt(at) == ' ') {
        at++;
      }
    }

    int fraction() {
      if (atEnd() || text.charAt(at) != '.') {
        return 0;
      }
      int start = at + 1;
      int end = digitsEnd(text, start);
      if (end == start) {
        failed = true;
        return 0;
      }
      at = end;
      StringBuilder nanos = new StringBuilder(text.substring(start, Math.min(end, start + 9)));
      while (nanos.length() < 9) {
        nanos.append('0');
      }
      return Integer.parseInt(nanos.toString());
    }

    ZoneOffset offset() {
      char sign = takeAny();
      if (sign == 'Z') {
        return ZoneOffset.UTC;
      }
      int hours = number(2, 2);
      take(':');
      int minutes = number(2, 2);
      if (failed || (sign != '+' && sign != '-') || hours > 18 || minutes > 59) {
        failed = true;
        return ZoneOffset.UTC;
      }
      int total = hours * 60 + minutes;
      if (total > 18 * 60) {
        failed = true;
        return ZoneOffset.UTC;
      }
      return ZoneOffset.ofTotalSeconds((sign == '-' ? -total : total) * 60);
    }
  }

  private static boolean isSign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-');
  }

  private static int digitsEnd(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  /** Booleans of YAML 1.1, which go-yaml quotes although it reads them as text. */
  static boolean isOldBoolean(String text) {
    return switch (text) {
      case "y",
          "Y",
          "yes",
          "Yes",
          "YES",
          "on",
          "On",
          "ON",
          "n",
          "N",
          "no",
          "No",
          "NO",
          "off",
          "Off",
          "OFF" ->
          true;
      default -> false;
    };
  }

  /** {@code [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?}: numbers to base 60 in YAML 1.1. */
  static boolean isOldSexagesimal(String text) {
    int at = isSign(text, 0) ? 1 : 0;
    if (digitsEnd(text, at) == at) {
      return false;
    }
    while (at < text.length() && isDigitOrUnderscore(text.charAt(at))) {
      at++;
    }
    int parts = 0;
    while (at < text.length() && text.charAt(at) == ':') {
      int end = Math.min(digitsEnd(text, at + 1), at + 3);
      int length = end - at - 1;
      if (length == 0 || (length == 2 && text.charAt(at + 1) > '5')) {
        return false;
      }
      at = end;
      parts++;
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      while (at < text.length() && isDigitOrUnderscore(text.charAt(at))) {
        at++;
      }
    }
    return parts > 0 && at == text.length();
  }

  private static boolean isDigitOrUnderscore(char c) {
    return (c >= '0' && c <= '9') || c == '_';
  }
}
