package org.keytally.sops;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Compiles regular expressions as Go reads them (RE2), which take linear time whatever they are.
 * But counted repetition multiplies what stands within it, so that a short expression can be a huge
 * program; such a one is refused before it is compiled, as Go refuses it.
 */
final class Expressions {

  /** What an expression may come to, in characters after counted repetition. */
  private static final int LARGEST = 4_000;

  private static final int DEEPEST = 200;

  private Expressions() {}

  /**
   * Compiles an expression.
   *
   * @throws PatternSyntaxException if it is none, or too large
   */
  static Pattern compile(String expression) {
    size(expression);
    return Pattern.compile(expression);
  }

  /**
   * About how many states an expression has; at least one, so that expressions can be counted by
   * it.
   *
   * @throws PatternSyntaxException if they are too many
   */
  static int size(String expression) {
    if (expression.length() > LARGEST) {
      throw tooLarge(expression);
    }
    long[] totals = new long[DEEPEST + 1];
    long last = 0;
    int depth = 0;
    for (int i = 0; i < expression.length(); i++) {
      switch (expression.charAt(i)) {
        case '(' -> {
          if (++depth > DEEPEST) {
            throw new PatternSyntaxException("nested too deeply", shown(expression));
          }
          totals[depth] = 0;
          last = 0;
        }
        case ')' -> {
          if (depth > 0) {
            last = totals[depth--] + 1;
            totals[depth] += last;
          }
        }
        case '{' -> {
          int times = repetitions(expression, i + 1);
          if (times > 0) {
            totals[depth] += last * (times - 1);
            last *= times;
            i = expression.indexOf('}', i);
          } else {
            last = 1;
            totals[depth]++;
          }
        }
        case '[' -> {
          i = endOfClass(expression, i);
          last = 1;
          totals[depth]++;
        }
        case '\\' -> {
          i++;
          last = 1;
          totals[depth]++;
        }
        case '*', '+', '?' -> totals[depth]++;
        default -> {
          last = 1;
          totals[depth]++;
        }
      }
      if (totals[depth] > LARGEST) {
        throw tooLarge(expression);
      }
    }
    long total = 1;
    for (int open = 0; open <= depth; open++) {
      total += totals[open];
    }
    if (total > LARGEST) {
      throw tooLarge(expression);
    }
    return (int) total;
  }

  /** The larger number of {@code n}, {@code n,} or {@code n,m}; 0 if it is no repetition. */
  private static int repetitions(String expression, int from) {
    int most = 0;
    int number = 0;
    for (int i = from; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c >= '0' && c <= '9') {
        number = Math.min(number * 10 + (c - '0'), LARGEST + 1);
      } else if (c == ',' || c == '}') {
        most = Math.max(most, number);
        number = 0;
        if (c == '}') {
          return most;
        }
      } else {
        return 0;
      }
    }
    return 0;
  }

  private static int endOfClass(String expression, int open) {
    int i = open + 1;
    if (i < expression.length() && expression.charAt(i) == '^') {
      i++;
    }
    for (int first = i; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[' && i + 1 < expression.length() && expression.charAt(i + 1) == ':') {
        int close = expression.indexOf(":]", i + 2);
        if (close >= 0) {
          i = close + 1;
        }
      } else if (c == ']' && i > first) {
        return i;
      }
    }
    return expression.length();
  }

  private static PatternSyntaxException tooLarge(String expression) {
    return new PatternSyntaxException("larger than any that is needed", shown(expression));
  }

  private static String shown(String expression) {
    return expression.length() > 80 ? expression.substring(0, 80) + "…" : expression;
  }
}
