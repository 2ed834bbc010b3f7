package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keytally.age.Identity;

/** The worked examples of the reference, value by value (sops-file-format 13). */
class WorkedVectorsTest {

  private static final Path FOLDER = Path.of("src/test/resources/sops/worked");
  private static final List<Identity> I1 = List.of(TestKeys.identity(TestKeys.IDENTITY));
  private static final List<Identity> BOTH =
      List.of(
          TestKeys.identity(TestKeys.IDENTITY),
          TestKeys.identity(
              "AGE-SECRET-KEY-1432K5YRNSC44GC4986NXMX6GVZ52WTMT9C79CLUVWYY4DKDHD5JSNDP4MC"));

  @ParameterizedTest
  @CsvSource({
    "a.yaml, 38602218d52a784accdf32b01d2c9821a2bf39f58c77a168710520c5a8b645aa",
    "b.json, 63e9734013f539d839376613ec564377ff1ea31960272a1d24d810565fb1ba47"
  })
  void theFilesAreThoseOfTheReference(String name, String digest) throws Exception {
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(read(name))))
        .isEqualTo(digest);
  }

  @ParameterizedTest
  @CsvSource({
    "a.yaml, e6189032c5c3281045f1de340927de885223f27c208af5b821c86d37e205657d",
    "b.json, fdec4449b288370264859c568c8679df2a814a33f69dee110b2cbde513f59be5",
    "c.env, 2f1c3a633a0bd1756cb017d34bc615110012fc77d449b8a805df764fdcb0d31f",
    "d.ini, 2f2515cadbda36e63477f9bfe7509bda09a82535512b549fbea355226830b850",
    "e.yaml, 2b06f532f8ab2d15e6c9f8e3a9043811fa42a2f67aba277d73e1285f48ced3ea"
  })
  void theDataKeyIsRecovered(String name, String dataKey) throws Exception {
    try (DataKey recovered = KeyUnlock.recover(metadata(name), new KeyOpener(BOTH))) {
      assertThat(HexFormat.of().formatHex(recovered.bytes())).isEqualTo(dataKey);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.yaml, hello421.5Trueone2nesteds3cr3t54322024-01-02T00:00:00Zstays plain, false",
    "b.json, x, true",
    "d.ini, v1, false",
    "e.yaml, a, false"
  })
  void theMacCoversTheseBytes(String name, String preimage, boolean encryptedOnly)
      throws Exception {
    assertThat(covered(name)).isEqualTo(preimage);
    MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
    if (encryptedOnly) {
      sha512.update(
          HexFormat.of()
              .parseHex("8a3fd2ad54ce66527b1034f3d147be0b0b975b3bf44f72c6fdadec8176f27d69"));
    }
    String expected =
        HexFormat.of()
            .withUpperCase()
            .formatHex(sha512.digest(preimage.getBytes(StandardCharsets.UTF_8)));
    assertThat(mac(name)).isEqualTo(expected);
  }

  @Test
  void theMacOfTheFirstVectorIsThePrintedOne() throws Exception {
    assertThat(mac("a.yaml"))
        .isEqualTo(
            "6F5F4F08646A979C8E56CE0AA9FA0432F9E95182D222B5A04F5493C64C258665DF046864382F81ACA49F"
                + "436207F483070FEE6CEDF17E22EDF570404901D4496E");
  }

  @Test
  void theMacOfTheDotenvVectorCoversValuesWithTheirLineFeeds() throws Exception {
    assertThat(covered("c.env")).isEqualTo("x yl1\nl25");
  }

  @ParameterizedTest
  @CsvSource({"a.yaml", "b.json", "c.env", "d.ini", "e.yaml"})
  void everyVectorIsSound(String name) throws Exception {
    assertThat(document(name).verify(BOTH).problems()).isEmpty();
  }

  @Test
  void theFirstVectorDecryptsToTheseValues() throws Exception {
    assertThat(decrypted("a.yaml"))
        .isEqualTo(
            """
            # top comment
            greeting: hello
            count: 42
            ratio: 1.5
            enabled: true
            empty: ""
            nothing: null
            list:
                - one
                - 2
                - - nested
            db:
                # about the password
                password: s3cr3t
                port_unencrypted: 5432
                when: 2024-01-02T00:00:00Z
            note_unencrypted: stays plain
            """);
  }

  @Test
  void theFlatVectorsDecryptToTheseValues() throws Exception {
    assertThat(decrypted("c.env")).isEqualTo("# note\nA=x y\nB=l1\\nl2\nC=\nD_unencrypted=5\n");
    assertThat(decrypted("d.ini"))
        .isEqualTo("; sec note\n[s]\n; key note\nk             = v\nn_unencrypted = 1\n");
  }

  @Test
  void aCommentInAListIsACommentWhateverItLooksLike() throws Exception {
    assertThat(decrypted("e.yaml")).isEqualTo("l:\n    # c1\n    - a\n");
  }

  @Test
  void oneShareOfTwoOpensNothing() throws Exception {
    assertThatThrownBy(() -> document("b.json").decrypt(I1))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining("1 of 2 key groups");
  }

  @Test
  void sharesCarryTheirCoordinateLastAndCombine() throws Exception {
    List<Optional<byte[]>> parts = new ArrayList<>();
    try (DataKey recovered = KeyUnlock.recover(metadata("b.json"), new KeyOpener(BOTH))) {
      parts.add(recovered.part(0).map(byte[]::clone));
      parts.add(recovered.part(1).map(byte[]::clone));
    }
    assertThat(HexFormat.of().formatHex(parts.get(0).orElseThrow()))
        .isEqualTo("90db2b287fe77adbd3d7c3fda187fac72d2807e03ae087d06e12e98c009f770601");
    assertThat(HexFormat.of().formatHex(parts.get(1).orElseThrow()))
        .isEqualTo("27829a8b3356adab1121221bd68464ef24c8d08e75673c88c15015373521583802");
  }

  @Test
  void theCipherOpensTheUnitVectorUnderItsPathOnly() throws Exception {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 0x66);
    byte[] text =
        ("ENC[AES256_GCM,data:oYyi,iv:MyIDYbT718JRr11QtBkcj3Dwm4k1aCGZBVeZf0EyV8o=,"
                + "tag:t5z2Z023Up0kxwCgw1gNxg==,type:str]")
            .getBytes(StandardCharsets.US_ASCII);
    ValueCipher cipher = new ValueCipher(key);

    assertThat(cipher.decrypt(text, "bar:".getBytes(StandardCharsets.US_ASCII), "bar").plaintext())
        .isEqualTo("foo".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> cipher.decrypt(text, new byte[0], "bar"))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining("does not authenticate");
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, 1.5, 1.5, 1.5",
    "1e21, 1000000000000000000000, 1e+21, 1e+21",
    "1.5e-7, 0.00000015, 1.5e-07, 1.5e-7",
    "1e23, 100000000000000000000000, 1e+23, 1e+23",
    "5.684341886080802E-14, 0.00000000000005684341886080802, 5.684341886080802e-14,"
        + " 5.684341886080802e-14",
    "2e20, 200000000000000000000, 2e+20, 200000000000000000000",
    "0.000001, 0.000001, 1e-06, 0.000001",
    "-0.0, -0, -0, -0",
    "123456789, 123456789, 1.23456789e+08, 123456789",
    "9007199254740993, 9007199254740992, 9.007199254740992e+15, 9007199254740992"
  })
  void floatsAreSpelledAsGoSpellsThem(double value, String plain, String yaml, String json) {
    assertThat(GoFloat.plain(value)).isEqualTo(plain);
    assertThat(GoFloat.general(value)).isEqualTo(yaml);
    assertThat(GoFloat.json(value)).isEqualTo(json);
  }

  @Test
  void theSmallestFloatHasOneDigit() {
    assertThat(GoFloat.general(Double.MIN_VALUE)).isEqualTo("5e-324");
    assertThat(GoFloat.general(Double.MAX_VALUE)).isEqualTo("1.7976931348623157e+308");
  }

  private static String covered(String name) throws Exception {
    try (DataKey key = KeyUnlock.recover(metadata(name), new KeyOpener(BOTH))) {
      StringBuilder text = new StringBuilder();
      for (TreeCipher.Hashed leaf : opened(name, key).hashed()) {
        text.append(leaf.scalar().text());
      }
      return text.toString();
    }
  }

  private static String mac(String name) throws Exception {
    try (DataKey key = KeyUnlock.recover(metadata(name), new KeyOpener(BOTH))) {
      return new String(
          tree(name, key).mac(opened(name, key).hashed(), TreeCipher.MacVariant.CANONICAL),
          StandardCharsets.US_ASCII);
    }
  }

  private static TreeCipher.Decrypted opened(String name, DataKey key) throws Exception {
    return tree(name, key)
        .decrypt(Store.of(Format.ofPath(name)).loadEncrypted(read(name)).documents());
  }

  private static TreeCipher tree(String name, DataKey key) throws Exception {
    Metadata metadata = metadata(name);
    return new TreeCipher(key.cipher(), metadata.selectionRule(), metadata.macOnlyEncrypted());
  }

  private static Metadata metadata(String name) throws SopsException {
    return Metadata.of(Store.of(Format.ofPath(name)).loadEncrypted(read(name)).sops());
  }

  private static SopsDocument document(String name) throws SopsException {
    return SopsDocument.parse(Format.ofPath(name), read(name));
  }

  private static String decrypted(String name) throws SopsException {
    return new String(document(name).decrypt(BOTH), StandardCharsets.UTF_8);
  }

  private static byte[] read(String name) {
    return Vectors.read(FOLDER.resolve(name));
  }
}
