package org.keytally.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.check.Finding;
import org.keytally.repair.Edit;
import org.keytally.repair.Need;
import org.keytally.repair.NewReader;
import org.keytally.repair.Obstacle;
import org.keytally.repair.Plan;
import org.keytally.repair.ReaderChange;
import org.keytally.repair.Step;
import org.keytally.report.Style;
import org.keytally.report.TextPage;
import org.keytally.report.TextPage.Ink;
import org.keytally.source.KeyFileUpdate;

/** A plan for a person: who gets access first, then the steps by cause, then what is left. */
final class PlanText {

  /** More steps of one cause are counted instead of listed. */
  private static final int LISTED = 12;

  private static final int LONG_KEY = 40;

  private final Terminal terminal;
  private final Style style;
  private final PrintWriter out;
  private final TextPage page;

  PlanText(Terminal terminal, Style style) {
    this.terminal = terminal;
    this.style = style;
    this.out = terminal.out();
    this.page = new TextPage(style, out);
  }

  /** Says by which commit a link came, where that is known. */
  @FunctionalInterface
  interface Origins {
    Optional<String> addedIn(String link);
  }

  void write(Plan plan, KeyFileUpdate keys, Origins origins) throws IOException {
    newReaders(plan, origins);
    steps(plan.steps());
    if (!keys.steps().isEmpty()) {
      line("your key file " + keys.shown() + ": " + keys.steps().size(), Ink.BOLD);
      for (String step : keys.steps()) {
        line("  " + step, Ink.NONE);
      }
      out.println();
    }
    obstacles(plan.obstacles());
    rest(plan.rest());
    int steps = plan.steps().size() + keys.steps().size();
    line(
        steps == 0
            ? "Nothing to repair."
            : "Plan: " + steps + (steps == 1 ? " change." : " changes."),
        Ink.BOLD);
  }

  /** Steps by cause. */
  void steps(List<Step> steps) throws IOException {
    Map<String, List<Step>> byCause = new LinkedHashMap<>();
    for (Step step : steps) {
      byCause.computeIfAbsent(String.join(", ", step.rules()), k -> new ArrayList<>()).add(step);
    }
    for (Map.Entry<String, List<Step>> cause : byCause.entrySet()) {
      cause(cause.getKey(), cause.getValue());
    }
  }

  private void newReaders(Plan plan, Origins origins) throws IOException {
    for (NewReader reader : plan.newReaders()) {
      String link = "";
      if (!reader.links().isEmpty()) {
        Optional<String> commit = origins.addedIn(reader.links().get(0));
        link =
            commit.isPresent()
                ? " (link added in " + commit.get() + ")"
                : " (" + reader.links().get(0) + " is not committed yet)";
      }
      int files = reader.files().size();
      line(
          "NEW READERS: "
              + reader.name()
              + (style.unicode() ? " → " : " -> ")
              + files
              + (files == 1 ? " secret" : " secrets")
              + link,
          Ink.YELLOW);
    }
    if (!plan.newReaders().isEmpty()) {
      out.println();
    }
  }

  private void cause(String rules, List<Step> steps) throws IOException {
    boolean key = false;
    for (Step step : steps) {
      key |= step.need() == Need.PRIVATE_KEY;
    }
    line(rules + ": " + steps.size() + (key ? ", with your private key" : ""), Ink.BOLD);
    int shown =
        style.detail() == Style.Detail.FULL || steps.size() <= LISTED + 1 ? steps.size() : LISTED;
    for (Step step : steps.subList(0, shown)) {
      line("  " + verb(step.edit()), Ink.NONE);
      if (step.readers().isPresent()) {
        readers(step.readers().get());
      }
    }
    if (shown < steps.size()) {
      line("  and " + (steps.size() - shown) + " more; -v lists all", Ink.DIM);
    }
    out.println();
  }

  private static String verb(Edit edit) {
    if (edit instanceof Edit.Rewrite) {
      return "rewrite " + edit.path();
    }
    if (edit instanceof Edit.Link link) {
      return "link " + edit.path() + " to " + link.target();
    }
    if (edit instanceof Edit.Delete) {
      return "delete " + edit.path();
    }
    return "make not executable " + edit.path();
  }

  private void readers(ReaderChange change) throws IOException {
    for (ReaderChange.Reader reader : change.added()) {
      line("    + " + named(reader), Ink.GREEN);
    }
    for (ReaderChange.Reader reader : change.removed()) {
      line("    - " + named(reader), Ink.RED);
    }
    List<String> kept = new ArrayList<>();
    for (ReaderChange.Reader reader : change.kept()) {
      kept.add(reader.name().orElse(brief(reader.recipient())));
    }
    line("    = " + String.join(", ", kept), Ink.DIM);
  }

  private String named(ReaderChange.Reader reader) {
    return reader.name().orElse("a key of nobody") + " (" + brief(reader.recipient()) + ')';
  }

  private String brief(String key) {
    return key.length() <= LONG_KEY || style.detail() == Style.Detail.FULL
        ? key
        : key.substring(0, 12) + (style.unicode() ? "…" : "...") + key.substring(key.length() - 6);
  }

  /** What stands in the way, each with what it takes. */
  void obstacles(List<Obstacle> obstacles) throws IOException {
    for (Obstacle obstacle : obstacles) {
      String need =
          switch (obstacle.need()) {
            case NOTHING -> "";
            case PRIVATE_KEY -> "needs a private key";
            case CHOICE -> "needs a decision";
          };
      line("not in the plan, " + need + ": " + String.join(", ", obstacle.rules()), Ink.BOLD);
      line("  " + obstacle.path(), Ink.NONE);
      line("  " + obstacle.reason(), Ink.NONE);
      line("  " + obstacle.command(), Ink.CYAN);
      out.println();
    }
  }

  private void rest(List<Finding> rest) throws IOException {
    if (rest.isEmpty()) {
      return;
    }
    line("left for a person: " + rest.size(), Ink.BOLD);
    int shown =
        style.detail() == Style.Detail.FULL || rest.size() <= LISTED + 1 ? rest.size() : LISTED;
    for (Finding finding : rest.subList(0, shown)) {
      String where = finding.path().orElse(finding.subject().name());
      line("  " + finding.rule() + "  " + where, Ink.NONE);
      if (finding.fix().isPresent()) {
        line("    " + finding.fix().get(), Ink.CYAN);
      }
    }
    if (shown < rest.size()) {
      line("  and " + (rest.size() - shown) + " more; -v lists all", Ink.DIM);
    }
    out.println();
  }

  void line(String text, Ink ink) throws IOException {
    page.put(terminal.printable(text), ink);
    out.println();
  }
}
