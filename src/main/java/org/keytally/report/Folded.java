package org.keytally.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.keytally.check.Access.Row;

/**
 * Files of one folder that have something in common, as one line.
 *
 * @param name the label of a file, or of a folder with a slash at its end
 * @param rows the files; one at least
 */
record Folded(String name, List<Row> rows) {

  Folded {
    rows = List.copyOf(rows);
  }

  /**
   * Puts all files below a folder together where they have the same signature.
   *
   * @param rows sorted by label
   * @param signature what has to be the same
   */
  static List<Folded> of(List<Row> rows, Function<Row, String> signature) {
    List<String> signatures = rows.stream().map(signature).toList();
    List<Folded> folded = new ArrayList<>();
    fold(rows, signatures, 0, rows.size(), 0, folded);
    return folded;
  }

  /** Each file by itself. */
  static List<Folded> none(List<Row> rows) {
    return rows.stream().map(row -> new Folded(row.file().label(), List.of(row))).toList();
  }

  /**
   * Folds files whose labels have a beginning in common.
   *
   * @param from the first of them
   * @param to behind the last
   * @param begin how long the common beginning is, with its slash
   */
  private static void fold(
      List<Row> rows, List<String> signatures, int from, int to, int begin, List<Folded> folded) {
    for (int start = from; start < to; ) {
      String label = rows.get(start).file().label();
      int slash = label.indexOf('/', begin);
      int end = start + 1;
      if (slash >= 0) {
        String folder = label.substring(0, slash + 1);
        boolean same = true;
        while (end < to && rows.get(end).file().label().startsWith(folder)) {
          same &= signatures.get(end).equals(signatures.get(start));
          end++;
        }
        if (end - start > 1) {
          if (same) {
            folded.add(new Folded(folder, rows.subList(start, end)));
          } else {
            fold(rows, signatures, start, end, slash + 1, folded);
          }
          start = end;
          continue;
        }
      }
      folded.add(new Folded(label, List.of(rows.get(start))));
      start = end;
    }
  }
}
