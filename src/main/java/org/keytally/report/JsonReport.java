package org.keytally.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.keytally.check.Finding;
import org.keytally.check.Fingerprint;
import org.keytally.check.Note;
import org.keytally.check.Report;
import org.keytally.check.Report.Counts;
import org.keytally.check.Report.EvidenceState;
import org.keytally.check.Subject;
import org.keytally.config.Severity;

/**
 * A report for programs: {@code keytally/findings/1}, as {@code docs/findings.schema.json}
 * describes it.
 */
public final class JsonReport implements ReportWriter {

  /** Name and version of the format. */
  public static final String SCHEMA = "keytally/findings/1";

  @Override
  public void write(Report report, Writer out) throws IOException {
    try (JsonGenerator json = AsciiJson.to(out)) {
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      tool(report.version(), json);
      source(report.source(), json);
      counts(report.counts(), json);
      evidence(report.evidence(), json);
      json.writeObjectFieldStart("summary");
      json.writeNumberField("errors", report.count(Severity.ERROR));
      json.writeNumberField("warnings", report.count(Severity.WARNING));
      json.writeNumberField("infos", report.count(Severity.INFO));
      json.writeNumberField("suppressed", report.suppressed());
      json.writeEndObject();
      json.writeArrayFieldStart("findings");
      for (Finding finding : report.findings()) {
        json.writeStartObject();
        finding(finding, json);
        json.writeEndObject();
      }
      json.writeEndArray();
      existing(report.existing(), json);
      notes(report.notes(), json);
      if (report.access().isPresent()) {
        AccessChangeJson.write("access", report.access().get(), json);
      }
      json.writeEndObject();
    }
    out.write('\n');
  }

  static void tool(String version, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeStringField("name", "keytally");
    json.writeStringField("version", version);
    json.writeEndObject();
  }

  static void source(Report.Source source, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("source");
    json.writeStringField("kind", Phrases.lower(source.kind()));
    optional("rev", source.revision(), json);
    optional("base", source.base(), json);
    json.writeEndObject();
  }

  private static void counts(Counts counts, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("counts");
    json.writeNumberField("users", counts.users());
    json.writeNumberField("machines", counts.machines());
    json.writeNumberField("groups", counts.groups());
    json.writeNumberField("secrets", counts.secrets());
    json.writeNumberField("vars", counts.vars());
    json.writeNumberField("generators", counts.generators());
    json.writeNumberField("sopsFiles", counts.sopsFiles());
    json.writeEndObject();
  }

  private static void evidence(List<EvidenceState> states, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("evidence");
    for (EvidenceState state : states) {
      json.writeStartObject();
      json.writeStringField("kind", Phrases.lower(state.kind()));
      json.writeStringField("state", Phrases.lower(state.state()));
      optional("reason", state.reason(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void existing(List<Report.Excused> existing, JsonGenerator json)
      throws IOException {
    if (existing.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("existing");
    for (Report.Excused excused : existing) {
      json.writeStartObject();
      json.writeStringField("excuse", Phrases.lower(excused.excuse()));
      finding(excused.finding(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void notes(List<Note> notes, JsonGenerator json) throws IOException {
    if (notes.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("notes");
    for (Note note : notes) {
      json.writeStartObject();
      optional("path", note.path(), json);
      json.writeStringField("message", Printable.withoutPrivateKeys(note.message()));
      if (!note.difference().isEmpty()) {
        json.writeArrayFieldStart("difference");
        for (String line : note.difference()) {
          json.writeString(Printable.withoutPrivateKeys(line));
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** The fields of a finding, within an object. */
  private static void finding(Finding finding, JsonGenerator json) throws IOException {
    json.writeStringField("rule", finding.rule());
    json.writeStringField("severity", Phrases.lower(finding.severity()));
    optional("path", finding.path(), json);
    if (finding.line() > 0) {
      json.writeNumberField("line", finding.line());
    }
    if (!finding.paths().isEmpty()) {
      json.writeArrayFieldStart("paths");
      for (String path : finding.paths()) {
        json.writeString(Printable.withoutPrivateKeys(path));
      }
      json.writeEndArray();
    }
    subject(finding.subject(), json);
    json.writeStringField("message", Printable.withoutPrivateKeys(finding.message()));
    optional("fix", finding.fix(), json);
    json.writeStringField("evidence", Phrases.lower(finding.evidence()));
    json.writeStringField("fingerprint", Fingerprint.of(finding));
  }

  private static void subject(Subject subject, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("subject");
    json.writeStringField("type", Phrases.lower(subject.type()));
    json.writeStringField("name", Printable.withoutPrivateKeys(subject.name()));
    optional("owner", subject.owner(), json);
    json.writeEndObject();
  }

  private static void optional(String field, Optional<String> value, JsonGenerator json)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(field, Printable.withoutPrivateKeys(value.get()));
    }
  }
}
