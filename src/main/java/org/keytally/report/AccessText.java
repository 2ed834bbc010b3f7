package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.keytally.check.Access;
import org.keytally.check.Access.Protection;
import org.keytally.check.Access.Reason;
import org.keytally.check.Access.Row;
import org.keytally.check.Access.Standing;
import org.keytally.check.Reader;
import org.keytally.git.SnapshotSource;
import org.keytally.report.Style.Detail;
import org.keytally.report.TextPage.Ink;

/** Who can read what, for a person at a terminal. */
final class AccessText {

  /** Lines of the matrix that are shown unless all are asked for. */
  private static final int LINES = 100;

  /** Names of one list that are shown unless all are asked for. */
  private static final int NAMES = 40;

  private final Style style;

  AccessText(Style style) {
    this.style = style;
  }

  void write(AccessView view, Writer out) throws IOException {
    TextPage page = new TextPage(style, out);
    AccessWords words = new AccessWords(view.access(), style.unicode());
    if (view.change().isPresent()) {
      ShortKeys keys = new ShortKeys(style.ellipsis(), Map.of());
      AccessChangeText.note(view.change().get(), keys);
      new AccessChangeText(style, keys, page).write(view.change().get());
      return;
    }
    if (view.source().kind() != SnapshotSource.Kind.WORKTREE) {
      page.put("In " + Phrases.source(view.source()) + ":", Ink.DIM).end();
    }
    if (view.access().rows().isEmpty() && view.question() != AccessView.Question.READERS) {
      page.put("There is no encrypted file.").end();
      return;
    }
    switch (view.question()) {
      case EVERYTHING -> matrix(view.access(), words, page);
      case PATH -> {
        if (view.access().rows().size() == 1) {
          file(view.access().rows().get(0), words, page);
        } else {
          matrix(view.access(), words, page);
        }
      }
      case READERS -> {
        boolean first = true;
        for (Reader reader : view.access().readers()) {
          if (!first) {
            page.end();
          }
          reader(reader, view, words, page);
          first = false;
        }
      }
    }
  }

  /** One file, with everybody who reads it and where to look for the reason. */
  private void file(Row row, AccessWords words, TextPage page) throws IOException {
    String label = words.safe(row.file().label());
    String path = words.safe(row.file().path());
    page.put(label, Ink.BOLD).end();
    if (!path.equals(label)) {
      page.put("  " + path, Ink.DIM).end();
    }
    String caution = AccessWords.caution(row);
    if (!caution.isEmpty()) {
      page.paragraph(2, caution, Ink.YELLOW);
    }
    page.end();
    int width = 0;
    for (Access.Key key : row.keys()) {
      width = Math.max(width, Columns.of(words.name(key.reader())));
    }
    width = Math.min(width, style.width() / 2);
    boolean opens = true;
    for (Access.Key key : row.keys()) {
      if (opens && !key.opens()) {
        page.end();
        page.put("Should read it and cannot: it is not encrypted to these keys", Ink.BOLD).end();
        opens = false;
      }
      page.put("  " + Columns.padded(words.name(key.reader()), width) + "  ");
      if (key.reasons().isEmpty()) {
        page.put(AccessWords.NO_REASON, ink(key.standing())).end();
      }
      String margin = "";
      for (Reason reason : key.reasons()) {
        page.put(margin + words.why(reason), ink(key.standing())).end();
        margin = " ".repeat(width + 4);
        for (String link : words.links(reason)) {
          page.put(margin + "  " + link, Ink.DIM).end();
        }
      }
      if (style.detail() == Detail.FULL && key.reader().kind() != Reader.Kind.UNKNOWN) {
        page.put(" ".repeat(width + 6) + words.safe(key.recipient()), Ink.DIM).end();
      }
    }
    if (row.keys().isEmpty() && row.protection() == Protection.ENCRYPTED) {
      page.put("  Nobody reads it: it has no recipient.", Ink.RED).end();
    }
  }

  /** One reader, with the files by what gives access to them. */
  private void reader(Reader reader, AccessView view, AccessWords words, TextPage page)
      throws IOException {
    int all = view.access().reads(reader);
    page.put(words.name(reader), Ink.BOLD)
        .put(" reads " + Phrases.count(all, "encrypted file"))
        .end();
    Map<String, String> reads = new HashMap<>();
    Map<String, String> misses = new HashMap<>();
    for (Row row : view.access().rows()) {
      Standing standing = row.standing(reader);
      for (Access.Key key : row.keys()) {
        if (key.reader().equals(reader) && key.standing() == standing) {
          (standing == Standing.MISSING ? misses : reads).put(row.file().path(), words.why(key));
          break;
        }
      }
    }
    reasons(reads, view.all(), words, page);
    if (!misses.isEmpty()) {
      page.put("  and should read, but cannot, by", Ink.YELLOW).end();
      reasons(misses, view.all(), words, page);
    }
  }

  /**
   * Files under what gives access to them.
   *
   * @param why by path
   * @param all also the other files, so that a folder stands only for all that is in it
   */
  private void reasons(Map<String, String> why, Access all, AccessWords words, TextPage page)
      throws IOException {
    Map<String, List<Folded>> reasons = new LinkedHashMap<>();
    for (Folded line : folded(all.rows(), row -> why.getOrDefault(row.file().path(), ""))) {
      String reason = why.get(line.rows().get(0).file().path());
      if (reason != null) {
        reasons.computeIfAbsent(reason, k -> new ArrayList<>()).add(line);
      }
    }
    for (Map.Entry<String, List<Folded>> reason : reasons.entrySet()) {
      boolean none = reason.getKey().startsWith("no reason");
      page.paragraph(2, 4, reason.getKey() + ":", none ? Ink.RED : Ink.NONE);
      page.paragraph(6, names(reason.getValue(), words), Ink.NONE);
    }
  }

  private String names(List<Folded> lines, AccessWords words) {
    int shown = style.detail() == Detail.FULL ? lines.size() : Math.min(NAMES, lines.size());
    StringBuilder text = new StringBuilder();
    for (Folded line : lines.subList(0, shown)) {
      text.append(text.isEmpty() ? "" : ", ").append(name(line, words));
    }
    if (shown < lines.size()) {
      text.append(" and ").append(lines.size() - shown).append(" more; -v shows all");
    }
    return text.toString();
  }

  private List<Folded> folded(List<Row> rows, Function<Row, String> signature) {
    return style.detail() == Detail.FULL ? Folded.none(rows) : Folded.of(rows, signature);
  }

  private static String name(Folded line, AccessWords words) {
    String name = words.safe(line.name());
    return line.rows().size() == 1 ? name : name + " (" + line.rows().size() + ")";
  }

  /** Everybody and everything: a line for each folder whose files have the same readers. */
  private void matrix(Access access, AccessWords words, TextPage page) throws IOException {
    Map<String, Map<Reader, Standing>> standings = new HashMap<>();
    for (Row row : access.rows()) {
      standings.put(row.file().path(), row.standings());
    }
    List<Column> columns = columns(access, standings);
    page.put(
            Phrases.count(access.rows().size(), "encrypted file")
                + ", "
                + Phrases.count(access.readers().size(), "reader")
                + ".",
            Ink.BOLD)
        .end();
    page.end();
    int number = 0;
    for (Column column : columns) {
      number++;
      List<String> names = new ArrayList<>();
      for (Reader reader : column.readers()) {
        names.add(words.name(reader));
      }
      page.paragraph(
          0,
          6,
          Columns.padded(" ".repeat(number < 10 ? 2 : number < 100 ? 1 : 0) + number, 4)
              + String.join(", ", names)
              + ": "
              + column.reads(),
          Ink.NONE);
    }
    page.end();
    List<Folded> lines = folded(access.rows(), row -> cells(columns, row, of(row, standings)));
    int shown = style.detail() == Detail.FULL ? lines.size() : Math.min(LINES, lines.size());
    int width = 0;
    for (Folded line : lines.subList(0, shown)) {
      width = Math.max(width, Columns.of(name(line, words)));
    }
    width = Math.min(width, style.width() * 3 / 5);
    int room = Math.max(10, style.width() - width - 2);
    int gap = columns.size() * 2 <= room ? 1 : 0;
    int block = room / (1 + gap);
    for (int from = 0; from == 0 || from < columns.size(); from += block) {
      int to = Math.min(columns.size(), from + block);
      heading(width, from, to, gap, page);
      for (Folded line : lines.subList(0, shown)) {
        line(
            line,
            of(line.rows().get(0), standings),
            columns.subList(from, to),
            width,
            gap,
            words,
            page);
      }
      page.end();
    }
    if (shown < lines.size()) {
      page.put(style.ellipsis() + " and " + (lines.size() - shown) + " more lines; -v shows all")
          .end();
      page.end();
    }
    page.put("x reads it", Ink.NONE)
        .put("   ")
        .put("! reads it for no reason", Ink.RED)
        .put("   ")
        .put("- should read it and cannot", Ink.YELLOW)
        .end();
    page.put("Why: keytally access PATH, or keytally access --user NAME", Ink.DIM).end();
  }

  /**
   * Readers whose cells are the same in all lines.
   *
   * @param readers one at least
   * @param reads how many files each of them can read
   */
  private record Column(List<Reader> readers, int reads) {

    Standing standing(Map<Reader, Standing> row) {
      return row.getOrDefault(readers.get(0), Standing.NONE);
    }
  }

  private static Map<Reader, Standing> of(Row row, Map<String, Map<Reader, Standing>> standings) {
    return standings.getOrDefault(row.file().path(), Map.of());
  }

  private static List<Column> columns(Access access, Map<String, Map<Reader, Standing>> standings) {
    SortedMap<Reader, StringBuilder> cells = new TreeMap<>();
    for (Reader reader : access.readers()) {
      cells.put(reader, new StringBuilder());
    }
    for (Row row : access.rows()) {
      Map<Reader, Standing> those = of(row, standings);
      for (Map.Entry<Reader, StringBuilder> reader : cells.entrySet()) {
        reader.getValue().append(mark(those.getOrDefault(reader.getKey(), Standing.NONE)));
      }
    }
    Map<String, List<Reader>> same = new LinkedHashMap<>();
    for (Map.Entry<Reader, StringBuilder> reader : cells.entrySet()) {
      same.computeIfAbsent(
              reader.getKey().kind() + reader.getValue().toString(), k -> new ArrayList<>())
          .add(reader.getKey());
    }
    List<Column> columns = new ArrayList<>();
    for (List<Reader> readers : same.values()) {
      String marks = cells.getOrDefault(readers.get(0), new StringBuilder()).toString();
      int reads = (int) marks.chars().filter(mark -> mark == 'x' || mark == '!').count();
      columns.add(new Column(readers, reads));
    }
    return columns;
  }

  private static String cells(List<Column> columns, Row row, Map<Reader, Standing> standings) {
    StringBuilder text = new StringBuilder();
    for (Column column : columns) {
      text.append(mark(column.standing(standings)));
    }
    return text.append(AccessWords.caution(row)).toString();
  }

  private static char mark(Standing standing) {
    return switch (standing) {
      case GRANTED -> 'x';
      case UNGRANTED -> '!';
      case MISSING -> '-';
      case NONE -> '.';
    };
  }

  private static Ink ink(Standing standing) {
    return switch (standing) {
      case GRANTED -> Ink.NONE;
      case UNGRANTED -> Ink.RED;
      case MISSING -> Ink.YELLOW;
      case NONE -> Ink.DIM;
    };
  }

  /** The numbers of the columns, written from top to bottom. */
  private static void heading(int width, int from, int to, int gap, TextPage page)
      throws IOException {
    for (int power = to >= 100 ? 100 : to >= 10 ? 10 : 1; power >= 1; power /= 10) {
      StringBuilder line = new StringBuilder(" ".repeat(width + 2));
      for (int number = from + 1; number <= to; number++) {
        line.append(number < power ? " " : String.valueOf(number / power % 10));
        line.append(" ".repeat(gap));
      }
      page.put(line.toString().stripTrailing(), Ink.BOLD).end();
    }
  }

  private static void line(
      Folded line,
      Map<Reader, Standing> standings,
      List<Column> columns,
      int width,
      int gap,
      AccessWords words,
      TextPage page)
      throws IOException {
    String name = name(line, words);
    if (Columns.of(name) > width) {
      page.put(name).end();
      name = "";
    }
    page.put(Columns.padded(name, width)).put("  ");
    Row row = line.rows().get(0);
    if (row.protection() != Protection.ENCRYPTED) {
      page.put(AccessWords.caution(row), Ink.YELLOW).end();
      return;
    }
    int number = 0;
    for (Column column : columns) {
      number++;
      Standing standing = column.standing(standings);
      page.put(String.valueOf(mark(standing)), ink(standing))
          .put(number < columns.size() ? " ".repeat(gap) : "");
    }
    String caution = AccessWords.caution(row);
    page.put(caution.isEmpty() ? "" : "  " + caution).end();
  }
}
