package org.keytally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.report.Samples.finding;
import static org.keytally.report.Samples.report;
import static org.keytally.report.Samples.saying;
import static org.keytally.report.Samples.written;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keytally.check.Report;
import org.keytally.check.Subject;
import org.keytally.config.Severity;

class GitlabReportTest {

  private static JsonNode issues(Report report) throws IOException {
    return new ObjectMapper().readTree(written(new GitlabReport(), report));
  }

  /** The members that GitLab asks for: docs.gitlab.com, ci/testing/code_quality. */
  private static void assertUsable(JsonNode issues) {
    assertThat(issues.isArray()).isTrue();
    Set<String> fingerprints = new HashSet<>();
    for (JsonNode issue : issues) {
      assertThat(issue.get("description").asText()).isNotBlank();
      assertThat(issue.get("check_name").asText()).isNotBlank();
      assertThat(issue.get("severity").asText())
          .isIn("info", "minor", "major", "critical", "blocker");
      assertThat(issue.at("/location/path").asText()).isNotEmpty();
      assertThat(issue.at("/location/lines/begin").isInt()).isTrue();
      assertThat(issue.at("/location/lines/begin").asInt()).isPositive();
      assertThat(fingerprints.add(issue.get("fingerprint").asText())).isTrue();
    }
  }

  @Test
  void everyFindingIsAnIssueWithAllThatGitlabAsksFor() throws IOException {
    JsonNode issues =
        issues(
            report(
                saying("One."),
                saying("Two."),
                finding("key-shared", Severity.WARNING, new Subject(Subject.Type.PERSON, "al"))));

    assertUsable(issues);
    assertThat(issues).hasSize(3);
    assertThat(issues.get(0).get("description").asText()).isEqualTo("secret token: One.");
    assertThat(issues.get(0).get("severity").asText()).isEqualTo("critical");
    assertThat(issues.get(2).get("severity").asText()).isEqualTo("minor");
  }

  @Test
  void aReportWithoutFindingsIsAnEmptyArray() throws IOException {
    assertThat(written(new GitlabReport(), report())).isEqualTo("[ ]\n");
  }

  @Test
  void hostileNamesStayNames() throws IOException {
    Report hostile = HostileNames.report();
    HostileNames.assertHarmless(written(new GitlabReport(), hostile));
    JsonNode issues = issues(hostile);

    assertUsable(issues);
    assertThat(issues).hasSize(hostile.findings().size() + hostile.notes().size());
  }
}
