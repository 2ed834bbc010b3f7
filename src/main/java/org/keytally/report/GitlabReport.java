package org.keytally.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;
import org.keytally.check.Finding;
import org.keytally.check.Fingerprint;
import org.keytally.check.Note;
import org.keytally.check.Report;
import org.keytally.config.Severity;

/** A report for GitLab's merge requests: the code quality format, a subset of Code Climate's. */
public final class GitlabReport implements ReportWriter {

  @Override
  public void write(Report report, Writer out) throws IOException {
    Phrases phrases = new Phrases(report, true);
    Map<String, Integer> seen = new HashMap<>();
    try (JsonGenerator json = AsciiJson.to(out)) {
      json.writeStartArray();
      for (Finding finding : report.findings()) {
        finding(finding, seen, phrases, json);
      }
      int ordinal = 0;
      for (Note note : report.notes()) {
        ordinal++;
        json.writeStartObject();
        json.writeStringField("description", "Note: " + phrases.safe(note.message()));
        json.writeStringField("check_name", "note");
        json.writeStringField("fingerprint", "note-" + ordinal);
        json.writeStringField("severity", "info");
        location(note.path().orElse("."), 0, json);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    out.write('\n');
  }

  private static void finding(
      Finding finding, Map<String, Integer> seen, Phrases phrases, JsonGenerator json)
      throws IOException {
    String fix = phrases.fix(finding);
    json.writeStartObject();
    json.writeStringField(
        "description",
        phrases.subject(finding.subject())
            + ": "
            + phrases.message(finding)
            + (fix.isEmpty() ? "" : " To mend it: " + fix));
    json.writeStringField("check_name", finding.rule());
    // GitLab drops all but one of those with the same fingerprint.
    String fingerprint = Fingerprint.of(finding);
    int ordinal = seen.merge(fingerprint, 1, Integer::sum);
    json.writeStringField("fingerprint", ordinal == 1 ? fingerprint : fingerprint + "-" + ordinal);
    json.writeStringField("severity", severity(finding.severity()));
    location(finding.path().orElse("."), finding.line(), json);
    json.writeEndObject();
  }

  private static void location(String path, int line, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("location");
    json.writeStringField("path", Printable.withoutPrivateKeys(path));
    json.writeObjectFieldStart("lines");
    json.writeNumberField("begin", Math.max(1, line));
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String severity(Severity severity) {
    return switch (severity) {
      case ERROR -> "critical";
      case WARNING -> "minor";
      case INFO, OFF -> "info";
    };
  }
}
