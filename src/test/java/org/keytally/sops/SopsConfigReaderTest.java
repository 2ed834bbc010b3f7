package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SopsConfigReaderTest {

  private static SopsConfig read(String text) {
    return SopsConfigReader.read(".sops.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> identifiers(CreationRule rule) {
    return rule.groups().get(0).stream().map(RuleKey::identifier).toList();
  }

  @Test
  void anchorsAliasesAndRulesKeepTheirLines() {
    SopsConfig config =
        read(
            """
            keys:
              - &alice age1alice
              - &bob age1bob
              - &left age1left
            creation_rules:
              - path_regex: secrets/prod/.*
                key_groups:
                  - age:
                      - *alice
                      - *bob
              - path_regex: secrets/.*
                age: age1inline
            """);

    assertThat(config.problems()).isEmpty();
    assertThat(config.anchors())
        .containsExactly(
            new Anchor("alice", "age1alice", 2, true),
            new Anchor("bob", "age1bob", 3, true),
            new Anchor("left", "age1left", 4, false));
    assertThat(config.rules()).extracting(CreationRule::line).containsExactly(6, 11);
    assertThat(config.rules().get(0).groups().get(0))
        .extracting(RuleKey::identifier, key -> key.anchor().orElse("-"), RuleKey::line)
        .containsExactly(tuple("age1alice", "alice", 9), tuple("age1bob", "bob", 10));
    assertThat(config.rules().get(1).groups().get(0).get(0).anchor()).isEmpty();
    assertThat(config.rules().get(1).groups().get(0).get(0).line()).isEqualTo(12);
  }

  @Test
  void theFirstRuleThatMatchesWins() {
    SopsConfig config =
        read(
            """
            creation_rules:
              - {path_regex: '\\.prod\\.yaml$', age: age1prod}
              - {path_regex: ^secrets/, age: age1secrets}
              - {age: age1rest}
            """);

    assertThat(identifiers(config.ruleFor("secrets/a.prod.yaml").orElseThrow()))
        .containsExactly("age1prod");
    assertThat(identifiers(config.ruleFor("secrets/a.yaml").orElseThrow()))
        .containsExactly("age1secrets");
    assertThat(identifiers(config.ruleFor("other").orElseThrow())).containsExactly("age1rest");
  }

  @Test
  void aRuleOfAFolderSeesPathsRelativeToIt() {
    SopsConfig config =
        SopsConfigReader.read(
            "infra/.sops.yaml",
            "creation_rules: [{path_regex: '^prod/', age: age1x}]"
                .getBytes(StandardCharsets.UTF_8));

    assertThat(config.ruleFor("infra/prod/a")).isPresent();
    assertThat(config.ruleFor("prod/a")).isPresent();
    assertThat(config.ruleFor("infra/a")).isEmpty();
  }

  @Test
  void anchorsStandAtAnyNestingAlsoOnListsAndWholeGroups() {
    SopsConfig config =
        read(
            """
            people:
              admins:
                alice: &alice age1alice
                all: &admins
                  - *alice
                  - &bob age1bob
            groups:
              - &ops
                age: *admins
                pgp: [ABCD 1234]
            creation_rules:
              - path_regex: a
                age: *admins
              - path_regex: b
                key_groups:
                  - *ops
              - path_regex: c
                key_groups:
                  - merge: [*ops]
                    age: [age1carol, *alice]
              - path_regex: d
                age: [&dave age1dave]
            """);

    assertThat(config.problems()).isEmpty();
    assertThat(config.anchors()).extracting(Anchor::name).containsExactly("alice", "bob", "dave");
    assertThat(identifiers(config.rules().get(0))).containsExactly("age1alice", "age1bob");
    assertThat(config.rules().get(0).groups().get(0))
        .allSatisfy(key -> assertThat(key.anchor()).isPresent());
    assertThat(identifiers(config.rules().get(1)))
        .containsExactly("age1alice", "age1bob", "ABCD1234");
    assertThat(identifiers(config.rules().get(2)))
        .containsExactly("age1alice", "age1bob", "ABCD1234", "age1carol");
    assertThat(config.rules().get(3).groups().get(0).get(0).anchor()).contains("dave");
  }

  @Test
  void mergedMappingsGiveWhatTheRuleDoesNotSayItself() {
    SopsConfig config =
        read(
            """
            base: &base
              age: age1base
              shamir_threshold: 3
            more: &more {pgp: ABCD, age: age1more}
            creation_rules:
              - <<: [*base, *more]
                path_regex: x
                shamir_threshold: 2
            """);

    assertThat(config.problems()).isEmpty();
    CreationRule rule = config.rules().get(0);
    assertThat(rule.shamirThreshold()).isEqualTo(2);
    assertThat(identifiers(rule)).containsExactly("age1base", "ABCD");
  }

  @Test
  void flatKeysAreTextsWithCommasOrListsOfThem() {
    SopsConfig config =
        read(
            """
            creation_rules:
              - path_regex: a
                age: >-
                  age1a,
                  age1b, ,age1a,
                pgp: "AB CD,EF"
              - path_regex: b
                age:
                  - age1a,age1b
                  - age1c
              - path_regex: c
                kms: arn:aws:kms:eu:1:key/k+arn:aws:iam::1:role/r
                aws_profile: prod
                gcp_kms: projects/p
                azure_keyvault: https://v/keys/k/1
                hc_vault_transit_uri: https://h/v1/sops/keys/k
                hckms: [region:uuid]
            """);

    assertThat(config.problems()).isEmpty();
    assertThat(identifiers(config.rules().get(0))).containsExactly("age1a", "age1b", "ABCD", "EF");
    assertThat(identifiers(config.rules().get(1))).containsExactly("age1a", "age1b", "age1c");
    assertThat(config.rules().get(2).groups().get(0))
        .extracting(RuleKey::type, RuleKey::identifier)
        .containsExactly(
            tuple(KeyType.KMS, "arn:aws:kms:eu:1:key/k+arn:aws:iam::1:role/r||prod"),
            tuple(KeyType.GCP_KMS, "projects/p"),
            tuple(KeyType.HCKMS, "region:uuid"),
            tuple(KeyType.AZURE_KV, "https://v/keys/k/1"),
            tuple(KeyType.HC_VAULT, "https://h/v1/sops/keys/k"));
  }

  @Test
  void groupsOfOtherServicesAreIdentifiedAsSopsComparesThem() {
    SopsConfig config =
        read(
            """
            creation_rules:
              - shamir_threshold: 2
                key_groups:
                  - kms:
                      - arn: arn:k
                        role: arn:r
                        context: {z: 1, a: 2}
                        aws_profile: p
                    gcp_kms: [{resource_id: projects/p}]
                  - azure_keyvault: [{vaultUrl: https://v, key: k, version: "1"}]
                    hc_vault: [https://h/v1/e/keys/k]
                    hckms: [{key_id: region:uuid}]
            """);

    assertThat(config.problems()).isEmpty();
    assertThat(config.rules().get(0).shamirThreshold()).isEqualTo(2);
    assertThat(config.rules().get(0).groups())
        .extracting(group -> group.stream().map(RuleKey::identifier).toList())
        .containsExactly(
            List.of("arn:k+arn:r|a:2,z:1|p", "projects/p"),
            List.of("https://v/keys/k/1", "https://h/v1/e/keys/k", "region:uuid"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".*",
        ".+",
        ".",
        "^",
        "$",
        "^.*$",
        "(.*)",
        ".*\\.yaml$",
        "\\.ya?ml$",
        "[^/]+\\.(yaml|json|env|ini)$",
        ".*\\.nix"
      })
  void aRuleForEveryFileOrEveryFileOfAnOrdinaryKindIsACatchAll(String expression) {
    CreationRule rule =
        read("creation_rules: [{path_regex: '" + expression + "', age: age1x}]").rules().get(0);

    assertThat(rule.isCatchAll()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secrets/.*",
        "^secrets/[^/]+\\.(yaml|json)$",
        "secrets\\.yaml$",
        ".*\\.enc\\.yaml$",
        "\\.enc$",
        ".*\\.env$",
        "^[^/]+$",
        "machines/web/.*",
        "(secrets/services/.*\\.yaml$|secrets/shared\\.yaml$)"
      })
  void aRuleThatLooksForParticularFilesIsNoCatchAll(String expression) {
    CreationRule rule =
        read("creation_rules: [{path_regex: '" + expression + "', age: age1x}]").rules().get(0);

    assertThat(rule.isCatchAll()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "creation_rules:\\n  - path_regex: '('\\n    age: age1x ~ 2 ~ regular expression",
        "creation_rules:\\n  - path_regex: (?=x)\\n    age: age1x ~ 2 ~ regular expression",
        "a: 1\\ncreation_rules:\\n  - age: [*nobody] ~ 3 ~ *nobody names no anchor",
        "creation_rules:\\n  - path_regex: x ~ 2 ~ names no key",
        "creation_rules:\\n  - age: a\\n    encrypted_regex: x\\n    unencrypted_suffix: y ~ 4 ~ both",
        "creation_rules:\\n  - age: [[a]] ~ 2 ~ a list stands within",
        "creation_rules:\\n  - age: {a: b} ~ 2 ~ not text",
        "creation_rules: 5 ~ 1 ~ not a list",
        "creation_rules:\\n  - 5 ~ 2 ~ not a mapping",
        "- creation_rules ~ 1 ~ not a mapping",
        "creation_rules:\\n  - age: a\\n    age: b ~ 3 ~ stands twice",
        "creation_rules:\\n  - age: a\\n    shamir_threshold: two ~ 3 ~ shamir_threshold",
        "creation_rules:\\n  - key_groups:\\n      - age: age1x ~ 3 ~ age is not a list",
        "creation_rules:\\n  - key_groups:\\n      - kms: [{role: r}] ~ 3 ~ does not name its key",
        "a: [\\nb: 1 ~ 2 ~ not YAML",
        "a: 1\\n\\tb: 2 ~ 2 ~ not YAML",
        "a: 1\\n<<<<<<< HEAD\\nb: 2\\n=======\\nb: 3\\n>>>>>>> x ~ 2 ~ conflict markers",
        "a: &a [*a] ~ 1 ~ *a names no anchor",
        "a:\\n  <<: 5 ~ 2 ~ not a mapping"
      })
  void whatSopsWouldRefuseIsAProblemWithItsLine(String text, int line, String message) {
    SopsConfig config = read(text.trim().replace("\\n", "\n").replace("\\t", "\t"));

    assertThat(config.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.line()).isEqualTo(line);
              assertThat(problem.message()).contains(message);
              assertThat(problem.refused()).isTrue();
            });
  }

  @Test
  void aFieldThatSopsDoesNotKnowIsAMildProblem() {
    SopsConfig config =
        read(
            """
            creation_rules:
              - filename_regex: x
                age: age1x
                path_rgx: y
            """);

    assertThat(config.problems())
        .extracting(SopsConfig.Problem::line, SopsConfig.Problem::refused)
        .containsExactly(tuple(2, false), tuple(4, false));
    assertThat(config.problems().get(0).message()).contains("matches every file");
    assertThat(config.rules().get(0).isCatchAll()).isTrue();
  }

  @Test
  void aBrokenRuleLeavesTheOthersReadable() {
    SopsConfig config =
        read(
            """
            creation_rules:
              - {path_regex: '[', age: age1a}
              - {path_regex: b, age: age1b}
            """);

    assertThat(config.rules()).hasSize(1);
    assertThat(identifiers(config.rules().get(0))).containsExactly("age1b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# only a comment\n", "---\n", "creation_rules:\n", "stores: {}\n"})
  void aFileWithoutRulesIsNoProblem(String text) {
    SopsConfig config = read(text);

    assertThat(config.rules()).isEmpty();
    assertThat(config.problems()).isEmpty();
  }

  @Test
  void onlyTheFirstDocumentCounts() {
    SopsConfig config =
        read("creation_rules: [{age: age1x}]\n---\ncreation_rules: [{age: a}, {age: b}]\n");

    assertThat(config.rules()).hasSize(1);
  }

  @Test
  void hostileTextEndsQuicklyWithAProblem() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    StringBuilder merges = new StringBuilder("g0: &g0 {age: [x]}\n");
    StringBuilder groups = new StringBuilder("h0: &h0 {age: [x]}\n");
    for (int i = 1; i < 30; i++) {
      String before = "*a" + (i - 1);
      bomb.append(
          "a" + i + ": &a" + i + " [" + String.join(", ", Collections.nCopies(10, before)) + "]\n");
      groups.append("h" + i + ": &h" + i + " {merge: [*h" + (i - 1) + ", *h" + (i - 1) + "]}\n");
    }
    StringBuilder wide = new StringBuilder("w: &w {");
    for (int i = 0; i < 20_000; i++) {
      wide.append("k").append(i).append(": 1, ");
    }
    wide.append("}\n");
    for (int i = 0; i < 1_000; i++) {
      merges.append("m").append(i).append(": {<<: *w}\n");
    }
    List<String> texts =
        List.of(
            bomb + "creation_rules: [{age: *a29}]\n",
            groups + "creation_rules: [{key_groups: [*h29]}]\n",
            wide.toString() + merges,
            "[".repeat(100_000),
            "- ".repeat(100_000),
            "{a: ".repeat(100_000),
            "? ".repeat(100_000),
            "a\0b: c",
            "\uFFFE: \uFFFF",
            "creation_rules: [{age: x, path_regex: '" + "(a*)*".repeat(2_000) + "b'}]");

    for (String text : texts) {
      SopsConfig config =
          Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> read(text));
      if (!text.contains("path_regex")) {
        assertThat(config.problems()).as(text.substring(0, 4)).isNotEmpty();
      }
    }
    byte[] notUtf8 = {'a', ':', ' ', (byte) 0xff, (byte) 0xfe};
    assertThat(SopsConfigReader.read(".sops.yaml", notUtf8).problems()).isNotEmpty();
  }
}
