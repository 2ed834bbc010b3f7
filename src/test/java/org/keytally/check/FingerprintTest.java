package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keytally.config.Severity;

class FingerprintTest {

  private static Finding finding(String rule, String path, String subject, String message) {
    return new Finding(
        rule,
        Severity.ERROR,
        Optional.of(path),
        message.length(),
        List.of(),
        new Subject(Subject.Type.SECRET, subject),
        message,
        Optional.empty(),
        EvidenceKind.TREE);
  }

  @Test
  void wordingAndLineDoNotMatter() {
    assertThat(Fingerprint.of(finding("a", "p", "s", "This is wrong.")))
        .matches("[0-9a-f]{32}")
        .isEqualTo(Fingerprint.of(finding("a", "p", "s", "That is not right.")));
  }

  @Test
  void ruleAndPathAndSubjectMatterAndDoNotRunIntoEachOther() {
    String fingerprint = Fingerprint.of(finding("a", "bc", "d", ""));

    assertThat(fingerprint)
        .isNotEqualTo(Fingerprint.of(finding("ab", "c", "d", "")))
        .isNotEqualTo(Fingerprint.of(finding("a", "b", "cd", "")))
        .isNotEqualTo(Fingerprint.of(finding("a", "b", "d", "")));
  }

  @Test
  void itStaysWhatItIsSinceConfigurationsNameIt() {
    assertThat(Fingerprint.of(finding("recipient-extra", "sops/secrets/a/secret", "a", "")))
        .isEqualTo("324650e39b17b534fa62ad48d26f625b");
  }
}
