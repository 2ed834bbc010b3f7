package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.check.Access;
import org.keytally.check.Access.Protection;
import org.keytally.check.Access.Reason;
import org.keytally.check.Access.Row;
import org.keytally.check.Access.Standing;
import org.keytally.check.AccessChange;
import org.keytally.check.Reader;
import org.keytally.check.Report;

/**
 * Who can read what, as one page to look around in: the matrix with filters, readers, files, the
 * findings of a check and the generator graph. Everything can be read without the script, which
 * filters, tells the reason of the cell that is pointed at, and lets the arrow keys go from cell to
 * cell.
 */
final class AccessPage {

  private final AccessView view;
  private final Access access;
  private final AccessWords words;
  private final HtmlPage page;
  private final Map<String, Integer> reasons = new LinkedHashMap<>();

  private AccessPage(AccessView view, HtmlPage page) {
    this.view = view;
    this.access = view.access();
    this.words = new AccessWords(view.access(), true);
    this.page = page;
  }

  static void write(AccessView view, Writer out) throws IOException {
    String script = HtmlPage.resource("access.js");
    HtmlPage page = new HtmlPage(HtmlPage.resource("access.css"), script, out);
    new AccessPage(view, page).write();
    page.end();
  }

  private void write() throws IOException {
    page.raw("<a class=\"skip\" href=\"#files\">Skip the matrix</a>\n<header>\n");
    page.raw("<h1>Who can read what</h1>\n<p class=\"soft\">");
    page.text(Phrases.count(access.rows().size(), "encrypted file") + ", ");
    page.text(
        Phrases.count(access.readers().size(), "reader") + "; " + Phrases.source(view.source()));
    page.text(". keytally " + view.version()).raw("</p>\n");
    navigation();
    page.raw("</header>\n<main>\n");
    if (view.findings().isPresent() && view.change().isPresent()) {
      AccessChange change = view.change().get();
      Phrases phrases = new Phrases(view.findings().get().of(change, List.of()), true);
      HtmlReport.access(change, new AccessChangeTable(phrases), page);
    }
    page.raw("<h2 id=\"matrix\">Matrix</h2>\n");
    if (access.rows().isEmpty() || access.readers().isEmpty()) {
      page.paragraph("There is no encrypted file.");
    } else {
      filter();
      legend();
      matrix();
    }
    readers();
    if (view.findings().isPresent()) {
      page.raw("<h2 id=\"findings\">Findings</h2>\n");
      HtmlReport.findings(view.findings().get(), page);
    }
    if (view.graph().isPresent()) {
      page.raw("<h2 id=\"generators\">Generators</h2>\n");
      new GraphPicture(view.graph().get(), view.incomplete()).write(page);
    }
    files();
    page.raw("</main>\n");
  }

  private void navigation() throws IOException {
    page.raw("<nav aria-label=\"Parts of this page\">\n<a href=\"#matrix\">Matrix</a>\n");
    page.raw("<a href=\"#readers\">Readers</a>\n");
    if (view.findings().isPresent()) {
      Report report = view.findings().get();
      page.raw("<span><a href=\"#findings\">Findings</a>");
      if (!report.findings().isEmpty()) {
        page.raw(": ").text(new Phrases(report, true).outcome());
      }
      page.raw("</span>\n");
    }
    if (view.graph().isPresent()) {
      page.raw("<a href=\"#generators\">Generators</a>\n");
    }
    page.raw("<a href=\"#files\">Files</a>\n</nav>\n");
  }

  private void filter() throws IOException {
    page.raw(
        """
        <div class="filter" role="search">
        <label>Files <input type="search" id="file" placeholder="name or path"></label>
        <label>Readers <input type="search" id="reader" placeholder="name"></label>
        <label>Kind <select id="kind">
        <option value="">all readers</option>
        """);
    Set<Reader.Kind> kinds = new TreeSet<>();
    for (Reader reader : access.readers()) {
      kinds.add(reader.kind());
    }
    for (Reader.Kind kind : kinds) {
      String value = Phrases.lower(kind);
      page.raw("<option value=\"" + value + "\">" + plural(kind) + "</option>\n");
    }
    page.raw(
        """
        </select></label>
        <label><input type="checkbox" id="only"> only what is amiss</label>
        <output id="count"></output>
        </div>
        """);
  }

  private static String plural(Reader.Kind kind) {
    return switch (kind) {
      case PERSON -> "persons";
      case MACHINE -> "machines";
      case ANCHOR -> "anchors";
      case SERVICE -> "key services";
      case UNKNOWN -> "keys of nobody";
    };
  }

  private void legend() throws IOException {
    page.raw(
        """
        <ul class="legend">
        <li><span class="mark g">●</span> reads it</li>
        <li><span class="mark u">!</span> reads it for no reason</li>
        <li><span class="mark m">–</span> should read it and cannot</li>
        </ul>
        """);
  }

  private void matrix() throws IOException {
    page.raw(
        "<div class=\"matrix\"><table id=\"access\" role=\"grid\" aria-label=\"Readers of files\">\n");
    page.raw("<thead><tr><th class=\"corner\" scope=\"col\">file</th>");
    Reader.Kind before = null;
    Set<Reader> first = new LinkedHashSet<>();
    SortedMap<Reader, Sum> sums = sums();
    for (Reader reader : access.readers()) {
      if (reader.kind() != before) {
        first.add(reader);
        before = reader.kind();
      }
      String name = Markup.escaped(words.name(reader));
      String kind = Phrases.lower(reader.kind());
      page.raw("<th scope=\"col\" data-kind=\"" + kind + "\" title=\"" + name + "\" class=\"");
      boolean amiss = sums.getOrDefault(reader, new Sum()).ungranted > 0;
      page.raw((first.contains(reader) ? "first" : "") + (amiss ? " amiss" : "") + "\">");
      page.raw("<button type=\"button\" aria-pressed=\"false\">" + name + "</button></th>\n");
    }
    page.raw("</tr></thead>\n");
    int number = 0;
    String open = "";
    for (Row row : inParts()) {
      String part = part(row);
      if (!part.equals(open)) {
        page.raw(open.isEmpty() ? "" : "</tbody>\n");
        page.raw("<tbody data-part=\"" + Markup.escaped(prefix(row)) + "\">\n<tr class=\"part\">");
        page.raw("<th scope=\"rowgroup\">").text(part);
        page.raw("</th><td colspan=\"" + access.readers().size() + "\"></td></tr>\n");
        open = part;
      }
      row(row, number, prefix(row).length());
      number++;
    }
    page.raw(open.isEmpty() ? "" : "</tbody>\n");
    page.raw("</table></div>\n<p class=\"told\" id=\"told\" aria-live=\"polite\">");
    page.raw(
        "Point at a cell, or go there with the arrow keys, to see why. A name at the top leaves");
    page.raw(" only that reader’s files.</p>\n<ol id=\"reasons\" hidden>");
    for (String reason : reasons.keySet()) {
      page.raw("<li>").text(reason).raw("</li>");
    }
    page.raw("</ol>\n");
  }

  private void row(Row row, int number, int begin) throws IOException {
    String label = words.safe(row.file().label());
    String path = Markup.escaped(words.safe(row.file().path()));
    page.raw("<tr data-file=\"" + number + "\"><th scope=\"row\" title=\"" + path + "\">");
    page.raw("<a href=\"#f" + number + "\">").text(label.substring(begin)).raw("</a></th>");
    if (row.protection() != Protection.ENCRYPTED) {
      page.raw("<td class=\"note\" colspan=\"" + access.readers().size() + "\">");
      page.text(AccessWords.caution(row)).raw("</td></tr>\n");
      return;
    }
    SortedMap<Reader, Standing> standings = row.standings();
    for (Reader reader : access.readers()) {
      Standing standing = standings.getOrDefault(reader, Standing.NONE);
      if (standing == Standing.NONE) {
        page.raw("<td></td>");
        continue;
      }
      String why = why(row, reader, standing);
      Integer known = reasons.get(why);
      if (known == null) {
        known = reasons.size();
        reasons.put(why, known);
      }
      page.raw("<td class=\"" + css(standing) + "\" data-why=\"" + known + "\">");
      page.raw(mark(standing) + "</td>");
    }
    page.raw("</tr>\n");
  }

  private String why(Row row, Reader reader, Standing standing) {
    String caution = AccessWords.caution(row);
    for (Access.Key key : row.keys()) {
      if (key.reader().equals(reader) && key.standing() == standing) {
        return words.why(key) + (caution.isEmpty() ? "" : "; " + caution);
      }
    }
    return "";
  }

  private static String css(Standing standing) {
    return switch (standing) {
      case GRANTED -> "g";
      case UNGRANTED -> "u";
      case MISSING -> "m";
      case NONE -> "";
    };
  }

  private static String mark(Standing standing) {
    return switch (standing) {
      case GRANTED -> "●";
      case UNGRANTED -> "!";
      case MISSING -> "–";
      case NONE -> "";
    };
  }

  /** The files part by part: secrets, vars by machine, files under creation rules. */
  private List<Row> inParts() {
    Map<Access.Kind, Map<String, List<Row>>> parts = new TreeMap<>();
    for (Row row : access.rows()) {
      parts
          .computeIfAbsent(row.kind(), k -> new TreeMap<>())
          .computeIfAbsent(part(row), k -> new ArrayList<>())
          .add(row);
    }
    List<Row> rows = new ArrayList<>();
    for (Map<String, List<Row>> kind : parts.values()) {
      for (List<Row> part : kind.values()) {
        rows.addAll(part);
      }
    }
    return rows;
  }

  private String part(Row row) {
    return switch (row.kind()) {
      case SECRET -> "Secrets";
      case VAR -> {
        String of = prefix(row).substring(0, prefix(row).length() - 1);
        yield of.equals("shared") ? "Shared vars" : "Vars of " + of;
      }
      case FILE -> "Files under .sops.yaml";
    };
  }

  /** What all labels of a part begin with. */
  private String prefix(Row row) {
    if (row.kind() != Access.Kind.VAR) {
      return "";
    }
    String label = words.safe(row.file().label());
    return label.substring(0, label.indexOf('/') + 1);
  }

  private void readers() throws IOException {
    page.raw("<h2 id=\"readers\">Readers</h2>\n<table>\n<thead><tr><th scope=\"col\">reader</th>");
    page.raw("<th scope=\"col\" class=\"number\">reads</th>");
    page.raw("<th scope=\"col\" class=\"number\">for no reason</th>");
    page.raw("<th scope=\"col\" class=\"number\">should and cannot</th>");
    page.raw("<th scope=\"col\">keys</th></tr></thead>\n<tbody>\n");
    for (Map.Entry<Reader, Sum> entry : sums().entrySet()) {
      Sum sum = entry.getValue();
      page.raw("<tr><th scope=\"row\">").text(words.name(entry.getKey())).raw("</th>");
      number(sum.granted + sum.ungranted, "");
      number(sum.ungranted, "error");
      number(sum.missing, "warning");
      page.raw("<td>");
      for (String key : sum.keys) {
        page.raw("<code title=\"" + Markup.escaped(words.safe(key)) + "\">");
        page.text(words.brief(key)).raw("</code> ");
      }
      page.raw("</td></tr>\n");
    }
    page.raw("</tbody></table>\n");
  }

  /** What a reader's column of the matrix comes to. */
  private static final class Sum {
    final SortedSet<String> keys = new TreeSet<>();
    int granted;
    int ungranted;
    int missing;
  }

  private SortedMap<Reader, Sum> sums() {
    SortedMap<Reader, Sum> sums = new TreeMap<>();
    for (Reader reader : access.readers()) {
      sums.put(reader, new Sum());
    }
    for (Row row : access.rows()) {
      for (Map.Entry<Reader, Standing> standing : row.standings().entrySet()) {
        Sum sum = sums.computeIfAbsent(standing.getKey(), k -> new Sum());
        switch (standing.getValue()) {
          case GRANTED -> sum.granted++;
          case UNGRANTED -> sum.ungranted++;
          case MISSING -> sum.missing++;
          case NONE -> {}
        }
      }
      for (Access.Key key : row.keys()) {
        sums.computeIfAbsent(key.reader(), k -> new Sum()).keys.add(key.recipient());
      }
    }
    return sums;
  }

  private void number(int number, String css) throws IOException {
    page.raw("<td class=\"number" + (number == 0 || css.isEmpty() ? "" : " " + css) + "\">");
    page.raw(number == 0 ? "" : String.valueOf(number)).raw("</td>");
  }

  private void files() throws IOException {
    page.raw("<h2 id=\"files\">Files</h2>\n<div class=\"files\">\n");
    int number = 0;
    for (Row row : inParts()) {
      page.raw("<details id=\"f" + number + "\"><summary>");
      page.text(words.safe(row.file().label()));
      int readers = 0;
      for (Standing standing : row.standings().values()) {
        readers += standing == Standing.MISSING ? 0 : 1;
      }
      String caution = AccessWords.caution(row);
      page.raw(" <span class=\"soft\">");
      page.text(row.protection() == Protection.ENCRYPTED ? Phrases.count(readers, "reader") : "")
          .raw("</span>");
      page.raw("</summary>\n<p><code>").text(words.safe(row.file().path())).raw("</code></p>\n");
      if (!caution.isEmpty()) {
        page.raw("<p class=\"warning\">").text(caution).raw("</p>\n");
      }
      keys(row);
      page.raw("</details>\n");
      number++;
    }
    page.raw("</div>\n");
  }

  /** Readers that read a file for the same reason. */
  private static final class Together {
    final Set<String> names = new LinkedHashSet<>();
    final Set<String> links = new LinkedHashSet<>();
  }

  private void keys(Row row) throws IOException {
    for (Standing standing : Standing.values()) {
      Map<String, Together> by = new LinkedHashMap<>();
      for (Access.Key key : row.keys()) {
        if (key.standing() == standing) {
          Together together = by.computeIfAbsent(words.why(key), k -> new Together());
          together.names.add(words.name(key.reader()));
          for (Reason reason : key.reasons()) {
            if (!words.links(reason).isEmpty()) {
              together.links.add(words.links(reason).get(0));
            }
          }
        }
      }
      if (by.isEmpty()) {
        continue;
      }
      page.raw(
          standing == Standing.MISSING
              ? "<p class=\"warning\">Should read it and cannot:</p>\n"
              : "");
      page.raw("<dl>\n");
      for (Map.Entry<String, Together> entry : by.entrySet()) {
        page.raw("<dt>").text(String.join(", ", entry.getValue().names)).raw("</dt><dd>");
        page.raw(standing == Standing.UNGRANTED ? "<span class=\"error\">" : "<span>");
        page.text(entry.getKey()).raw("</span>");
        for (String link : entry.getValue().links) {
          page.raw(HtmlPage.code(link));
        }
        page.raw("</dd>\n");
      }
      page.raw("</dl>\n");
    }
  }
}
