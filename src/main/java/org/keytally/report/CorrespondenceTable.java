package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keytally.check.Correspondence;
import org.keytally.check.Correspondence.Cell;
import org.keytally.check.Correspondence.Column;
import org.keytally.check.Correspondence.Row;
import org.keytally.check.Correspondence.State;
import org.keytally.report.TextPage.Ink;

/**
 * The table of persons and the places where their keys stand. It fits 80 columns whatever the names
 * are: a long name is cut, and what a cell has to say stands below the table.
 */
public final class CorrespondenceTable {

  /** Columns of the page that names may take. */
  private static final int NAME = 22;

  private static final int GAP = 2;

  private final Style style;

  public CorrespondenceTable(Style style) {
    this.style = style;
  }

  /** Writes the table and, for each cell that does not tally, the reason. */
  public void write(Correspondence table, Writer out) throws IOException {
    TextPage page = new TextPage(style, out);
    if (table.rows().isEmpty()) {
      page.put("No person is known here: no clan user, no anchor, nobody in .keytally.yaml.").end();
      return;
    }
    ShortKeys keys = new ShortKeys(style.ellipsis(), Map.of());
    List<Row> all = new ArrayList<>(table.rows());
    all.addAll(table.hosts());
    int name = (table.hosts().isEmpty() ? "person" : "machine").length();
    for (Row row : all) {
      name = Math.max(name, Columns.of(fitted(row.person())));
      for (Cell cell : row.cells()) {
        keys.note(cell.detail());
      }
    }
    rows("person", name, table.rows(), page);
    if (!table.hosts().isEmpty()) {
      page.end();
      rows("machine", name, table.hosts(), page);
    }
    details(all, keys, page);
    outcome(table, page);
    notChecked(table, page);
  }

  private void rows(String heading, int name, List<Row> rows, TextPage page) throws IOException {
    List<Column> shown = List.of(Column.values());
    page.put(Columns.padded(heading, name), Ink.BOLD);
    for (Column column : shown) {
      page.put(" ".repeat(GAP)).put(cell(column, title(column)), Ink.BOLD);
    }
    page.end();
    for (Row row : rows) {
      page.put(Columns.padded(fitted(row.person()), name));
      for (Column column : shown) {
        State state = state(row, column);
        page.put(" ".repeat(GAP)).put(cell(column, word(state)), ink(state));
      }
      page.end();
    }
  }

  private void details(List<Row> rows, ShortKeys keys, TextPage page) throws IOException {
    for (Row row : rows) {
      boolean first = true;
      for (Cell cell : row.cells()) {
        if (!isExplained(cell)) {
          continue;
        }
        if (first) {
          page.end();
          page.put(safe(row.person()), Ink.BOLD).end();
          first = false;
        }
        page.paragraph(
            2,
            title(cell.column())
                + " "
                + word(cell.state())
                + ": "
                + safe(keys.brief(cell.detail()))
                // A command is there to be copied, so its keys are in full.
                + (cell.remedy().isEmpty() ? "" : "; " + safe(cell.remedy())),
            Ink.NONE);
      }
    }
  }

  private boolean isExplained(Cell cell) {
    return !cell.detail().isEmpty()
        && switch (cell.state()) {
          case DIFFERS, ABSENT -> true;
          case TALLIES -> style.detail() == Style.Detail.FULL;
          // Said once for all persons, at the end.
          case NOT_CHECKED -> false;
        };
  }

  private void notChecked(Correspondence table, TextPage page) throws IOException {
    Set<String> reasons = new LinkedHashSet<>();
    for (Row row : table.rows()) {
      for (Cell cell : row.cells()) {
        if (cell.state() == State.NOT_CHECKED && !cell.detail().isEmpty()) {
          reasons.add(title(cell.column()) + " (" + safe(cell.detail()) + ")");
        }
      }
    }
    if (!reasons.isEmpty()) {
      page.paragraph(0, "Not checked: " + String.join("; ", reasons) + ".", Ink.NONE);
    }
  }

  private static void outcome(Correspondence table, TextPage page) throws IOException {
    int differing = differing(table.rows()) + differing(table.hosts());
    int persons = table.rows().size();
    int hosts = table.hosts().size();
    page.end();
    String all = persons + (persons == 1 ? " person" : " persons");
    if (hosts > 0) {
      all += " and " + hosts + (hosts == 1 ? " machine" : " machines");
    }
    if (differing == 0) {
      page.put(all + "; no key differs.", Ink.GREEN).end();
    } else {
      page.put(all + "; the keys of " + differing + " differ.", Ink.RED).end();
    }
  }

  private static int differing(List<Row> rows) {
    int differing = 0;
    for (Row row : rows) {
      if (row.differs()) {
        differing++;
      }
    }
    return differing;
  }

  private static State state(Row row, Column column) {
    for (Cell cell : row.cells()) {
      if (cell.column() == column) {
        return cell.state();
      }
    }
    return State.NOT_CHECKED;
  }

  private static String cell(Column column, String text) {
    return column == Column.SSH ? text : Columns.padded(text, width(column));
  }

  private static int width(Column column) {
    return Math.max(title(column).length(), "not checked".length());
  }

  private static String title(Column column) {
    return switch (column) {
      case USER_KEY -> "user key";
      case ANCHOR -> "anchor";
      case KEY_FILE -> "key file";
      case SSH -> "ssh";
    };
  }

  private static String word(State state) {
    return switch (state) {
      case TALLIES -> "tallies";
      case DIFFERS -> "differs";
      case ABSENT -> "absent";
      case NOT_CHECKED -> "not checked";
    };
  }

  private static Ink ink(State state) {
    return switch (state) {
      case TALLIES -> Ink.GREEN;
      case DIFFERS -> Ink.RED;
      case ABSENT -> Ink.YELLOW;
      case NOT_CHECKED -> Ink.DIM;
    };
  }

  /** The name as the table shows it. */
  private String fitted(String person) {
    String name = safe(person);
    if (Columns.of(name) <= NAME) {
      return name;
    }
    int kept = NAME - style.ellipsis().length();
    return name.substring(0, name.offsetByCodePoints(0, kept)) + style.ellipsis();
  }

  private String safe(String text) {
    return Printable.of(text, style.unicode());
  }
}
