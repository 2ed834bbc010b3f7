package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keytally.age.Identity;

/** What older writers hashed differently is taken from them, and from nobody else. */
class OldWritersTest {

  private static final List<Identity> IDENTITIES = List.of(TestKeys.identity(TestKeys.IDENTITY));

  @ParameterizedTest
  @CsvSource({
    "3.12.2, 9007199254740992, 9007199254740993, true",
    "3.13.2, 9007199254740992, 9007199254740993, false",
    "3.12.2, 9007199254740992, 9007199254740990, false"
  })
  void plainJsonIntegersBeyondFloatsAreHashedAsFloatsBeforeThreeThirteenTwo(
      String version, String hashed, String written, boolean isSound) throws Exception {
    String text =
        text(SopsDocument.encrypt(
                Format.JSON,
                ("{\"big_plain\": " + hashed + ", \"s\": \"x\"}").getBytes(StandardCharsets.UTF_8),
                suffix("_plain")))
            .replace("\"3.13.2\"", '"' + version + '"')
            .replace(hashed, written);

    Verification verification =
        SopsDocument.parse(Format.JSON, text.getBytes(StandardCharsets.UTF_8)).verify(IDENTITIES);

    assertThat(verification.isSound()).isEqualTo(isSound);
  }

  @Test
  void aPlainYamlIntegerIsNeverTakenForAFloat() throws Exception {
    String text =
        text(SopsDocument.encrypt(
                Format.YAML,
                "n_plain: 9007199254740992\n".getBytes(StandardCharsets.UTF_8),
                suffix("_plain")))
            .replace("version: 3.13.2", "version: 3.12.2")
            .replace("9007199254740992", "9007199254740993");

    assertThat(
            SopsDocument.parse(Format.YAML, text.getBytes(StandardCharsets.UTF_8))
                .verify(IDENTITIES)
                .problems())
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.kind()).isEqualTo(SopsException.Kind.MAC_MISMATCH));
  }

  @Test
  void aRecipientThatIsNamedTwiceIsWrittenOnce() throws Exception {
    SopsDocument document =
        SopsDocument.encrypt(
            Format.BINARY,
            new byte[3],
            EncryptionSettings.to(List.of(TestKeys.RECIPIENT, TestKeys.RECIPIENT)));

    assertThat(document.groups().get(0)).hasSize(1);
  }

  private static EncryptionSettings suffix(String suffix) {
    return new EncryptionSettings(
        List.of(List.of(TestKeys.RECIPIENT)),
        0,
        Optional.of(new SelectionRule(SelectionRule.Kind.UNENCRYPTED_SUFFIX, suffix)),
        false);
  }

  private static String text(SopsDocument document) {
    return new String(document.text(), StandardCharsets.UTF_8);
  }
}
