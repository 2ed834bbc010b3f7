package org.keytally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.report.Samples.report;
import static org.keytally.report.Samples.saying;
import static org.keytally.report.Samples.written;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  private static final Pattern TAG = Pattern.compile("<(/?[a-zA-Z!][^>]*)>");

  static Set<String> tags(String html) {
    Set<String> tags = new TreeSet<>();
    Matcher matcher = TAG.matcher(html);
    while (matcher.find()) {
      tags.add(matcher.group(1));
    }
    return tags;
  }

  @Test
  void thePageLoadsAndRunsNothing() {
    String written = written(new HtmlReport(), report(saying("Something.")));

    assertThat(written)
        .startsWith("<!doctype html>\n")
        .containsPattern(
            "content=\"default-src 'none'; style-src 'sha256-[^']{44}'; base-uri 'none'; form-action 'none'\"")
        .contains("prefers-color-scheme: dark")
        .contains("<code>secret token</code> in <code>sops/secrets/token/secret:3</code>")
        .doesNotContain("http:")
        .doesNotContain("https:")
        .doesNotContain("<script")
        .doesNotContain("src=")
        .doesNotContain("href=");
  }

  @Test
  void hostileNamesAddNoTag() {
    String written = written(new HtmlReport(), HostileNames.report());
    Set<String> usual = tags(written(new HtmlReport(), report(saying("Something."))));

    HostileNames.assertHarmless(written);
    Set<String> more = tags(written);
    more.removeAll(usual);
    assertThat(more)
        .containsExactlyInAnyOrder(
            "br",
            "details",
            "/details",
            "summary",
            "/summary",
            "p class=\"warning\"",
            "strong",
            "/strong",
            "pre",
            "/pre");
  }
}
