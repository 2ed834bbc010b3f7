package org.keytally.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines in which two texts differ: {@code -} before those that go, {@code +} before those that
 * come, in the order of the file. Whatever the texts are, time, number and length of lines are
 * bounded.
 */
public final class TextDifference {

  /** Lines of a difference; what is beyond is counted. */
  private static final int MOST_LINES = 100;

  /** Characters of a line that are kept. */
  private static final int LONGEST_LINE = 300;

  /** Where more lines than this differ on one side, they are not matched up. */
  private static final int MOST_COMPARED = 1000;

  private TextDifference() {}

  /** The difference; empty where the texts are equal. */
  public static List<String> between(byte[] before, byte[] after) {
    List<String> old = lines(before);
    List<String> fresh = lines(after);
    int start = 0;
    while (start < old.size() && start < fresh.size() && old.get(start).equals(fresh.get(start))) {
      start++;
    }
    int oldEnd = old.size();
    int freshEnd = fresh.size();
    while (oldEnd > start
        && freshEnd > start
        && old.get(oldEnd - 1).equals(fresh.get(freshEnd - 1))) {
      oldEnd--;
      freshEnd--;
    }
    return shortened(compared(old.subList(start, oldEnd), fresh.subList(start, freshEnd)));
  }

  private static List<String> lines(byte[] text) {
    List<String> lines = new ArrayList<>();
    String whole = new String(text, UTF_8);
    int from = 0;
    while (from < whole.length()) {
      int end = whole.indexOf('\n', from);
      if (end < 0) {
        end = whole.length();
      }
      lines.add(whole.substring(from, end));
      from = end + 1;
    }
    return lines;
  }

  private static List<String> compared(List<String> old, List<String> fresh) {
    List<String> difference = new ArrayList<>();
    int i = 0;
    int j = 0;
    if (old.size() <= MOST_COMPARED && fresh.size() <= MOST_COMPARED) {
      int[][] common = common(old, fresh);
      while (i < old.size() && j < fresh.size()) {
        if (old.get(i).equals(fresh.get(j))) {
          i++;
          j++;
        } else if (common[i + 1][j] >= common[i][j + 1]) {
          difference.add("-" + old.get(i++));
        } else {
          difference.add("+" + fresh.get(j++));
        }
      }
    }
    for (; i < old.size(); i++) {
      difference.add("-" + old.get(i));
    }
    for (; j < fresh.size(); j++) {
      difference.add("+" + fresh.get(j));
    }
    return difference;
  }

  /** The length of the longest common subsequence of what follows each pair of lines. */
  private static int[][] common(List<String> old, List<String> fresh) {
    int[][] common = new int[old.size() + 1][fresh.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = fresh.size() - 1; j >= 0; j--) {
        common[i][j] =
            old.get(i).equals(fresh.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private static List<String> shortened(List<String> difference) {
    List<String> shown = new ArrayList<>();
    int count = Math.min(MOST_LINES, difference.size());
    for (int i = 0; i < count; i++) {
      String line = difference.get(i);
      shown.add(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
    }
    if (count < difference.size()) {
      shown.add("… and " + (difference.size() - count) + " more lines");
    }
    return shown;
  }
}
