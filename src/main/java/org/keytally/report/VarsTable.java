package org.keytally.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.keytally.check.VarsOverview;
import org.keytally.check.VarsOverview.Generator;
import org.keytally.check.VarsOverview.Place;
import org.keytally.check.VarsOverview.State;
import org.keytally.report.TextPage.Ink;

/** Machine by machine, which generators are complete and what the others lack. */
public final class VarsTable {

  /** Name and version of the JSON format. */
  public static final String SCHEMA = "keytally/vars/1";

  /** Files named for one fault where lists are cut. */
  private static final int LISTED = 4;

  private final Style style;

  public VarsTable(Style style) {
    this.style = style;
  }

  /**
   * Writes the table for a person.
   *
   * @param every whether generators without fault are listed too
   */
  public void write(VarsOverview overview, boolean every, Writer out) throws IOException {
    TextPage page = new TextPage(style, out);
    if (!overview.declared()) {
      page.paragraph(
          0,
          "What Nix declares is not known, so this is what the tree has; whether it is complete,"
              + " current and deployable cannot be told. To find out, make the manifest and commit"
              + " it: keytally manifest",
          Ink.YELLOW);
      page.end();
    } else if (overview.stale().isPresent()) {
      page.paragraph(
          0,
          "The manifest may be out of date: "
              + safe(overview.stale().get())
              + ". To make it anew: keytally manifest",
          Ink.YELLOW);
      page.end();
    }
    int width = 0;
    for (Place place : overview.places()) {
      width = Math.max(width, Columns.of(safe(place.name())));
    }
    int generators = 0;
    int complete = 0;
    for (Place place : overview.places()) {
      generators += place.generators().size();
      complete += place.complete();
      write(place, overview.declared(), width, every, page);
    }
    page.end();
    String all =
        Phrases.count(generators, "generator")
            + " in "
            + Phrases.count(overview.places().size(), "place");
    if (!overview.declared()) {
      page.put(all + ".").end();
    } else if (complete == generators) {
      page.put(all + "; all are complete.", Ink.GREEN).end();
    } else {
      page.put(all + "; " + (generators - complete) + " not complete.", Ink.RED).end();
    }
  }

  private void write(Place place, boolean declared, int width, boolean every, TextPage page)
      throws IOException {
    String name = safe(place.name());
    page.put(name + " ".repeat(width - Columns.of(name) + 2), Ink.BOLD);
    if (place.notEvaluated().isPresent()) {
      page.put("not known: Nix could not evaluate it", Ink.YELLOW).end();
      return;
    }
    int number = place.generators().size();
    if (number == 0) {
      page.put("no generators", Ink.DIM).end();
    } else if (!declared) {
      page.put(Phrases.count(number, "generator")).end();
    } else if (place.complete() == number) {
      page.put("complete", Ink.GREEN).put(" (" + Phrases.count(number, "generator") + ")").end();
    } else {
      page.put(number - place.complete() + " of " + Phrases.count(number, "generator"), Ink.RED)
          .put(" not complete")
          .end();
    }
    for (Generator generator : place.generators()) {
      if (every || !generator.isComplete()) {
        page.paragraph(2, 6, line(generator, declared), ink(generator));
      }
    }
  }

  private String line(Generator generator, boolean declared) {
    StringBuilder line = new StringBuilder(safe(generator.name()));
    if (generator.shared()) {
      line.append(" (shared)");
    }
    if (generator.isComplete()) {
      return line.append(": ")
          .append(declared ? "complete, " : "")
          .append(Phrases.count(generator.files(), "file"))
          .toString();
    }
    String separator = ": ";
    for (Map.Entry<State, List<String>> fault : generator.faults().entrySet()) {
      line.append(separator).append(word(fault.getKey()));
      if (!fault.getValue().isEmpty()) {
        line.append(' ').append(names(fault.getValue()));
      }
      separator = "; ";
    }
    return line.toString();
  }

  private String names(List<String> files) {
    boolean cut = style.detail() != Style.Detail.FULL && files.size() > LISTED + 1;
    int shown = cut ? LISTED : files.size();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < shown; i++) {
      text.append(i == 0 ? "" : ", ").append(safe(files.get(i)));
    }
    return cut
        ? text.append(" and ").append(files.size() - shown).append(" more").toString()
        : text.toString();
  }

  private static String word(State state) {
    return switch (state) {
      case MISSING -> "missing";
      case WRONG_VISIBILITY -> "wrong visibility";
      case STALE -> "stale";
      case NOT_DEPLOYABLE -> "not deployable";
      case OVEREXPOSED -> "over-exposed";
      case NOT_CHECKED -> "not checked";
    };
  }

  private static Ink ink(Generator generator) {
    if (generator.isComplete()) {
      return Ink.NONE;
    }
    return generator.faults().keySet().iterator().next() == State.NOT_CHECKED ? Ink.DIM : Ink.NONE;
  }

  /** Writes the table for a program. */
  public static void writeJson(VarsOverview overview, Writer out) throws IOException {
    try (JsonGenerator json = AsciiJson.to(out)) {
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeStringField("manifest", overview.declared() ? "used" : "unavailable");
      if (overview.stale().isPresent()) {
        json.writeStringField("stale", overview.stale().get());
      }
      json.writeArrayFieldStart("places");
      for (Place place : overview.places()) {
        json.writeStartObject();
        json.writeStringField("kind", Phrases.lower(place.kind()));
        json.writeStringField("name", place.name());
        if (place.notEvaluated().isPresent()) {
          json.writeStringField("evaluationError", place.notEvaluated().get());
        }
        json.writeArrayFieldStart("generators");
        for (Generator generator : place.generators()) {
          json.writeStartObject();
          json.writeStringField("name", generator.name());
          json.writeBooleanField("shared", generator.shared());
          json.writeNumberField("files", generator.files());
          if (overview.declared()) {
            json.writeBooleanField("complete", generator.isComplete());
          }
          json.writeObjectFieldStart("faults");
          for (Map.Entry<State, List<String>> fault : generator.faults().entrySet()) {
            json.writeArrayFieldStart(word(fault.getKey()).replace(' ', '-'));
            for (String file : fault.getValue()) {
              json.writeString(file);
            }
            json.writeEndArray();
          }
          json.writeEndObject();
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }

  private String safe(String text) {
    return Printable.of(text, style.unicode());
  }
}
