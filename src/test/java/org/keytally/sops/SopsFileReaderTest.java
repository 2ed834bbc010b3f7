package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.keytally.sops.SopsVectorsTest.resource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SopsFileReaderTest {

  private static final String VALUE =
      "ENC[AES256_GCM,data:oYyi,iv:MyIDYbT718JRr11QtBkcj3Dwm4k1aCGZBVeZf0EyV8o=,"
          + "tag:t5z2Z023Up0kxwCgw1gNxg==,type:str]";
  private static final String WRAPPED =
      "-----BEGIN PGP MESSAGE-----\\nx\\n-----END PGP MESSAGE-----";
  private static final String PGP =
      "{\"created_at\": \"2020-01-01T00:00:00Z\", \"enc\": \"" + WRAPPED + "\", \"fp\": \"ABCD\"}";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(String vector) throws IOException {
    return new String(resource(vector), StandardCharsets.UTF_8);
  }

  private static SopsFile read(String path, String text) {
    return SopsFileReader.read(path, bytes(text)).orElseThrow();
  }

  private static List<SopsProblem.Kind> kinds(SopsFile file) {
    return file.problems().stream().map(SopsProblem::kind).toList();
  }

  /** A JSON sops file with one encrypted value and the given metadata. */
  private static String json(String sops) {
    return "{\n\"a\": \"" + VALUE + "\",\n\"sops\": {" + sops + "}\n}\n";
  }

  private static String whole(String more) {
    return "\"pgp\": ["
        + PGP
        + "], \"lastmodified\": \"2020-01-01T00:00:00Z\", \"mac\": \""
        + VALUE
        + "\", \"version\": \"3.9.0\""
        + more;
  }

  @Test
  void metadataOfAnyOrderAndAgeReadsTheSame() {
    SopsFile new313 =
        read(
            "a.yaml",
            """
            a: %s
            sops:
              lastmodified: "2026-11-21T05:31:12Z"
              mac: %s
              pgp:
                - created_at: "2026-11-21T05:31:12Z"
                  enc: |-
                    -----BEGIN PGP MESSAGE-----
                  fp: ABCD
              version: 3.13.2
            """
                .formatted(VALUE, VALUE));
    SopsFile python =
        read(
            "a.yaml",
            """
            a:   %s
            sops:
                attention: This section contains key material
                mac: '%s'
                version: 1.13
                kms: []
                pgp:
                -   fp: ABCD
                    created_at: 2015-11-25T00:32:57Z
                    enc: "-----BEGIN PGP MESSAGE-----\\nx"
                lastmodified: 2015-11-25T00:32:57Z
                unencrypted_suffix: _unencrypted
            """
                .formatted(VALUE, VALUE));

    assertThat(new313.problems()).isEmpty();
    assertThat(python.problems()).isEmpty();
    assertThat(python.version()).contains("1.13");
    assertThat(python.keys()).extracting(MasterKey::identifier).containsExactly("ABCD");
    assertThat(python.keys().get(0).line()).isEqualTo(8);
    assertThat(new313.ciphertext()).isEqualTo(python.ciphertext()).isPresent();
  }

  @Test
  void keysOfEveryServiceAreRead() {
    String at = "\"created_at\": \"2020-01-01T00:00:00Z\", \"enc\": \"x\"";
    SopsFile file =
        read(
            "a.json",
            json(
                whole(
                    ", \"kms\": [{\"arn\": \"arn:k\", \"role\": \"arn:r\", \"context\": {\"b\": \"2\", \"a\": \"1\"}, "
                        + at
                        + ", \"aws_profile\": \"\"}], \"gcp_kms\": [{\"resource_id\": \"p/x\", "
                        + at
                        + "}], \"hckms\": [{\"key_id\": \"r:u\", "
                        + at
                        + "}], \"azure_kv\": [{\"vault_url\": \"https://v\", \"name\": \"n\", \"version\": \"1\", "
                        + at
                        + "}], \"hc_vault\": [{\"vault_address\": \"https://h\", \"engine_path\": \"e\", \"key_name\": \"k\", "
                        + at
                        + "}], \"age\": null")));

    assertThat(file.problems()).isEmpty();
    assertThat(file.keys())
        .extracting(key -> key.type() + " " + key.identifier())
        .containsExactly(
            "PGP ABCD",
            "KMS arn:k+arn:r|a:1,b:2",
            "GCP_KMS p/x",
            "HCKMS r:u",
            "AZURE_KV https://v/keys/n/1",
            "HC_VAULT https://h/v1/e/keys/k");
  }

  @Test
  void keysBesideKeyGroupsHideThem() {
    SopsFile file =
        read(
            "a.json",
            json(whole(", \"key_groups\": [{\"pgp\": [" + PGP.replace("ABCD", "EF") + "]}]")));

    assertThat(file.keys()).extracting(MasterKey::identifier).containsExactly("ABCD");
    assertThat(kinds(file)).containsExactly(SopsProblem.Kind.BAD_METADATA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"lastmodified\": \"2020-01-01T00:00:00Z\" | \"lastmodified\": \"yesterday\" | BAD_METADATA",
        "\"lastmodified\": \"2020-01-01T00:00:00Z\" | \"lastmodified\": [] | BAD_METADATA",
        "\"lastmodified\": \"2020-01-01T00:00:00Z\", | '' | BAD_METADATA",
        "\"3.9.0\" | \"three\" | BAD_METADATA",
        "\"3.9.0\" | \"3.9\" | BAD_METADATA",
        "\"3.9.0\" | \"\" | BAD_METADATA",
        "\"3.9.0\" | \"3.9.0\", \"encrypted_regex\": \"x\", \"encrypted_suffix\": \"y\" | BAD_METADATA",
        "\"3.9.0\" | \"3.9.0\", \"shamir_threshold\": \"many\" | BAD_METADATA",
        "\"3.9.0\" | \"3.9.0\", \"age\": {} | BAD_METADATA",
        "\"3.9.0\" | \"3.9.0\", \"age\": [5] | BAD_METADATA",
        "\"3.9.0\" | \"3.9.0\", \"version\": \"3.9.0\" | BAD_METADATA",
        "\"fp\" | \"fb\" | BAD_METADATA",
        "\"created_at\" | \"made_at\" | BAD_METADATA",
        "BEGIN PGP MESSAGE | BEGIN PGP MASSAGE | BAD_WRAPPED_KEY"
      })
  void metadataThatSopsWouldRefuseIsAProblem(String from, String to, SopsProblem.Kind kind) {
    SopsFile file = read("a.json", json(whole("").replace(from, to)));

    assertThat(kinds(file)).contains(kind);
    assertThat(file.problems()).allSatisfy(p -> assertThat(p.line()).isPositive());
  }

  @Test
  void aMissingMacAndMissingKeysAreProblems() {
    String noMac = whole("").replace("\"mac\"", "\"mack\"");
    String noKeys = whole("").replace("\"pgp\": [" + PGP + "]", "\"pgp\": []");

    assertThat(kinds(read("a.json", json(noMac)))).containsExactly(SopsProblem.Kind.NO_MAC);
    assertThat(kinds(read("a.json", json(noKeys)))).containsExactly(SopsProblem.Kind.NO_KEYS);
    assertThat(
            kinds(
                read(
                    "a.json",
                    json(whole("").replace("\"mac\": \"ENC", "\"mac\": \"\", \"x\": \"ENC")))))
        .containsExactly(SopsProblem.Kind.NO_MAC);
  }

  @Test
  void aRecipientThatStandsTwiceIsNamed() {
    SopsFile file = read("a.json", json(whole("").replace(PGP, PGP + ", " + PGP)));

    assertThat(file.keys()).hasSize(2);
    assertThat(kinds(file)).containsExactly(SopsProblem.Kind.DUPLICATE_RECIPIENT);
    assertThat(file.problems().get(0).recipient()).contains("ABCD");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data:oYyi | data:oYy",
        "data:oYyi | data:o*yi",
        "data:oYyi | data:",
        "iv:MyIDYbT718JRr11QtBkcj3Dwm4k1aCGZBVeZf0EyV8o= | iv:",
        ",iv:MyIDYbT718JRr11QtBkcj3Dwm4k1aCGZBVeZf0EyV8o= | ''",
        "tag:t5z2Z023Up0kxwCgw1gNxg== | tag:t5z2",
        "type:str | type:string",
        "type:str] | type:str",
        "AES256_GCM | AES128_GCM"
      })
  void aDamagedValueIsNamedByItsKeyAndLine(String from, String to) {
    String text = json(whole(""));
    int end = text.indexOf("\"sops\"");
    SopsFile file = read("a.json", text.substring(0, end).replace(from, to) + text.substring(end));

    assertThat(file.problems()).hasSize(1);
    assertThat(file.problems().get(0).kind()).isEqualTo(SopsProblem.Kind.BAD_VALUE);
    assertThat(file.problems().get(0).line()).isEqualTo(2);
    assertThat(file.problems().get(0).message()).contains("value of a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      nullValues = "-",
      value = {
        "- ~ - ~ b,c.d,l",
        "unencrypted_suffix ~ _u ~ b,c.d,l",
        "unencrypted_suffix ~ c ~ b,l",
        "encrypted_suffix ~ d ~ c.d",
        "encrypted_suffix ~ zz ~ -",
        "encrypted_regex ~ ^(b|c)$ ~ b,c.d",
        "encrypted_regex ~ ( ~ -",
        "unencrypted_regex ~ ^[bl]$ ~ c.d",
        "unencrypted_regex ~ ( ~ b,c.d,l"
      })
  void valuesInClearAreJudgedByTheSelectionRule(String field, String argument, String expected) {
    String rule = field == null ? "" : ", \"" + field + "\": \"" + argument + "\"";
    String leaves =
        "{\"b\": \"clear\",\n\"c\": {\"d\": 5},\n\"l\": [true, \"x\"],\n\"e\": \"\", \"n\": null,"
            + " \"m\": {}, \"k\": [],\n";
    SopsFile file = read("a.json", leaves + json(whole(rule)).substring(1));

    assertThat(file.problems())
        .extracting(SopsProblem::message)
        .containsExactlyElementsOf(
            expected == null
                ? List.of()
                : Arrays.stream(expected.split(",", -1))
                    .map(name -> "the value of " + name + " stands in clear")
                    .toList());
    assertThat(kinds(file)).allMatch(kind -> kind == SopsProblem.Kind.VALUE_IN_CLEAR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rich.yaml", "rich.json", "rich.env", "rich.ini", "text.key"})
  void aValueInClearIsFoundInEveryStore(String name) throws IOException {
    String text = text("3.12.2/" + name);
    int value = text.lastIndexOf("ENC[", text.indexOf("type:str]"));
    int end = text.indexOf("type:str]") + "type:str]".length();
    SopsFile file = read(name, text.substring(0, value) + "hunter2" + text.substring(end));

    assertThat(kinds(file)).containsExactly(SopsProblem.Kind.VALUE_IN_CLEAR);
    assertThat(file.problems().get(0).message()).doesNotContain("hunter2");
    assertThat(file.problems().get(0).line()).isPositive();
    assertThat(file.keys()).isNotEmpty();
  }

  @Test
  void aValueInClearIsFoundWhereCommentsSelectWhatIsEncrypted() {
    String text =
        """
        a: plain
        # secret: here
        b: hunter2
        c: {d: plain}
        # secret: and here
        e:
            f: %s
            g: hunter2
        sops:
            pgp:
                - created_at: "2026-11-21T05:31:12Z"
                  enc: "-----BEGIN PGP MESSAGE-----"
                  fp: ABCD
            lastmodified: "2026-11-21T05:31:12Z"
            mac: %s
            encrypted_comment_regex: "secret:"
            version: 3.13.2
        """
            .formatted(VALUE, VALUE);

    assertThat(read("a.yaml", text).problems())
        .extracting(SopsProblem::line, SopsProblem::message)
        .containsExactly(
            tuple(3, "the value of b stands in clear"),
            tuple(8, "the value of e.g stands in clear"));
    assertThat(read("a.yaml", text.replace("encrypted_c", "unencrypted_c")).problems())
        .extracting(SopsProblem::line)
        .containsExactly(1, 4);
  }

  @Test
  void theChecksumChangesExactlyWithTheCiphertext() throws IOException {
    Optional<String> json = read("a.json", json(whole(""))).ciphertext();
    String changedKey = json(whole("").replace("ABCD", "EFGH"));
    String changedValue = json(whole("")).replaceFirst("data:oYyi", "data:oYyj");

    assertThat(json).hasValueSatisfying(sum -> assertThat(sum).matches("[0-9a-f]{32}"));
    assertThat(read("a.json", changedKey).ciphertext()).isEqualTo(json);
    assertThat(read("a.json", changedValue).ciphertext()).isNotEqualTo(json);
    assertThat(read("rich.yaml", text("3.12.2/rich.yaml")).ciphertext())
        .isNotEqualTo(read("rich.yaml", text("3.13.2/rich.yaml")).ciphertext());
  }

  @ParameterizedTest
  @CsvSource({
    "rich.yaml, notes.txt, YAML",
    "rich.json, notes, JSON",
    "rich.env, .envrc, DOTENV",
    "rich.ini, wg.conf, INI",
    "text.key, key.yaml, YAML",
    "text.key, key.json, JSON",
    "rich.env, env.yaml, DOTENV",
    "rich.yaml, data.json, YAML"
  })
  void aSopsFileIsKnownByItsContentNotItsName(String vector, String path, Format format)
      throws IOException {
    SopsFile file = read(path, text("3.12.2/" + vector));

    assertThat(file.format()).isEqualTo(format);
    assertThat(file.keys()).isNotEmpty();
    assertThat(file.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "{}",
        "sops: {enabled: true}\nlastmodified: x\n",
        "[sops]\nx = lastmodified\n",
        "How to use sops:\n\n    sops:\n        lastmodified: \"x\"\n        ENC[AES256_GCM,data:\n",
        "{ sops = \"sops\"; lastmodified = 1; }"
      })
  void whatSopsNeverTouchedIsNoSopsFile(String text) {
    for (String path : List.of("a.yaml", "a.json", "a.env", "a.ini", "a", "a.nix", "a.md")) {
      assertThat(SopsFileReader.read(path, bytes(text))).as(path).isEmpty();
    }
  }

  @Test
  void aRuledFileInClearHasNoMetadata() {
    SopsFile file = SopsFileReader.readRuled("secrets/a.yaml", bytes("password: hunter2\n"));

    assertThat(kinds(file)).containsExactly(SopsProblem.Kind.NO_METADATA);
    assertThat(file.format()).isEqualTo(Format.YAML);
    assertThat(file.problems().toString()).doesNotContain("hunter2");
  }

  @Test
  void aSecretOfClanInClearHasNoMetadata() {
    for (String text : List.of("hunter2\n", "{\"data\": \"hunter2\"}", "[1]", "{", "\0\1\2")) {
      SopsFile file = SopsFileReader.readSecret(bytes(text));
      assertThat(kinds(file)).as(text).containsExactly(SopsProblem.Kind.NO_METADATA);
    }
    assertThat(kinds(SopsFileReader.readSecret(new byte[0])))
        .containsExactly(SopsProblem.Kind.UNPARSABLE);
  }

  @Test
  void aSecretOfClanIsAlwaysOfTheBinaryStore() throws IOException {
    SopsFile whole = SopsFileReader.readSecret(resource("3.12.2/text.key"));
    SopsFile tree = SopsFileReader.readSecret(resource("3.12.2/rich.json"));
    String clear = text("3.12.2/text.key").replaceFirst("ENC\\[[^\"]*\"", "hunter2\"");

    assertThat(whole.problems()).isEmpty();
    assertThat(whole.format()).isEqualTo(Format.BINARY);
    assertThat(kinds(tree)).contains(SopsProblem.Kind.BAD_VALUE);
    assertThat(kinds(SopsFileReader.readSecret(bytes(clear))))
        .containsExactly(SopsProblem.Kind.VALUE_IN_CLEAR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rich.yaml", "rich.json", "rich.env", "rich.ini", "text.key"})
  void conflictMarkersAreFoundWithTheirLine(String name) throws IOException {
    String[] lines = text("3.12.2/" + name).split("\n", -1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.length; i++) {
      if (i == 1) {
        text.append("<<<<<<< HEAD\n").append(lines[i]).append("\n=======\n");
        text.append(lines[i]).append("\n>>>>>>> theirs\n");
      } else {
        text.append(lines[i]).append('\n');
      }
    }
    SopsFile file = read(name, text.toString());

    assertThat(kinds(file)).containsExactly(SopsProblem.Kind.MERGE_MARKERS);
    assertThat(file.problems().get(0).line()).isEqualTo(2);
  }

  @Test
  void aTruncatedSopsFileIsUnparsable() throws IOException {
    String json = text("3.12.2/text.key");
    SopsFile file = SopsFileReader.readSecret(bytes(json.substring(0, json.length() - 20)));

    assertThat(kinds(file)).containsExactly(SopsProblem.Kind.UNPARSABLE);
    assertThat(file.problems().get(0).line()).isGreaterThan(5);
    assertThat(read("a.yaml", "a: [\nsops:\n  lastmodified: x\n").problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.kind()).isEqualTo(SopsProblem.Kind.UNPARSABLE);
              assertThat(problem.line()).isPositive();
            });
  }

  @Test
  void textAfterTheEndAndNamesThatRepeatAreReported() {
    assertThat(kinds(read("a.json", json(whole("")) + "x")))
        .containsExactly(SopsProblem.Kind.UNPARSABLE);
    assertThat(kinds(read("a.json", json(whole("")).replace("{\n\"a\"", "{\n\"a\": null, \"a\""))))
        .containsExactly(SopsProblem.Kind.UNPARSABLE);
    assertThat(kinds(read("a.json", json(whole("")).replace("\n}\n", ", \"sops\": {}}"))))
        .containsExactly(SopsProblem.Kind.BAD_METADATA);
  }

  @Test
  void escapesInNamesAndValuesAreUndone() {
    String text =
        json(whole(""))
            .replace("\"sops\"", "\"s\\u006fps\"")
            .replace("\"fp\": \"ABCD\"", "\"fp\": \"A\\u0042C\\/D\\n\\t\\\"\\\\\\b\\f\\r\"");
    SopsFile file = SopsFileReader.readSecret(bytes(text));

    assertThat(file.keys())
        .extracting(MasterKey::identifier)
        .containsExactly("ABC/D\n\t\"\\\b\f\r");
  }

  @Test
  void equalRecipientsOfTwoFilesAreOneObject() throws IOException {
    RecipientPool pool = new RecipientPool();
    SopsFile one = SopsFileReader.readSecret(resource("3.12.2/text.key"), pool);
    SopsFile two = SopsFileReader.readSecret(resource("3.13.2/text.key"), pool);

    assertThat(one.keys().get(0).identifier()).isSameAs(two.keys().get(0).identifier());
  }
}
