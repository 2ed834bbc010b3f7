package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keytally.check.Access;
import org.keytally.check.Access.Row;
import org.keytally.check.AccessChange;
import org.keytally.check.AccessChange.EncryptedFile;
import org.keytally.check.AccessChange.ReaderChange;
import org.keytally.check.Reader;

/**
 * Who can read what, for spreadsheets (RFC 4180): a line for each key of each file. No cell is a
 * formula to a spreadsheet, whatever a name is: what would be one begins with an apostrophe.
 */
final class AccessCsv {

  private AccessCsv() {}

  static void write(AccessView view, Writer out) throws IOException {
    AccessWords words = new AccessWords(view.access(), true);
    Changes changes = new Changes(view);
    line(
        out,
        "path",
        "label",
        "file",
        "reader kind",
        "reader",
        "key type",
        "key",
        "standing",
        "why",
        "change");
    for (Row row : view.access().rows()) {
      if (row.keys().isEmpty()) {
        String caution = AccessWords.caution(row);
        file(row, out, "", "", "", "", "", caution.isEmpty() ? "nobody reads it" : caution, "");
      }
      for (Access.Key key : row.keys()) {
        file(
            row,
            out,
            Phrases.lower(key.reader().kind()),
            key.reader().name(),
            key.type().field(),
            key.recipient(),
            Phrases.lower(key.standing()),
            words.why(key),
            key.opens() ? changes.of(key.reader(), row.file().path()) : "");
      }
    }
    for (ReaderChange reader : changes.losers()) {
      for (EncryptedFile file : reader.lost()) {
        line(
            out,
            file.path(),
            file.label(),
            "",
            Phrases.lower(reader.kind()),
            reader.name(),
            "",
            "",
            "none",
            "",
            "loses");
      }
    }
  }

  private static void file(Row row, Writer out, String... rest) throws IOException {
    String[] cells = new String[3 + rest.length];
    cells[0] = row.file().path();
    cells[1] = row.file().label();
    cells[2] = Phrases.lower(row.kind());
    System.arraycopy(rest, 0, cells, 3, rest.length);
    line(out, cells);
  }

  private static void line(Writer out, String... cells) throws IOException {
    String separator = "";
    for (String cell : cells) {
      out.write(separator);
      out.write('"');
      out.write(harmless(Printable.of(cell, true)).replace("\"", "\"\""));
      out.write('"');
      separator = ",";
    }
    out.write("\r\n");
  }

  /** Spreadsheets calculate what begins with one of these, blanks and quotation marks aside. */
  private static String harmless(String text) {
    String begin = text.stripLeading();
    return !begin.isEmpty() && "=+-@\uff1d\uff0b\uff0d\uff20|%".indexOf(begin.charAt(0)) >= 0
        ? "'" + text
        : text;
  }

  /** What happens to whose access. */
  private static final class Changes {

    private final Map<Reader, Set<String>> gained = new HashMap<>();
    private final Set<String> created = new HashSet<>();
    private final List<ReaderChange> losers;

    Changes(AccessView view) {
      AccessChange change = view.change().orElse(AccessChange.NONE);
      for (ReaderChange reader : change.readers()) {
        Set<String> paths = new HashSet<>();
        for (EncryptedFile file : reader.gained()) {
          paths.add(file.path());
        }
        gained.put(new Reader(reader.kind(), reader.name()), paths);
      }
      for (AccessChange.CreatedFile file : change.created()) {
        created.add(file.file().path());
      }
      losers = change.readers();
    }

    String of(Reader reader, String path) {
      if (created.contains(path)) {
        return "new";
      }
      return gained.getOrDefault(reader, Set.of()).contains(path) ? "gains" : "";
    }

    List<ReaderChange> losers() {
      return losers;
    }
  }
}
