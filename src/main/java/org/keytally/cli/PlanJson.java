package org.keytally.cli;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import org.keytally.check.Finding;
import org.keytally.repair.Edit;
import org.keytally.repair.NewReader;
import org.keytally.repair.Obstacle;
import org.keytally.repair.Plan;
import org.keytally.repair.ReaderChange;
import org.keytally.repair.Step;

/** A plan for programs: {@code keytally/plan/1}. Keys stand in full, contents not at all. */
final class PlanJson {

  private static final String SCHEMA = "keytally/plan/1";

  private PlanJson() {}

  static void write(Plan plan, List<String> keyFile, Writer out) throws IOException {
    try (JsonGenerator json =
        new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build()
            .createGenerator(out)
            .useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeArrayFieldStart("newReaders");
      for (NewReader reader : plan.newReaders()) {
        json.writeStartObject();
        json.writeStringField("name", reader.name());
        strings("files", reader.files(), json);
        strings("links", reader.links(), json);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("steps");
      for (Step step : plan.steps()) {
        step(step, json);
      }
      json.writeEndArray();
      strings("keyFile", keyFile, json);
      json.writeArrayFieldStart("obstacles");
      for (Obstacle obstacle : plan.obstacles()) {
        obstacle(obstacle, json);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("rest");
      for (Finding finding : plan.rest()) {
        json.writeStartObject();
        json.writeStringField("rule", finding.rule());
        if (finding.path().isPresent()) {
          json.writeStringField("path", finding.path().get());
        }
        json.writeStringField("subject", finding.subject().name());
        json.writeStringField("message", finding.message());
        if (finding.fix().isPresent()) {
          json.writeStringField("fix", finding.fix().get());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }

  static void obstacle(Obstacle obstacle, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", obstacle.path());
    strings("rules", obstacle.rules(), json);
    json.writeStringField("needs", lower(obstacle.need()));
    json.writeStringField("reason", obstacle.reason());
    json.writeStringField("command", obstacle.command());
    json.writeEndObject();
  }

  static void step(Step step, JsonGenerator json) throws IOException {
    json.writeStartObject();
    Edit edit = step.edit();
    json.writeStringField("edit", kind(edit));
    json.writeStringField("path", edit.path());
    if (edit instanceof Edit.Link link) {
      json.writeStringField("target", link.target());
    }
    json.writeStringField("before", edit.before().digest());
    strings("rules", step.rules(), json);
    json.writeStringField("needs", lower(step.need()));
    if (step.readers().isPresent()) {
      json.writeObjectFieldStart("readers");
      readers("kept", step.readers().get().kept(), json);
      readers("added", step.readers().get().added(), json);
      readers("removed", step.readers().get().removed(), json);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static String kind(Edit edit) {
    if (edit instanceof Edit.Rewrite) {
      return "rewrite";
    }
    if (edit instanceof Edit.Link) {
      return "link";
    }
    return edit instanceof Edit.Delete ? "delete" : "mode";
  }

  private static void readers(String name, List<ReaderChange.Reader> readers, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (ReaderChange.Reader reader : readers) {
      json.writeStartObject();
      json.writeStringField("recipient", reader.recipient());
      if (reader.name().isPresent()) {
        json.writeStringField("name", reader.name().get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void strings(String name, List<String> values, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
