package org.keytally.sops;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Floats in the spellings of Go's strconv: the shortest digits that read back as the same number.
 * {@link Double#toString} of JDK 17 does not always give the shortest (sops-file-format 14).
 */
final class GoFloat {

  private static final int MAX_DIGITS = 17;

  private GoFloat() {}

  /** The form that is encrypted and hashed: never an exponent (Go's {@code 'f', -1}). */
  static String plain(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return isNegativeZero(value) ? "-0" : "0";
    }
    return shortest(value).toPlainString();
  }

  /**
   * Reads what Go's {@code ParseFloat} reads, without its hexadecimal and underscored forms.
   *
   * @throws NumberFormatException if the text is no number
   */
  static double parse(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    if (word.equals("nan")) {
      return Double.NaN;
    }
    if (word.equals("inf") || word.equals("+inf")) {
      return Double.POSITIVE_INFINITY;
    }
    if (word.equals("-inf")) {
      return Double.NEGATIVE_INFINITY;
    }
    for (int i = 0; i < text.length(); i++) {
      if ("+-.0123456789eE".indexOf(text.charAt(i)) < 0) {
        throw new NumberFormatException("no decimal number");
      }
    }
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new NumberFormatException("beyond a 64-bit float");
    }
    return value;
  }

  /**
   * Go's {@code %g}: an exponent of at least two digits below 1e-04 and from 1e+06 on, as YAML has
   * it.
   */
  static String general(double value) {
    return withExponent(value, -4, 6, 2);
  }

  /** Go's {@code %G} with at least one decimal, as dotenv and INI have it. */
  static String flat(double value) {
    String text = general(value).toUpperCase(Locale.ROOT);
    return text.indexOf('E') < 0 && text.indexOf('.') < 0 ? text + ".0" : text;
  }

  /** The form of Go's JSON encoder: an exponent below 1e-6 and from 1e21 on. */
  static String json(double value) {
    return withExponent(value, -6, 21, 1);
  }

  private static String withExponent(double value, int low, int high, int exponentDigits) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return plain(value);
    }
    BigDecimal shortest = shortest(value);
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= low && exponent < high) {
      return shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().abs().toString();
    StringBuilder text = new StringBuilder();
    if (value < 0) {
      text.append('-');
    }
    text.append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append('e').append(exponent < 0 ? '-' : '+');
    String magnitude = Integer.toString(Math.abs(exponent));
    if (magnitude.length() < exponentDigits) {
      text.append('0');
    }
    return text.append(magnitude).toString();
  }

  private static boolean isNegativeZero(double value) {
    return Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(-0.0);
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < MAX_DIGITS; digits++) {
      // Below a power of two the gap is half as wide, so the nearest decimal may fail where the
      // farther one reads back.
      BigDecimal down = exact.round(new MathContext(digits, RoundingMode.DOWN));
      BigDecimal up = exact.round(new MathContext(digits, RoundingMode.UP));
      boolean downIsNearer = exact.subtract(down).abs().compareTo(up.subtract(exact).abs()) <= 0;
      BigDecimal nearer = downIsNearer ? down : up;
      if (nearer.doubleValue() == value) {
        return stripped(nearer);
      }
      BigDecimal farther = downIsNearer ? up : down;
      if (farther.doubleValue() == value) {
        return stripped(farther);
      }
    }
    return stripped(exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN)));
  }

  private static BigDecimal stripped(BigDecimal value) {
    return value.stripTrailingZeros();
  }
}
