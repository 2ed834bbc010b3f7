package org.keytally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.report.Samples.ALICE;
import static org.keytally.report.Samples.finding;
import static org.keytally.report.Samples.report;
import static org.keytally.report.Samples.saying;
import static org.keytally.report.Samples.written;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keytally.check.EvidenceKind;
import org.keytally.check.Finding;
import org.keytally.check.Report;
import org.keytally.check.Subject;
import org.keytally.config.Severity;

class JsonReportTest {

  private static final Finding FULL =
      new Finding(
          "recipient-extra",
          Severity.ERROR,
          Optional.of("sops/secrets/a/secret"),
          7,
          java.util.List.of("sops/secrets/a/secret", "sops/secrets/b/secret"),
          new Subject(Subject.Type.RECIPIENT, ALICE, Optional.of("alice")),
          "It is readable.",
          Optional.of("keytally repair"),
          EvidenceKind.IDENTITY);

  private static JsonNode json(Report report) throws IOException {
    return new ObjectMapper().readTree(written(new JsonReport(), report));
  }

  @Test
  void aReportConformsToThePublishedSchema() throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("docs/findings.schema.json")), InputFormat.JSON);
    Report report =
        report(
            FULL,
            finding("key-shared", Severity.WARNING, new Subject(Subject.Type.PERSON, "alice")),
            saying("Control \u001b and \ud800."));

    assertThat(schema.validate(written(new JsonReport(), report), InputFormat.JSON)).isEmpty();
    assertThat(
            schema.validate(
                written(
                    new JsonReport(),
                    report.since(Optional.of("a".repeat(64)), java.util.List.of())),
                InputFormat.JSON))
        .isEmpty();
    assertThat(schema.validate("{\"schema\": \"keytally/findings/1\"}", InputFormat.JSON))
        .isNotEmpty();
  }

  @Test
  void allFieldsOfAFindingAreThere() throws IOException {
    JsonNode finding = json(report(FULL)).get("findings").get(0);

    assertThat(finding.fieldNames())
        .toIterable()
        .containsExactly(
            "rule",
            "severity",
            "path",
            "line",
            "paths",
            "subject",
            "message",
            "fix",
            "evidence",
            "fingerprint");
    assertThat(finding.get("subject").toString())
        .isEqualTo("{\"type\":\"recipient\",\"name\":\"" + ALICE + "\",\"owner\":\"alice\"}");
    assertThat(finding.get("evidence").asText()).isEqualTo("identity");
  }

  @Test
  void keysAreNeverShortened() throws IOException {
    assertThat(json(report(saying("See " + ALICE + "."))).at("/findings/0/message").asText())
        .isEqualTo("See " + ALICE + ".");
  }

  @Test
  void privateKeysAreWithheld() {
    String key = "age-secret-key-1" + "q".repeat(58);

    assertThat(written(new JsonReport(), report(saying(key)))).doesNotContain("qqqq");
  }

  @Test
  void whateverNamesHoldTheOutputIsAscii() {
    String text = written(new JsonReport(), report(saying("J\u00f6rg \u202e \u001b \ud800")));

    assertThat(text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f))).isTrue();
    assertThat(text).endsWith("}\n").contains("J\\u00F6rg \\u202E \\u001B \\uD800");
  }

  @Test
  void theSummaryCountsBySeverity() throws IOException {
    Subject web = new Subject(Subject.Type.MACHINE, "web01");

    assertThat(
            json(report(
                    finding("a", Severity.ERROR, web),
                    finding("b", Severity.ERROR, web),
                    finding("c", Severity.INFO, web)))
                .get("summary")
                .toString())
        .isEqualTo("{\"errors\":2,\"warnings\":0,\"infos\":1,\"suppressed\":0}");
  }
}
