package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keytally.age.Identity;

/** Damage of every kind ends in an error that names the field, and never holds a value. */
class BadInputTest {

  private static final List<Identity> IDENTITIES = List.of(TestKeys.identity(TestKeys.IDENTITY));
  private static final String SECRET = "hunter2";

  private static String good() throws SopsException {
    return text(
        SopsDocument.encrypt(
                Format.YAML,
                ("db:\n    password: " + SECRET + "\n    port: 5432\n")
                    .getBytes(StandardCharsets.UTF_8),
                EncryptionSettings.to(List.of(TestKeys.RECIPIENT)))
            .text());
  }

  private static SopsException failure(String text) {
    return catchThrowableOfType(
        SopsException.class,
        () -> {
          SopsDocument document =
              SopsDocument.parse(Format.YAML, text.getBytes(StandardCharsets.UTF_8));
          document.decrypt(IDENTITIES);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lastmodified: .*|lastmodified: yesterday|sops.lastmodified|no RFC 3339 time",
        "lastmodified: .*|other: x|sops.lastmodified|is missing",
        "mac: .*|mac: \"\"|sops.mac|has no MAC",
        "mac: .*|mac: ENC[AES256_GCM,data:AA==]|sops.mac|does not authenticate",
        "lastmodified: .*|lastmodified: \"2020-01-01T00:00:00Z\"|sops.mac|lastmodified was changed",
        "unencrypted_suffix: .*|unencrypted_suffix: _a\\n    encrypted_regex: b|sops.encrypted_regex|"
            + "only one selection rule",
        "recipient: .*|recipient: []|sops.recipient|is no text",
        "(?s)    age:.*recipient: [a-z0-9]*\\n||sops|no keys found",
        "YWdlLW|YW!lLW|sops.age|cannot be opened",
        "-----END AGE|-----END|sops.age|cannot be opened",
        "-----END AGE ENCRYPTED FILE-----||sops.age|cannot be opened",
        "password: ENC|password: XNC|db.password|stands in clear",
        "password: ENC.*|password: ENC[AES256_GCM,data:a]|db.password|is cut",
        "password: .*|password: 17|db.password|stands in clear",
        "port: .*|port: [1]|db.port[0]|stands in clear",
        "type:int\\]|type:nit]|db.port|unknown type",
        "type:int\\]|type:bool]|db.port|marked bool but decrypts to something else",
        "type:str\\](?=\\n    port)|type:int]|db.password|marked int but decrypts to something else",
        "iv:(?=[^\\n]*\\n    port)|iv:A|db.password|iv that is no base64",
        "port:|prt:|db.prt|does not authenticate",
        "shamir|shamir||",
      })
  void aDamagedFieldIsNamed(String pattern, String replacement, String field, String reason)
      throws Exception {
    String damaged =
        good().replaceFirst(pattern, replacement == null ? "" : replacement.replace("\\n", "\n"));
    if (field == null) {
      assertThat(failure(damaged)).isNull();
      return;
    }
    SopsException failure = failure(damaged);
    assertThat(failure).as(damaged).isNotNull();
    assertThat(failure).hasMessageContaining(reason).hasMessageNotContaining(SECRET);
    if (failure.kind() != SopsException.Kind.NO_DATA_KEY) {
      assertThat(failure.field()).contains(field);
    }
  }

  @Test
  void everyFieldOfVersionsOfAllAgesIsTaken() throws Exception {
    for (String version : List.of("3.13.2", "v3.7.1", "1.13", "\"1.13\"", "3.13.2-rc.1")) {
      assertThat(failure(good().replaceFirst("version: .*", "version: " + version))).isNull();
    }
  }

  @Test
  void timesMayBeUnquotedFractionalOrWithAnOffset() throws Exception {
    String good = good();
    String time = good.replaceFirst("(?s).*lastmodified: \"([^\"]*)Z\".*", "$1");
    for (String spelled : List.of(time + 'Z', '"' + time + ".123Z\"", "\"" + time + "+00:00\"")) {
      assertThat(failure(good.replaceFirst("lastmodified: .*", "lastmodified: " + spelled)))
          .isNull();
    }
  }

  @Test
  void theWrappedKeyMayHaveOtherLineEndsAndNoneAtTheEnd() throws Exception {
    assertThat(failure(good().replace("- enc: |\n", "- enc: |-\n"))).isNull();
    assertThat(failure(good().replace("\n", "\r\n"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1]",
        "\"x\"",
        "{\"a\":1",
        "{\"a\":1} x",
        "{\"a\":}",
        "{\"a\":01}",
        "{\"a\":1e999}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{a:1}",
        "{\"a\":tru}",
        "{\"a\":1,}",
        "nul"
      })
  void textThatIsNoJsonObjectIsRefusedWithItsLine(String text) {
    assertThatThrownBy(() -> SopsDocument.parse(Format.JSON, text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining("line 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: [",
        "a: b: c",
        "- a",
        "just text",
        "a: *x",
        "1: a",
        "~: a",
        "a: 1\na: 2",
        "%YAML 1.2\n---\na: 1",
        "\u0000",
        "a:\n\t- b",
        "? [a]\n: b"
      })
  void textThatIsNoYamlForSopsIsRefused(String text) {
    assertThatThrownBy(
            () ->
                SopsDocument.encrypt(
                    Format.YAML,
                    text.getBytes(StandardCharsets.UTF_8),
                    EncryptionSettings.to(List.of(TestKeys.RECIPIENT))))
        .isInstanceOf(SopsException.class);
  }

  @Test
  void bytesThatAreNoUtf8AreRefusedInEveryTextStore() {
    byte[] text = {'a', '=', (byte) 0xff, '\n'};
    for (Format format : List.of(Format.YAML, Format.JSON, Format.DOTENV, Format.INI)) {
      assertThatThrownBy(() -> SopsDocument.parse(format, text))
          .isInstanceOf(SopsException.class)
          .hasMessageContaining("not UTF-8");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sops_a=1\\nsops_a=2, twice",
    "sops_a=1\\nsops_a__map_b=2, both a value and a container",
    "sops_age__list_1__map_enc=x, numbered from 0",
    "FOO=bar, no sops metadata"
  })
  void flattenedMetadataThatMakesNoSenseIsRefused(String text, String reason) {
    assertThatThrownBy(
            () ->
                SopsDocument.parse(
                    Format.DOTENV, text.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void deepNestingIsRefusedWithoutOverflow() {
    String json = "{\"a\":".repeat(100_000);
    String flow = "a: " + "[".repeat(100_000);
    String blocks = "- ".repeat(100_000) + "a";
    for (String text : List.of(json, flow, blocks)) {
      Format format = text.startsWith("{") ? Format.JSON : Format.YAML;
      assertThatThrownBy(() -> SopsDocument.parse(format, text.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(SopsException.class);
    }
  }

  @Test
  void aliasesThatMultiplyAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a" + i + ": &a" + i + " [");
      bomb.append(("*a" + (i - 1) + ", ").repeat(9)).append("*a" + (i - 1) + "]\n");
    }
    assertThatThrownBy(
            () ->
                SopsDocument.encrypt(
                    Format.YAML,
                    bomb.toString().getBytes(StandardCharsets.UTF_8),
                    EncryptionSettings.to(List.of(TestKeys.RECIPIENT))))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining("more than");
  }

  @Test
  void aRecipientThatNothingCanBeEncryptedToIsNamed() {
    for (String recipient : List.of("age1nonsense", "", "alice", TestKeys.RECIPIENT + "x")) {
      assertThatThrownBy(
              () ->
                  SopsDocument.encrypt(
                      Format.BINARY, new byte[1], EncryptionSettings.to(List.of(recipient))))
          .isInstanceOf(SopsException.class)
          .hasMessageContaining("malformed recipient");
    }
    assertThatThrownBy(
            () ->
                SopsDocument.encrypt(Format.BINARY, new byte[1], EncryptionSettings.to(List.of())))
        .hasMessageContaining("empty");
  }

  @Test
  void anEncryptedFileIsNotEncryptedAgain() throws Exception {
    String good = good();
    assertThatThrownBy(
            () ->
                SopsDocument.encrypt(
                    Format.YAML,
                    good.getBytes(StandardCharsets.UTF_8),
                    EncryptionSettings.to(List.of(TestKeys.RECIPIENT))))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining("already");
  }

  @Test
  void fiftyMegabytesComeBackAsTheyWere() throws Exception {
    byte[] plain = new byte[50_000_000];
    new Random(1).nextBytes(plain);
    SopsDocument document =
        SopsDocument.encrypt(
            Format.BINARY, plain, EncryptionSettings.to(List.of(TestKeys.RECIPIENT)));
    byte[] decrypted = document.decrypt(IDENTITIES);
    assertThat(Arrays.equals(decrypted, plain)).isTrue();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
