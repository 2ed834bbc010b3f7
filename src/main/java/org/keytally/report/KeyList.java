package org.keytally.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import org.keytally.report.TextPage.Ink;
import org.keytally.source.SourceKey;
import org.keytally.source.SourceKeys;
import org.keytally.source.SourceProblem;

/** Ssh keys and the age recipients that come of them, in full, so that they can be copied. */
public final class KeyList {

  /** Name and version of the format for programs. */
  public static final String SCHEMA = "keytally/keys/1";

  private final SourceKeys keys;

  public KeyList(SourceKeys keys) {
    this.keys = keys;
  }

  /** A line for each key: name, ssh public key, age recipient. */
  public void text(Style style, Writer out) throws IOException {
    TextPage page = new TextPage(style, out);
    int name = "name".length();
    int ssh = "ssh public key".length();
    for (SourceKey key : keys.keys()) {
      name = Math.max(name, Columns.of(safe(key.name(), style)));
      ssh = Math.max(ssh, key.ssh().length());
    }
    if (!keys.keys().isEmpty()) {
      page.put(row(name, "name", ssh, "ssh public key", "age recipient"), Ink.BOLD).end();
    }
    for (SourceKey key : keys.keys()) {
      page.put(row(name, safe(key.name(), style), ssh, key.ssh(), key.age())).end();
    }
  }

  /** {@code {schema, keys[{name, location, ssh, age}], problems[{name, location, message}]}}. */
  public void json(Writer out) throws IOException {
    try (JsonGenerator json = AsciiJson.to(out)) {
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeArrayFieldStart("keys");
      for (SourceKey key : keys.keys()) {
        json.writeStartObject();
        json.writeStringField("name", key.name());
        json.writeStringField("location", key.location());
        json.writeStringField("ssh", key.ssh());
        json.writeStringField("age", key.age());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("problems");
      for (SourceProblem problem : keys.problems()) {
        json.writeStartObject();
        json.writeStringField("name", problem.name());
        json.writeStringField("location", problem.location());
        json.writeStringField("message", problem.message());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static String row(int nameWidth, String name, int sshWidth, String ssh, String age) {
    return name
        + " ".repeat(nameWidth - Columns.of(name) + 2)
        + ssh
        + " ".repeat(sshWidth - ssh.length() + 2)
        + age;
  }

  private static String safe(String text, Style style) {
    return Printable.of(text, style.unicode());
  }
}
