package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keytally.age.Identity;

/** Real sops is the judge of what is written here: every store, every option, every operation. */
class ReadBySopsTest {

  private static final List<Identity> OLD = List.of(TestKeys.identity(TestKeys.IDENTITY));
  private static final List<Identity> NEW = List.of(Vectors.identities().get(0));

  @TempDir Path folder;

  /** Without plain integers beyond 2⁵³, which sops before 3.13.2 reads as other numbers. */
  private static final String JSON =
      """
      {"a": 1, "b_x": "two <&>", "c": [1.5, true, null, "", {"d_x": -7}], "e": {}, "f": [],
       "password": "p", "nested": {"password": "q", "open": "o"}, "big": 9007199254740992}
      """;

  private static final String DOTENV =
      "# secret: note\nA=b\nB_x=two words\nEMPTY=\npassword=a=b\nQ=\"q\"\nN=l1\\nl2\n#last\n";

  private static final String INI =
      """
      ; secret: top
      global = g

      [one]
      ; about a
      a   = 1
      b_x = two words ; beside
      password = "quoted value"
      empty =

      [two]
      password = `a # b`
      """;

  static Stream<Arguments> everyStoreAndOption() {
    List<Optional<SelectionRule>> rules =
        List.of(
            Optional.empty(),
            Optional.of(new SelectionRule(SelectionRule.Kind.UNENCRYPTED_SUFFIX, "_x")),
            Optional.of(new SelectionRule(SelectionRule.Kind.ENCRYPTED_SUFFIX, "_x")),
            Optional.of(new SelectionRule(SelectionRule.Kind.UNENCRYPTED_REGEX, "^(a|b)")),
            Optional.of(new SelectionRule(SelectionRule.Kind.ENCRYPTED_REGEX, "^pass")),
            Optional.of(new SelectionRule(SelectionRule.Kind.UNENCRYPTED_COMMENT_REGEX, "secret:")),
            Optional.of(new SelectionRule(SelectionRule.Kind.ENCRYPTED_COMMENT_REGEX, "secret:")));
    return Stream.of("a.yaml", "a.json", "a.env", "a.ini", "a.bin")
        .flatMap(
            name ->
                rules.stream()
                    .flatMap(
                        rule ->
                            Stream.of(false, true)
                                .filter(macOnly -> hasOption(name, rule, macOnly))
                                .map(macOnly -> Arguments.of(name, rule, macOnly))));
  }

  /** The binary store has no options. */
  private static boolean hasOption(String name, Optional<SelectionRule> rule, boolean macOnly) {
    return Format.ofPath(name) != Format.BINARY || (rule.isEmpty() && !macOnly);
  }

  @ParameterizedTest
  @MethodSource("everyStoreAndOption")
  void whatIsEncryptedEditedAndRotatedHereIsDecryptedThere(
      String name, Optional<SelectionRule> rule, boolean macOnlyEncrypted) throws Exception {
    Format format = Format.ofPath(name);
    EncryptionSettings settings =
        new EncryptionSettings(List.of(List.of(TestKeys.RECIPIENT)), 0, rule, macOnlyEncrypted);

    SopsDocument written = SopsDocument.encrypt(format, plain(name), settings);
    byte[] decrypted = written.decrypt(OLD);
    assertThat(decryptedBySops(name, written)).isEqualTo(text(decrypted));

    SopsDocument shared =
        written.withRecipients(List.of(TestKeys.RECIPIENT, Vectors.recipient(0)), OLD);
    assertThat(decryptedBySops(name, shared)).isEqualTo(text(decrypted));

    SopsDocument rotated = shared.withNewDataKey(NEW);
    assertThat(decryptedBySops(name, rotated)).isEqualTo(text(decrypted));
    assertThat(rotated.verify(OLD).problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.yaml", "a.json", "a.env", "a.ini", "a.bin"})
  void updateKeysFindsNothingToDo(String name) throws Exception {
    Format format = Format.ofPath(name);
    SopsDocument written =
        SopsDocument.encrypt(
                format, plain(name), EncryptionSettings.to(List.of(TestKeys.RECIPIENT)))
            .withRecipients(List.of(Vectors.recipient(1), Vectors.recipient(0)), OLD)
            .withNewDataKey(NEW);

    byte[] after =
        new RealSops(folder, Vectors.identityText(0))
            .updateKeys(
                name,
                written.text(),
                "creation_rules:\n  - age: "
                    + Vectors.recipient(0)
                    + ','
                    + Vectors.recipient(1)
                    + '\n');

    assertThat(after).isEqualTo(written.text());
  }

  @Test
  void sharesOfKeyGroupsOpenThere() throws Exception {
    EncryptionSettings settings =
        new EncryptionSettings(
            List.of(
                List.of(Vectors.recipient(0)),
                List.of(Vectors.recipient(1), TestKeys.RECIPIENT),
                List.of(Vectors.recipient(2))),
            2,
            Optional.empty(),
            false);
    for (String name : List.of("a.yaml", "a.json", "a.env", "a.ini", "a.bin")) {
      SopsDocument written = SopsDocument.encrypt(Format.ofPath(name), plain(name), settings);
      List<Identity> two = List.of(NEW.get(0), OLD.get(0));
      byte[] decrypted = written.decrypt(two);
      assertThat(decryptedBySops(name, written)).isEqualTo(text(decrypted));
      assertThat(decryptedBySops(name, written.withNewDataKey(two))).isEqualTo(text(decrypted));
    }
  }

  @Test
  void bytesOfEveryKindComeBackAsTheyWere() throws Exception {
    byte[] plain = new byte[300_000];
    new Random(7).nextBytes(plain);
    SopsDocument written =
        SopsDocument.encrypt(
            Format.BINARY, plain, EncryptionSettings.to(List.of(TestKeys.RECIPIENT)));

    assertThat(new RealSops(folder, TestKeys.IDENTITY).decrypt("secret", written.text()))
        .isEqualTo(plain);
    assertThat(Arrays.equals(written.decrypt(OLD), plain)).isTrue();
  }

  private String decryptedBySops(String name, SopsDocument document) throws Exception {
    return text(
        new RealSops(folder, TestKeys.IDENTITY + '\n' + Vectors.identityText(0))
            .decrypt(name, document.text()));
  }

  private static byte[] plain(String name) {
    return switch (Format.ofPath(name)) {
      case YAML -> Vectors.read(Path.of("src/test/resources/sops/yaml/rules.yaml"));
      case JSON -> JSON.getBytes(StandardCharsets.UTF_8);
      case DOTENV -> DOTENV.getBytes(StandardCharsets.UTF_8);
      case INI -> INI.getBytes(StandardCharsets.UTF_8);
      case BINARY -> new byte[] {0, 1, 2, (byte) 0xff, '\n', 'x'};
    };
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
