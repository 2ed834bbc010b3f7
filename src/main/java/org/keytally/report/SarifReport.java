package org.keytally.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.check.Finding;
import org.keytally.check.Fingerprint;
import org.keytally.check.Note;
import org.keytally.check.Report;
import org.keytally.check.Report.EvidenceState;
import org.keytally.check.Report.Excuse;
import org.keytally.check.Report.Excused;
import org.keytally.check.Rule;
import org.keytally.check.Rules;
import org.keytally.config.Severity;

/**
 * A report for code scanning: SARIF 2.1.0 (OASIS, with errata 01), limited to what GitHub reads and
 * with what it asks for beyond the standard: a place and a line for every result.
 */
public final class SarifReport implements ReportWriter {

  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  /** Where paths begin; whoever shows the report knows its own checkout. */
  private static final String ROOT = "%SRCROOT%";

  /** Characters of a URI's path that stand for themselves (RFC 3986, section 3.3). */
  private static final String UNRESERVED = "-._~!$&'()*+,;=@/";

  private static final String HEX = "0123456789ABCDEF";

  @Override
  public void write(Report report, Writer out) throws IOException {
    Phrases phrases = new Phrases(report, true);
    List<String> rules = rules(report);
    try (JsonGenerator json = AsciiJson.to(out)) {
      json.writeStartObject();
      json.writeStringField("$schema", SCHEMA);
      json.writeStringField("version", "2.1.0");
      json.writeArrayFieldStart("runs");
      json.writeStartObject();
      tool(report, rules, json);
      invocation(report, phrases, json);
      json.writeObjectFieldStart("originalUriBaseIds");
      json.writeObjectFieldStart(ROOT);
      text("description", "The root of the repository.", json);
      json.writeEndObject();
      json.writeEndObject();
      json.writeStringField("columnKind", "utf16CodeUnits");
      json.writeArrayFieldStart("results");
      Map<String, Integer> seen = new HashMap<>();
      for (Finding finding : report.findings()) {
        result(finding, report.source().base(), Optional.empty(), rules, seen, phrases, json);
      }
      for (Excused excused : report.existing()) {
        result(
            excused.finding(),
            report.source().base(),
            Optional.of(excused.excuse()),
            rules,
            seen,
            phrases,
            json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }

  /** The names of the rules that found something, each once. */
  private static List<String> rules(Report report) {
    List<String> rules = new ArrayList<>();
    for (Finding finding : report.findings()) {
      if (!rules.contains(finding.rule())) {
        rules.add(finding.rule());
      }
    }
    for (Excused excused : report.existing()) {
      if (!rules.contains(excused.finding().rule())) {
        rules.add(excused.finding().rule());
      }
    }
    return rules;
  }

  private static void tool(Report report, List<String> rules, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "keytally");
    json.writeStringField("version", report.version());
    json.writeArrayFieldStart("rules");
    for (String rule : rules) {
      json.writeStartObject();
      json.writeStringField("id", rule);
      for (Rule known : Rules.ALL) {
        if (known.description().name().equals(rule)) {
          descriptor(known.description(), json);
          break;
        }
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void descriptor(Rule.Description rule, JsonGenerator json) throws IOException {
    json.writeStringField("name", rule.name());
    text("shortDescription", rule.summary(), json);
    text("fullDescription", rule.summary(), json);
    Optional<String> page = RulePages.of(rule.name());
    if (page.isPresent()) {
      json.writeObjectFieldStart("help");
      json.writeStringField("text", page.get());
      json.writeStringField("markdown", page.get());
      json.writeEndObject();
    }
    json.writeObjectFieldStart("defaultConfiguration");
    json.writeStringField("level", level(rule.severity()));
    json.writeEndObject();
    json.writeObjectFieldStart("properties");
    json.writeArrayFieldStart("tags");
    json.writeString("security");
    for (String id : rule.catalogue()) {
      json.writeString(id);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Silence is never a pass: what was not looked at is a notification of the run. */
  private static void invocation(Report report, Phrases phrases, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("invocations");
    json.writeStartObject();
    json.writeBooleanField("executionSuccessful", true);
    json.writeArrayFieldStart("toolExecutionNotifications");
    for (EvidenceState state : report.evidence()) {
      boolean used = state.state() == EvidenceState.State.USED;
      if (!used || state.reason().isPresent()) {
        json.writeStartObject();
        json.writeStringField("level", "note");
        String reason = phrases.safe(state.reason().orElse(Phrases.lower(state.state())));
        String what = used ? "Checked: " : "Not checked: ";
        text("message", message(what + Phrases.lower(state.kind()) + ": " + reason), json);
        json.writeEndObject();
      }
    }
    for (Note note : report.notes()) {
      json.writeStartObject();
      json.writeStringField("level", "note");
      String path = note.path().isPresent() ? phrases.safe(note.path().get()) + ": " : "";
      text("message", message(path + phrases.safe(note.message())), json);
      json.writeEndObject();
    }
    if (report.access().isPresent()) {
      for (String reader : new AccessChangeTable(phrases).newReaders(report.access().get())) {
        json.writeStartObject();
        json.writeStringField("level", "warning");
        text("message", message("New reader: " + reader), json);
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void result(
      Finding finding,
      Optional<String> base,
      Optional<Excuse> excuse,
      List<String> rules,
      Map<String, Integer> seen,
      Phrases phrases,
      JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", finding.rule());
    json.writeNumberField("ruleIndex", rules.indexOf(finding.rule()));
    json.writeStringField("level", level(finding.severity()));
    String fix = phrases.fix(finding);
    text(
        "message",
        message(
            phrases.subject(finding.subject())
                + ": "
                + phrases.message(finding)
                + (fix.isEmpty() ? "" : " To mend it: " + fix)),
        json);
    json.writeArrayFieldStart("locations");
    location(uri(finding.path().orElse(".")), finding.line(), json);
    json.writeEndArray();
    related(finding, json);
    String fingerprint = Fingerprint.of(finding);
    int ordinal = seen.merge(fingerprint, 1, Integer::sum);
    json.writeObjectFieldStart("partialFingerprints");
    json.writeStringField("keytally/v1", fingerprint);
    // GitHub follows alerts by this name only; it keeps a value that is there.
    json.writeStringField("primaryLocationLineHash", fingerprint + ":" + ordinal);
    json.writeEndObject();
    if (base.isPresent()) {
      json.writeStringField("baselineState", excuse.isPresent() ? "unchanged" : "new");
    }
    if (excuse.isPresent()) {
      json.writeArrayFieldStart("suppressions");
      json.writeStartObject();
      json.writeStringField("kind", "external");
      json.writeStringField(
          "justification",
          switch (excuse.get()) {
            case BASE -> "The base has it already.";
            case ACCEPTED -> "The configuration in force accepts it.";
          });
      json.writeEndObject();
      json.writeEndArray();
    }
    json.writeObjectFieldStart("properties");
    json.writeStringField("subjectType", Phrases.lower(finding.subject().type()));
    json.writeStringField("subjectName", Printable.withoutPrivateKeys(finding.subject().name()));
    json.writeStringField("evidence", Phrases.lower(finding.evidence()));
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void related(Finding finding, JsonGenerator json) throws IOException {
    if (finding.paths().size() < 2) {
      return;
    }
    json.writeArrayFieldStart("relatedLocations");
    Set<String> uris = new LinkedHashSet<>();
    for (String path : finding.paths()) {
      uris.add(uri(path));
    }
    for (String uri : uris) {
      location(uri, 0, json);
    }
    json.writeEndArray();
  }

  private static void location(String uri, int line, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("physicalLocation");
    json.writeObjectFieldStart("artifactLocation");
    json.writeStringField("uri", uri);
    json.writeStringField("uriBaseId", ROOT);
    json.writeEndObject();
    json.writeObjectFieldStart("region");
    json.writeNumberField("startLine", Math.max(1, line));
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void text(String field, String text, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(field);
    json.writeStringField("text", text);
    json.writeEndObject();
  }

  /**
   * In a message, braces hold placeholders and {@code [text](target)} is a link (SARIF 2.1.0,
   * sections 3.11.5 and 3.11.6); a name shall make neither.
   */
  private static String message(String text) {
    return text.replace("{", "{{").replace("}", "}}").replace("](", "]\\x28");
  }

  /** A path as a relative URI reference: its beginning can pass for no scheme and no host. */
  private static String uri(String path) {
    String open = Printable.withoutPrivateKeys(path);
    StringBuilder uri = new StringBuilder(open.length());
    for (byte b : open.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if (c == '/' && uri.isEmpty()) {
        uri.append("%2F");
      } else if ((c >= '0' && c <= '9')
          || (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || UNRESERVED.indexOf(c) >= 0) {
        uri.append(c);
      } else {
        uri.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return uri.toString();
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case INFO -> "note";
      case OFF -> "none";
    };
  }
}
