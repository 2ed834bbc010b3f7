package org.keytally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keytally.config.Configuration.Accepted;
import org.keytally.config.Configuration.Person;
import org.keytally.config.Configuration.RuleSetting;
import org.keytally.config.ConfigurationException.Problem;

class ConfigurationReaderTest {

  @Test
  void everyKeyIsRead() throws ConfigurationException {
    Configuration read =
        read(
            """
            # what names cannot tell
            clan-directory: ./infra/
            manifest: clan-manifest.json
            machines: [m1, m2]
            people:
              alice:
                users: [alice, alice-laptop]
                anchors: [alice-user]
                bitwarden: sops-alice-ssh
                ssh: "ssh-ed25519 AAAA alice"
              bob: {}
            external: [ci, recovery]
            rules: {single-reader: off, secret-without-user: warning}
            exclude: ["docs/**"]
            accepted:
              - {rule: key-shared, fingerprint: 1f2e, reason: "old laptop", expires: 2026-12-31}
            """);

    assertThat(read.clanDirectory()).contains("infra");
    assertThat(read.manifest()).contains("clan-manifest.json");
    assertThat(read.machines()).containsExactlyInAnyOrder("m1", "m2");
    assertThat(read.people().get("alice"))
        .isEqualTo(
            new Person(
                "alice",
                List.of("alice", "alice-laptop"),
                List.of("alice-user"),
                Optional.of("sops-alice-ssh"),
                Optional.of("ssh-ed25519 AAAA alice"),
                6));
    assertThat(read.externalAnchors()).containsExactlyInAnyOrder("ci", "recovery");
    assertThat(read.rules())
        .containsOnly(
            Map.entry("single-reader", new RuleSetting(Severity.OFF, 13)),
            Map.entry("secret-without-user", new RuleSetting(Severity.WARNING, 13)));
    assertThat(read.severityOf("single-reader")).contains(Severity.OFF);
    assertThat(read.severityOf("key-shared")).isEmpty();
    assertThat(read.excludes("docs/keys.yaml")).isTrue();
    assertThat(read.excludes("sops/keys.yaml")).isFalse();
    assertThat(read.accepted())
        .containsExactly(
            new Accepted("key-shared", "1f2e", "old laptop", LocalDate.of(2026, 12, 31), 16));
  }

  @Test
  void theVaultIsReadAndIsTheUsualOneWhereNothingIsSaid() throws ConfigurationException {
    Configuration read =
        read(
            """
            vault:
              items: fleet/NAME
              services: [backup, ci]
              ssh-files: ./keys/NAME.pub
              host-keys: keys/hosts
            """);

    assertThat(read.vault().items()).isEqualTo("fleet/NAME");
    assertThat(read.vault().services()).containsExactlyInAnyOrder("backup", "ci");
    assertThat(read.vault().sshFiles()).contains("keys/NAME.pub");
    assertThat(read.vault().hostKeys()).contains("keys/hosts");
    assertThat(read("vault: {services: [ci]}").vault().items()).isEqualTo("sops-NAME-ssh");
    assertThat(read("manifest: m.json").vault().hostKeys()).isEmpty();
  }

  @Test
  void aVaultThatCannotBeMeantIsReportedWithItsLine() {
    assertThat(
            problems(
                """
                vault:
                  items: NAME
                  ssh-files: keys/alice.pub
                  host-key: keys/hosts
                """))
        .containsExactlyInAnyOrder(
            new Problem(
                2,
                "items: a pattern as in sops-NAME-ssh is expected, with NAME once and at least 3"
                    + " characters before or after it, not \"NAME\""),
            new Problem(
                3,
                "ssh-files: a path as in keys/NAME.pub is expected, with NAME once, not"
                    + " \"keys/alice.pub\""),
            new Problem(4, "unknown key \"host-key\" in vault; did you mean host-keys?"));
    assertThat(problems("vault: {items: sops-NAME-NAME}")).hasSize(1);
    assertThat(problems("vault: {ssh-files: ../NAME.pub}")).hasSize(1);
    assertThat(problems("vault: {host-keys: /etc/ssh/hosts}")).hasSize(1);
    assertThat(problems("vault: [bitwarden]")).hasSize(1);
  }

  @Test
  void aPersonWithoutUsersIsTheClanUserOfThatName() throws ConfigurationException {
    Configuration read = read("people: {bob: {}, carol: {users: []}}");

    assertThat(read.people().get("bob"))
        .satisfies(person -> assertThat(person.users()).containsExactly("bob"));
    assertThat(read.people().get("carol"))
        .satisfies(person -> assertThat(person.users()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# only a comment\n", "---\n", "rules:\n  # key-shared: off\n"})
  void nothingWrittenMeansTheDefault(String text) throws ConfigurationException {
    assertThat(read(text)).isEqualTo(Configuration.DEFAULT);
  }

  @Test
  void theClanDirectoryMayBeTheRoot() throws ConfigurationException {
    assertThat(read("clan-directory: .").clanDirectory()).contains("");
  }

  @Test
  void anUnknownKeyIsReportedWithItsLineAndTheNearestName() {
    assertThat(problems("manifest: m.json\nmachine: [m1]\n"))
        .containsExactly(new Problem(2, "unknown key \"machine\"; did you mean machines?"));
    assertThat(problems("people:\n  alice:\n    anchor: [a]\n"))
        .containsExactly(
            new Problem(3, "unknown key \"anchor\" in person alice; did you mean anchors?"));
    assertThat(problems("zzz: 1\n"))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message()).contains("known keys: clan-directory, manifest"));
  }

  @Test
  void allProblemsAreReportedAtOnceInTheirOrder() {
    assertThat(
            problems(
                """
                people:
                  alice: {users: alice}
                  alice: {users: [a]}
                rules:
                  key-shared: warn
                accepted:
                  - {rule: r, fingerprint: f, reason: " ", expires: 2026-02-30}
                  - {rule: r, fingerprint: f}
                """))
        .containsExactly(
            new Problem(3, "key \"alice\" stands already in line 2"),
            new Problem(2, "users: a list is expected, as in users: [one, another]"),
            new Problem(
                5,
                "rule \"key-shared\": a severity is one of error, warning, info, off, not \"warn\""),
            new Problem(7, "reason: this is empty"),
            new Problem(7, "expires: \"2026-02-30\" is no date such as 2026-12-31"),
            new Problem(8, "accepted: reason is missing"),
            new Problem(8, "accepted: expires is missing"));
  }

  @Test
  void aUserOrAnchorBelongsToOnePerson() {
    assertThat(
            problems(
                """
                people:
                  alice: {users: [a], anchors: [x]}
                  bob: {users: [a], anchors: [x, ci]}
                external: [ci]
                """))
        .containsExactly(
            new Problem(3, "user \"a\" is already one of person \"alice\"'s"),
            new Problem(3, "anchor \"x\" is already one of person \"alice\"'s"),
            new Problem(3, "anchor \"ci\" cannot be both person \"bob\"'s and external"));
  }

  @Test
  void theSameFindingIsAcceptedOnce() {
    assertThat(
            problems(
                """
                accepted:
                  - {rule: r, fingerprint: f, reason: one, expires: 2026-12-31}
                  - {rule: r, fingerprint: f, reason: two, expires: 2027-12-31}
                """))
        .containsExactly(new Problem(3, "accepted: this finding is already accepted in line 2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clan-directory: /etc",
        "clan-directory: ../other",
        "clan-directory: a/../../b",
        "manifest: a/..",
        "manifest: ./",
        "manifest: [a]",
        "machines: m1",
        "machines: [m1, m1]",
        "machines: [[m1]]",
        "machines: [\"a\\nb\"]",
        "people: [alice]",
        "people: {? [a] : {}}",
        "people: {alice: {ssh: AAAAC3}}",
        "rules: {key-shared: {severity: off}}",
        "rules: {key-shared: }",
        "exclude: [\"!docs\"]",
        "exclude: ['a\\b']",
        "accepted: {rule: a}",
        "accepted: [text]",
        "- just\n- a list",
        "just text",
        "machines: !!binary aGk=",
        "machines: !set {a, b}",
        "<<: {manifest: a}",
      })
  void whatHasTheWrongShapeIsRefusedWithItsLine(String text) {
    assertThat(problems(text))
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.line()).isPositive());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: b: c",
        "people:\n\t- a",
        "<<<<<<< HEAD\nmachines: []\n=======\nmachines: [a]\n>>>>>>> other\n",
        "a: *nowhere",
        "machines: []\n---\nmachines: [b]\n",
        "a: \"unfinished",
        "a: \u0007",
        "a: [b",
      })
  void whatIsNotYamlIsRefusedWithItsLine(String text) {
    assertThat(problems(text))
        .singleElement()
        .satisfies(problem -> assertThat(problem.line()).isPositive());
  }

  @Test
  @Timeout(120)
  void hostileSizesAndDepthsAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 80; i++) {
      String previous = "*a" + (i - 1) + ", ";
      bomb.append('a').append(i).append(": &a").append(i).append(" [");
      bomb.append(previous.repeat(9)).append("x]\n");
    }
    List<String> hostile =
        List.of(
            bomb.toString(),
            "[".repeat(1_000_000),
            "{".repeat(1_000_000),
            "- ".repeat(500_000),
            "? ".repeat(500_000),
            "machines: &a [*a]",
            "people: &a {alice: *a}",
            "x".repeat(1 << 21),
            "k: v\n".repeat(200_000),
            "!" + "x".repeat(1_000_000) + " a");

    for (String text : hostile) {
      assertThat(problems(text)).isNotEmpty().hasSizeLessThanOrEqualTo(51);
    }
  }

  @Test
  void bytesThatAreNotTextAreRefused() {
    assertThatThrownBy(() -> ConfigurationReader.read(new byte[] {(byte) 0xC3, 0x28}))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void messagesHoldNoControlCharactersAndStayShort() {
    String name = "\\e[31m" + "x".repeat(500);

    assertThat(problems("rules: {a: \"" + "y".repeat(500) + "\"}\n? \"" + name + "\"\n: 1\n"))
        .allSatisfy(
            problem -> {
              assertThat(problem.message()).doesNotContain("\u001b");
              assertThat(problem.message().length()).isLessThan(300);
            });
  }

  @Test
  void anyBytesGiveAConfigurationOrProblems() {
    byte[] sample =
        "people: {a: {users: [b]}}\naccepted:\n - {rule: r, expires: 2026-01-01}\n"
            .getBytes(StandardCharsets.UTF_8);
    Random random = new Random(7);
    List<String> outcomes = new ArrayList<>();
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = sample.clone();
      for (int i = 0; i < 1 + random.nextInt(4); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(ConfigurationReader.read(bytes)).isNotNull();
        outcomes.add("read");
      } catch (ConfigurationException e) {
        assertThat(e.problems()).isNotEmpty();
        outcomes.add("refused");
      }
    }
    assertThat(outcomes).hasSize(3000).contains("refused");
  }

  private static Configuration read(String text) throws ConfigurationException {
    return ConfigurationReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Problem> problems(String text) {
    return catchThrowableOfType(ConfigurationException.class, () -> read(text)).problems();
  }
}
