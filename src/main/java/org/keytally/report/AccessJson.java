package org.keytally.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import org.keytally.check.Access;
import org.keytally.check.Access.Reason;
import org.keytally.check.Access.Row;
import org.keytally.check.Reader;

/**
 * Who can read what, for programs: {@code keytally/access/1}, as {@code docs/access.schema.json}
 * describes it. Keys are never shortened.
 */
final class AccessJson {

  private static final String SCHEMA = "keytally/access/1";

  private AccessJson() {}

  static void write(AccessView view, Writer out) throws IOException {
    try (JsonGenerator json = AsciiJson.to(out)) {
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      JsonReport.tool(view.version(), json);
      JsonReport.source(view.source(), json);
      json.writeArrayFieldStart("readers");
      for (Reader reader : view.access().readers()) {
        json.writeStartObject();
        reader(reader, json);
        json.writeNumberField("reads", view.access().reads(reader));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("files");
      for (Row row : view.access().rows()) {
        row(row, json);
      }
      json.writeEndArray();
      if (view.change().isPresent()) {
        AccessChangeJson.write("change", view.change().get(), json);
      }
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void reader(Reader reader, JsonGenerator json) throws IOException {
    json.writeStringField("kind", Phrases.lower(reader.kind()));
    json.writeStringField("name", Printable.withoutPrivateKeys(reader.name()));
  }

  private static void row(Row row, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("label", Printable.withoutPrivateKeys(row.file().label()));
    json.writeStringField("path", Printable.withoutPrivateKeys(row.file().path()));
    json.writeStringField("kind", Phrases.lower(row.kind()));
    json.writeStringField("protection", Phrases.lower(row.protection()));
    json.writeNumberField("keyGroups", row.groups());
    json.writeNumberField("keyGroupsNeeded", row.needed());
    json.writeArrayFieldStart("keys");
    for (Access.Key key : row.keys()) {
      json.writeStartObject();
      json.writeObjectFieldStart("reader");
      reader(key.reader(), json);
      json.writeEndObject();
      json.writeStringField("type", key.type().field());
      json.writeStringField("recipient", Printable.withoutPrivateKeys(key.recipient()));
      json.writeStringField("standing", Phrases.lower(key.standing()));
      json.writeArrayFieldStart("reasons");
      for (Reason reason : key.reasons()) {
        reason(reason, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void reason(Reason reason, JsonGenerator json) throws IOException {
    json.writeStartObject();
    if (reason instanceof Reason.Link link) {
      json.writeStringField("kind", "link");
      json.writeStringField("path", Printable.withoutPrivateKeys(link.path()));
    } else if (reason instanceof Reason.Group group) {
      json.writeStringField("kind", "group");
      json.writeStringField("group", Printable.withoutPrivateKeys(group.name()));
      json.writeStringField("path", Printable.withoutPrivateKeys(group.path()));
      json.writeStringField("membership", Printable.withoutPrivateKeys(group.membership()));
    } else if (reason instanceof Reason.Rule rule) {
      json.writeStringField("kind", "rule");
      json.writeStringField("path", Printable.withoutPrivateKeys(rule.path()));
      json.writeNumberField("line", rule.line());
      if (rule.pathRegex().isPresent()) {
        json.writeStringField("pathRegex", Printable.withoutPrivateKeys(rule.pathRegex().get()));
      }
    } else if (reason instanceof Reason.FormerKey former) {
      json.writeStringField("kind", "former-key");
      json.writeStringField("machine", Printable.withoutPrivateKeys(former.machine()));
    } else {
      json.writeStringField("kind", reason instanceof Reason.Declared ? "declared" : "ungoverned");
    }
    json.writeEndObject();
  }
}
