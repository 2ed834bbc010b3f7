package org.keytally.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keytally.config.Configuration.Accepted;

class AcceptanceEditTest {

  private static final LocalDate END = LocalDate.of(2027, 1, 31);
  private static final Accepted ENTRY =
      new Accepted("key-shared", "0a1b", List.of("a", "b \"c\" \\"), "until \"then\"", END, 0);
  private static final String TEXT =
      """
        - rule: key-shared
          fingerprint: "0a1b"
          paths:
            - "a"
            - "b \\"c\\" \\\\"
          reason: "until \\"then\\""
          expires: 2027-01-31
      """;

  private static String add(String content) throws ConfigurationException {
    return new String(AcceptanceEdit.add(content.getBytes(UTF_8), List.of(ENTRY)), UTF_8);
  }

  @Test
  void aNewFileHoldsTheEntries() throws Exception {
    assertThat(add("")).isEqualTo("accepted:\n" + TEXT);
    assertThat(add("# nothing yet\n")).isEqualTo("# nothing yet\naccepted:\n" + TEXT);
  }

  @Test
  void entriesComeAfterThoseThatAreThereAndTheRestStays() throws Exception {
    String before =
        """
        # who is who
        people:   { alice: {} } # one

        accepted:
        # the first
        - rule: link-dangling   # why not
          fingerprint: 77
          reason: old
          expires: 2026-12-31

        # and severities
        rules: {single-reader: off}
        """;
    int end = before.indexOf("\n# and");
    assertThat(add(before))
        .isEqualTo(before.substring(0, end) + TEXT.indent(-2) + before.substring(end));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rules: {single-reader: off}",
        "rules:\r\n  single-reader: off\r\n",
        "accepted:\nrules: {}\n",
        "accepted: []\nrules: {}\n",
        "accepted: [] # none\n",
        """
        accepted:
          - rule: key-shared
            fingerprint: x
            reason: >-
              a
              b
            expires: 2026-01-01
        machines: [a]
        """
      })
  void whatIsAddedIsReadAgain(String before) throws Exception {
    Configuration after = ConfigurationReader.read(add(before).getBytes(UTF_8));

    assertThat(after.accepted()).last().extracting(Accepted::paths).isEqualTo(ENTRY.paths());
    assertThat(after.accepted()).last().extracting(Accepted::reason).isEqualTo(ENTRY.reason());
  }

  @Test
  void anEntryThatIsAcceptedAnewTakesTheOldOnesPlace() throws Exception {
    String before =
        """
        accepted:
          - {rule: key-shared, fingerprint: 0a1b, reason: old, expires: 2020-01-01}
          - rule: key-shared
            fingerprint: other
            reason: r
            expires: 2026-01-01
        """;
    List<Accepted> accepted = ConfigurationReader.read(add(before).getBytes(UTF_8)).accepted();

    assertThat(accepted).extracting(Accepted::fingerprint).containsExactly("other", "0a1b");
    assertThat(accepted.get(1).expires()).isEqualTo(END);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{rules: {single-reader: off}}",
        "accepted: [{rule: a, fingerprint: b, reason: c, expires: 2026-01-01}]\n",
        "rules: {}\n...\n"
      })
  void aLayoutThatCannotBeAddedToIsRefused(String before) {
    assertThatThrownBy(() -> add(before))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("write accepted: as a list");
  }

  @Test
  void whatYamlCannotHoldIsNotWritten() {
    assertThat(AcceptanceEdit.canHold(ENTRY)).isTrue();
    for (String odd : new String[] {"a\nb", "\u001b[0m", "\udc80", " "}) {
      assertThat(
              AcceptanceEdit.canHold(
                  new Accepted("key-shared", "0", List.of(odd), "reason", END, 0)))
          .isFalse();
    }
  }
}
