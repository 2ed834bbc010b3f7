package org.keytally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.report.Samples.finding;
import static org.keytally.report.Samples.report;
import static org.keytally.report.Samples.saying;
import static org.keytally.report.Samples.text;
import static org.keytally.report.Samples.written;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keytally.check.Finding;
import org.keytally.check.Report;
import org.keytally.check.Subject;
import org.keytally.config.Severity;

class GithubReportTest {

  /** What the runner would take for a command: actions/runner, ActionCommand.TryParseV2. */
  private static List<String> commands(String written) {
    List<String> commands = new ArrayList<>();
    for (String line : written.split("\n", -1)) {
      if (line.stripLeading().startsWith("::")) {
        commands.add(line);
      }
    }
    return commands;
  }

  @Test
  void aFindingIsOneAnnotationAtItsPlace() {
    assertThat(written(new GithubReport(), report(saying("Something."))))
        .startsWith(
            "::error file=sops/secrets/token/secret,line=3,title=keytally recipient-extra::"
                + "secret token: Something.\n1 error.\nChecked commit 012345678901: ");
    assertThat(
            written(
                new GithubReport(),
                report(
                    finding(
                        "key-shared",
                        Severity.WARNING,
                        new Subject(Subject.Type.PERSON, "al"),
                        "a:b,c%",
                        "d"))))
        .startsWith(
            "::warning file=a%3Ab%2Cc%25,title=keytally key-shared::"
                + "person al: Something about al is wrong. (2 files)%0ATo mend it: keytally repair\n");
  }

  @Test
  void hostileNamesForgeNoCommand() {
    Report hostile = HostileNames.report();
    String written = written(new GithubReport(), hostile);

    HostileNames.assertHarmless(written);
    List<String> commands = commands(written);
    assertThat(commands)
        .hasSize(
            hostile.findings().size()
                + hostile.notes().size()
                + hostile.access().orElseThrow().newRecipients().size());
    for (String command : commands.subList(0, hostile.findings().size())) {
      assertThat(command).startsWith("::error file=");
      Set<String> properties = new HashSet<>();
      for (String property :
          command.substring("::error ".length(), command.indexOf("::", 2)).split(",", -1)) {
        properties.add(property.substring(0, property.indexOf('=')));
      }
      assertThat(properties).containsExactlyInAnyOrder("file", "line", "title");
      assertThat(command).contains(",line=7,title=keytally recipient-extra::");
    }
    for (String command : commands.subList(hostile.findings().size(), commands.size())) {
      assertThat(command)
          .matches("::notice (file=[^:,]*,title=keytally note|title=keytally new reader)::.*");
    }
    // A percent sign of a name is not decoded into what follows it.
    assertThat(written).contains("a%250A").doesNotContain("a%0A");
  }

  @Test
  void aReportAsTextForgesNoCommandEither() {
    String written = text(HostileNames.report(), new Style(false, true, 40, Style.Detail.FULL));

    HostileNames.assertHarmless(written);
    assertThat(commands(written)).isEmpty();
    HostileNames.assertHarmless(written(new JsonReport(), HostileNames.report()));
  }

  @Test
  void itIsSaidThatGithubShowsNoMoreThanTen() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      findings.add(
          finding("key-shared", Severity.ERROR, new Subject(Subject.Type.USER, "user" + i)));
    }

    assertThat(written(new GithubReport(), report(findings.toArray(new Finding[0]))))
        .contains("\nGitHub shows 10 annotations of each severity; all are above.\n11 errors.\n");
  }
}
