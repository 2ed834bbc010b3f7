package org.keytally.cli;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.Writer;
import org.keytally.repair.ExposedValue;
import org.keytally.repair.Obstacle;
import org.keytally.repair.Rotation;
import org.keytally.repair.Step;

/** A rotation for programs: {@code keytally/rotation/1}. Public keys stand in full. */
final class RotationJson {

  private static final String SCHEMA = "keytally/rotation/1";

  private RotationJson() {}

  static void write(RotationPlan plan, Writer out) throws IOException {
    try (JsonGenerator json =
        new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build()
            .createGenerator(out)
            .useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeStringField("title", plan.title());
      PlanJson.strings("oldKeys", plan.oldKeys(), json);
      if (plan.newKey().isPresent()) {
        json.writeStringField("newKey", plan.newKey().get());
      }
      json.writeArrayFieldStart("phases");
      for (RotationPlan.Half half : plan.halves()) {
        half(half, json);
      }
      json.writeEndArray();
      PlanJson.strings("advice", plan.advice(), json);
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void half(RotationPlan.Half half, JsonGenerator json) throws IOException {
    Rotation rotation = half.rotation();
    json.writeStartObject();
    if (!half.name().isEmpty()) {
      json.writeStringField("phase", half.name());
    }
    PlanJson.strings("before", half.beforehand().steps(), json);
    json.writeArrayFieldStart("steps");
    for (Step step : rotation.steps()) {
      PlanJson.step(step, json);
    }
    json.writeEndArray();
    PlanJson.strings("after", half.afterwards().steps(), json);
    json.writeArrayFieldStart("obstacles");
    for (Obstacle obstacle : rotation.obstacles()) {
      PlanJson.obstacle(obstacle, json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("passedOver");
    for (Obstacle obstacle : rotation.passedOver()) {
      PlanJson.obstacle(obstacle, json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("values");
    for (ExposedValue value : rotation.values()) {
      json.writeStartObject();
      json.writeStringField("path", value.path());
      json.writeStringField("label", value.label());
      json.writeStringField("command", value.command());
      json.writeEndObject();
    }
    json.writeEndArray();
    PlanJson.strings("todo", rotation.todo(), json);
    json.writeEndObject();
  }
}
