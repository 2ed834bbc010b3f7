package org.keytally.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keytally.git.Commit;
import org.keytally.history.Exposure;
import org.keytally.history.KeyExposure;
import org.keytally.history.ReadValue;

/** What keys could ever read, for a program ({@code docs/exposure.schema.json}). */
public final class ExposureJson {

  /** Name and version of the format. */
  public static final String SCHEMA = "keytally/exposure/1";

  private ExposureJson() {}

  /**
   * Writes the document.
   *
   * @param keys those that were asked for
   * @param whole whether everything was asked for, and not single keys
   */
  public static void write(Exposure exposure, List<KeyExposure> keys, boolean whole, Writer out)
      throws IOException {
    try (JsonGenerator json = AsciiJson.to(out)) {
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeStringField("tip", exposure.tip());
      json.writeObjectFieldStart("history");
      json.writeNumberField("commits", exposure.extent().commits());
      json.writeBooleanField("complete", exposure.extent().isComplete());
      json.writeNumberField("boundaries", exposure.extent().boundaries());
      json.writeNumberField("missing", exposure.extent().missing());
      json.writeBooleanField("partial", exposure.extent().partial());
      json.writeEndObject();
      json.writeArrayFieldStart("keys");
      for (KeyExposure key : keys) {
        write(key, json);
      }
      json.writeEndArray();
      if (whole) {
        disclosures(exposure, json);
      }
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void write(KeyExposure key, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("recipient", key.recipient());
    text("owner", key.owner(), json);
    json.writeBooleanField("registered", key.registered());
    commit("departed", key.departed(), json);
    text("disclosed", key.disclosed(), json);
    json.writeNumberField("toReplace", key.toReplace().size());
    json.writeArrayFieldStart("values");
    for (ReadValue value : key.values()) {
      json.writeStartObject();
      json.writeStringField("path", value.path());
      json.writeStringField("state", value.state().name().toLowerCase(Locale.ROOT));
      text("privateKeyOf", value.machineKey(), json);
      commit("from", value.from(), json);
      commit("lost", value.lost(), json);
      commit("changed", value.changed(), json);
      if (!value.formerPaths().isEmpty()) {
        json.writeArrayFieldStart("formerPaths");
        for (String path : value.formerPaths()) {
          json.writeString(path);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void disclosures(Exposure exposure, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("privateKeys");
    for (Exposure.PrivateKeyInClear key : exposure.privateKeys()) {
      json.writeStartObject();
      json.writeStringField("path", key.path());
      json.writeNumberField("line", key.line());
      json.writeStringField("what", key.what());
      json.writeStringField("key", key.key());
      commit("since", Optional.of(key.since()), json);
      commit("until", key.until(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("clearTexts");
    for (Exposure.ClearText clear : exposure.clearTexts()) {
      json.writeStartObject();
      json.writeStringField("path", clear.path());
      commit("since", Optional.of(clear.since()), json);
      commit("until", clear.until(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void text(String field, Optional<String> text, JsonGenerator json)
      throws IOException {
    if (text.isPresent()) {
      json.writeStringField(field, text.get());
    }
  }

  private static void commit(String field, Optional<Commit> commit, JsonGenerator json)
      throws IOException {
    if (commit.isPresent()) {
      json.writeObjectFieldStart(field);
      json.writeStringField("commit", commit.get().id());
      json.writeStringField("author", commit.get().author());
      json.writeStringField("time", commit.get().time().toString());
      if (commit.get().boundary()) {
        json.writeBooleanField("orEarlier", true);
      }
      json.writeEndObject();
    }
  }
}
