package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.check.SoundFleet.CA;
import static org.keytally.check.SoundFleet.HOST_KEY;
import static org.keytally.check.SoundFleet.ROOT_PASSWORD;
import static org.keytally.check.SoundFleet.TOKEN;
import static org.keytally.demo.FleetBuilder.perExport;
import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.plain;
import static org.keytally.demo.FleetBuilder.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keytally.clan.WorkTreeState;
import org.keytally.config.Configuration;
import org.keytally.config.Severity;
import org.keytally.demo.FleetBuilder;
import org.keytally.demo.FleetTree;
import org.keytally.git.FileMode;
import org.keytally.git.TreeEntry;

/**
 * One fault for each rule: the rule finds it, in a fleet where it is silent without the fault, and
 * no other rule than those named here has anything to say of it.
 */
public final class RulesTest {

  private static final String SECRETS = "sops/secrets/";

  /**
   * A fault.
   *
   * @param rule that must find it
   * @param also further rules that rightly speak of it
   */
  public record Fault(
      String rule, String what, UnaryOperator<FleetBuilder> fault, Set<String> also) {

    @Override
    public String toString() {
      return rule + ": " + what;
    }
  }

  private static Fault fault(
      String rule, String what, UnaryOperator<FleetBuilder> fault, String... also) {
    return new Fault(rule, what, fault, Set.of(also));
  }

  /** Counts as current: its source says nothing that could differ. */
  private static final String MANIFEST =
      """
      {"schema": "clan-manifest/1", "source": {}, "machines": {}}
      """;

  private static final String OTHER_KEY = FleetBuilder.seeded(7).user("x").recipient("users/x");

  /** Every fault, for {@link SoundFleet}. */
  public static Stream<Fault> faults() {
    return Stream.of(
        fault(
            "machine-key-stale",
            "a machine's key was replaced",
            f -> f.replaceKeyWithoutReencryption("web01")),
        fault(
            "recipient-missing",
            "a linked user is no recipient",
            f -> f.dropRecipient(TOKEN, "alice"),
            "single-reader"),
        fault(
            "recipient-extra",
            "a machine without link is a recipient",
            f -> f.extraRecipient(HOST_KEY, "db01")),
        fault(
            "recipient-unknown",
            "a key of nobody is a recipient",
            f -> f.unknownRecipient(HOST_KEY)),
        fault(
            "group-link-missing",
            "the link of the group that reads a var is gone",
            f -> f.remove("vars/per-machine/web01/openssh/id_ed25519/groups")),
        fault(
            "secret-without-user",
            "only a machine reads a secret",
            f -> f.secret(plain("lost"), "machines/web01")),
        fault(
            "secret-without-user",
            "only a machine reads a file under a creation rule",
            f -> f.rule("^machine/.*$", "db01").ruledFile("machine/app.yaml", "a: b\n")),
        fault("single-reader", "one person reads a secret", f -> f.secret(plain("diary"), "alice")),
        fault("secret-plaintext", "a secret stands in clear", f -> f.plaintext(TOKEN, "hunter2\n")),
        fault(
            "secret-plaintext",
            "a file under a creation rule stands in clear",
            f -> f.file("secrets/new.yaml", "password: hunter2\n")),
        fault(
            "secret-malformed",
            "conflict markers stand in a secret",
            f -> {
              String text = f.build().text(SECRETS + "token/secret").orElseThrow();
              return f.file(
                  SECRETS + "token/secret",
                  "<<<<<<< HEAD\n" + text + "=======\n" + text + ">>>>>>> topic\n");
            }),
        fault(
            "secret-missing", "members without a secret", f -> f.remove(SECRETS + "token/secret")),
        fault(
            "secret-mode",
            "a secret is a link",
            f -> f.link(SECRETS + "token/secret", "../other/secret")),
        fault(
            "secret-copied",
            "a secret's folder was copied",
            f -> copy(f, SECRETS + "token", SECRETS + "copy")),
        fault(
            "manifest-invalid",
            "the manifest is not JSON",
            f -> f.file("clan-manifest.json", "<html>")),
        fault(
            "manifest-stale",
            "Nix code has changed since",
            f ->
                f.file("flake.nix", "{ }")
                    .file(
                        "clan-manifest.json",
                        MANIFEST.replace("\"source\": {}", "\"source\": {\"nixFiles\": \"0\"}")),
            "var-orphan"),
        fault(
            "manifest-without-source",
            "a manifest made by hand",
            f ->
                f.file("clan-manifest.json", "{\"schema\": \"clan-manifest/1\", \"machines\": {}}"),
            "var-orphan"),
        fault(
            "machine-not-evaluated",
            "Nix failed on a machine",
            f ->
                f.file(
                    "clan-manifest.json",
                    MANIFEST.replace("{}}", "{\"web01\": {\"evaluationError\": \"no\"}}}"))),
        fault(
            "link-dangling",
            "a link names a user who does not exist",
            f -> f.danglingLink(TOKEN, "users/carol")),
        fault(
            "link-not-a-link",
            "a link was stored as a file",
            f -> f.degradeLinkToFile(SECRETS + "token/groups/admins"),
            "recipient-extra"),
        fault(
            "link-wrong-kind",
            "a user's folder holds a link to a machine",
            f -> f.link(SECRETS + "token/users/web01", "../../../machines/web01")),
        fault(
            "link-outside",
            "a link has an absolute target",
            f -> f.absoluteLink(SECRETS + "token/machines/web01"),
            "recipient-extra"),
        fault(
            "link-outside",
            "a link leaves the repository",
            f -> f.link(SECRETS + "token/users/mallory", "../../../../../../etc")),
        fault(
            "link-name-mismatch",
            "a link is named after nobody",
            f -> f.link(SECRETS + "token/users/carol", "../../../users/alice")),
        fault(
            "link-redundant",
            "a personal link beside the group's",
            f -> f.link(SECRETS + "token/users/alice", "../../../users/alice")),
        fault(
            "link-not-canonical",
            "a link takes the long way",
            f -> f.link(SECRETS + "token/machines/web01", "../../../../sops/machines/web01")),
        fault("stray-entry", "a link in a key folder", f -> f.strayLink("web01")),
        fault(
            "key-file-missing",
            "a user without key.json",
            f -> f.file("sops/users/carol/README", "soon\n"),
            "stray-entry"),
        fault(
            "key-invalid",
            "a key without type",
            f -> f.file("sops/users/carol/key.json", "[{\"publickey\": \"" + OTHER_KEY + "\"}]"),
            "user-anchor-missing",
            "user-without-secrets"),
        fault(
            "key-invalid",
            "a key with a wrong checksum",
            f ->
                f.file(
                    "sops/users/carol/key.json",
                    keyJson(OTHER_KEY.substring(0, OTHER_KEY.length() - 1) + lastOther()))),
        fault(
            "key-invalid",
            "an anchor with a wrong checksum",
            f -> f.anchor("ci", OTHER_KEY.substring(0, OTHER_KEY.length() - 1) + lastOther()),
            "anchor-unused"),
        fault(
            "key-invalid",
            "a key.json with conflict markers",
            f -> f.file("sops/users/carol/key.json", "<<<<<<< HEAD\n[]\n=======\n[]\n>>>>>>> b\n")),
        fault(
            "key-shared",
            "two machines have one key",
            f -> f.file("sops/machines/db01/key.json", keyJson(f.recipient("web01"))),
            "machine-anchor-mismatch",
            "recipient-extra"),
        fault(
            "key-file-untidy",
            "the old form of key.json",
            f ->
                f.file(
                    "sops/users/alice/key.json",
                    "{\"publickey\": \"" + f.recipient("alice") + "\", \"type\": \"age\"}")),
        fault(
            "private-key-committed",
            "an age identity lies in a script",
            f -> f.file("deploy.sh", new String(f.keyFile("web01"), StandardCharsets.US_ASCII))),
        fault(
            "user-without-secrets",
            "a user reads nothing",
            f -> f.user("carol").anchor("carol"),
            "anchor-unused"),
        fault(
            "name-invalid",
            "a user's name has a capital letter",
            f -> f.file("sops/users/Carol/key.json", keyJson(OTHER_KEY)),
            "user-anchor-missing",
            "user-without-secrets"),
        fault("group-single-member", "a group of one", f -> f.group("ops", "alice")),
        fault(
            "admin-group-with-machine",
            "a machine is an admin",
            f -> f.group("admins", "machines/db01"),
            "machine-key-exposed"),
        fault(
            "machine-key-exposed",
            "a machine reads the private key of another",
            f -> f.machine("mail01", "groups/admins", "machines/web01"),
            "machine-without-secrets"),
        fault(
            "machine-key-unusable",
            "a machine with a pgp key",
            f ->
                f.file(
                    "sops/machines/db01/key.json",
                    "[{\"publickey\": \"85D77543B3D624B63CEA9E6DBC17301B491B3F21\", \"type\": \"pgp\"}]"),
            "machine-anchor-mismatch",
            "machine-key-stale"),
        fault(
            "machine-key-ambiguous",
            "a machine with two keys",
            f -> f.file("sops/machines/db01/key.json", keyJson(f.recipient("db01"), OTHER_KEY)),
            "recipient-missing"),
        fault(
            "machine-without-key",
            "the private half is not in the repository",
            f -> f.machineWithHostKey("mail01"),
            "machine-without-secrets"),
        fault(
            "machine-without-key",
            "secret vars of a machine without key",
            f ->
                f.inventory("web01", "db01", "mail01")
                    .secret(perMachine("mail01", "a", "b"), "groups/admins")),
        fault(
            "machine-unknown",
            "a machine's key outlived the machine",
            f -> f.inventory("web01").remove("machines/db01")),
        fault(
            "machine-name-prefix",
            "one name begins with the other",
            f -> f.machine("web01-old", "groups/admins"),
            "machine-without-secrets"),
        fault(
            "machine-without-secrets",
            "a machine reads nothing",
            f -> f.machine("mail01", "groups/admins")),
        fault(
            "machine-is-link",
            "a machine folder is a link",
            f -> f.link("machines/web02", "web01")),
        fault(
            "machine-without-key",
            "the public half is not registered",
            f -> f.remove("sops/machines/web01"),
            "link-dangling",
            "recipient-unknown"),
        fault(
            "inventory-invalid",
            "an empty field that clan has removed",
            f ->
                f.file(
                    "inventory.json",
                    "{\n  \"machines\": {\"web01\": {}, \"db01\": {}},\n  \"services\": {}\n}\n")),
        fault(
            "key-invalid",
            "two keys of a merge that was not finished",
            f ->
                f.file(
                    "sops/users/alice/key.json",
                    "<<<<<<< HEAD\n"
                        + keyJson(f.recipient("alice"))
                        + "\n=======\n"
                        + keyJson(f.recipient("alice"))
                        + "\n>>>>>>> laptop\n"),
            "recipient-extra",
            "single-reader"),
        fault(
            "inventory-invalid",
            "broken inventory.json",
            f -> f.file("inventory.json", "{\"machines\": ")),
        fault(
            "var-wrong-visibility",
            "secret and value side by side",
            f -> f.value(ROOT_PASSWORD, "old\n")),
        fault(
            "var-overexposed",
            "a var of one machine is linked to another",
            f -> f.secret(ROOT_PASSWORD, "groups/admins", "machines/web01", "machines/db01")),
        fault(
            "var-placed-twice",
            "a generator is shared and per machine",
            f -> f.secret(perMachine("web01", "ca", "key"), "groups/admins", "machines/web01")),
        fault(
            "var-orphan",
            "vars of a machine that is gone",
            f -> f.value(perMachine("gone", "a", "b"), "c\n")),
        fault("var-empty", "an empty value", f -> f.value(perMachine("web01", "a", "b"), "")),
        fault(
            "ssh-certificate-stale",
            "a certificate for another key",
            f ->
                f.value(perMachine("web01", "openssh", "id_ed25519.pub"), ssh("host2"))
                    .value(perMachine("web01", "cert", "id_ed25519-cert.pub"), ssh("host-cert"))),
        fault(
            "ssh-certificate-stale",
            "a certificate of another authority",
            f ->
                f.value(perMachine("web01", "openssh", "id_ed25519.pub"), ssh("host"))
                    .value(perMachine("web01", "cert", "id_ed25519-cert.pub"), ssh("host-cert"))
                    .value(shared("openssh-ca", "id_ed25519.pub"), ssh("ca2"))),
        fault(
            "var-runtime-name",
            "an option of former times",
            f -> f.file("web.nix", "{ sops.secrets.\"vars/wifi/psk\".owner = \"a\"; }")),
        fault(
            "recipient-missing",
            "a flake-level secret that no bulk update covers",
            f ->
                f.secret(perExport("A:::", "token", "token"), "groups/admins", "machines/web01")
                    .dropRecipient(perExport("A:::", "token", "token"), "web01")),
        fault("var-hash-malformed", "a hash that is none", f -> f.validationHash(CA, "no hash")),
        fault(
            "legacy-layout",
            "facts of long ago",
            f -> f.file("machines/web01/facts/ssh.id_ed25519.pub", "ssh-ed25519 AAAA\n")),
        fault(
            "user-anchor-mismatch",
            "an anchor holds another key than the user",
            f -> f.anchorMismatch("alice")),
        fault(
            "user-anchor-missing",
            "a user without anchor",
            f -> f.user("carol").group("admins", "carol")),
        fault(
            "anchor-without-user",
            "an anchor of somebody who is no clan user",
            f ->
                f.anchorWithOwnKey("carol-user")
                    .rule("^carol/", "alice", "bob", "carol-user")
                    .ruledFile("carol/a.yaml", "a: b\n")),
        fault(
            "machine-anchor-mismatch",
            "an anchor holds another key than the machine",
            f -> f.anchorMismatch("db01")),
        fault("anchor-unused", "an anchor that no rule uses", f -> f.anchorWithOwnKey("recovery")),
        fault(
            "anchor-shared",
            "two anchors with one key",
            f ->
                f.anchor("alice-db01", "alice")
                    .rule("^x/", "alice-db01", "bob")
                    .ruledFile("x/a.yaml", "a: b\n")),
        fault(
            "rule-recipient-drift",
            "a file lacks a recipient of its rule",
            f -> f.dropRecipient("secrets/app.yaml", "bob")),
        fault(
            "sops-config-invalid", "an expression that is none", f -> f.rule("secrets/(", "alice")),
        fault(
            "file-without-rule",
            "an encrypted file that no rule covers",
            f -> copy(f, "secrets/app.yaml", "elsewhere/app.yaml")),
        fault(
            "rule-without-file", "a rule that covers nothing", f -> f.rule("^nowhere/", "alice")));
  }

  @Test
  void aSoundFleetHasNoFindings() {
    assertThat(SoundFleet.check(SoundFleet.builder())).isEmpty();
  }

  @Test
  void encryptedFilesInOldPlacesAreCheckedLikeOthers() {
    for (String place : List.of("sops/vars/shared/ca/key", "machines/nixos/web01/vars/ca/key")) {
      FleetBuilder sound = copy(SoundFleet.builder(), CA_SECRET, place + "/secret");
      assertThat(SoundFleet.rules(SoundFleet.check(sound)))
          .contains("legacy-layout")
          .doesNotContain("recipient-unknown", "secret-without-user");
      FleetBuilder unknown =
          copy(
              SoundFleet.builder().unknownRecipient(CA).remove("vars/shared/ca/key/users"),
              CA_SECRET,
              place + "/secret");
      assertThat(SoundFleet.check(unknown))
          .filteredOn(f -> f.rule().equals("recipient-unknown"))
          .anyMatch(f -> f.paths().equals(List.of(place + "/secret")));
      FleetBuilder nobody =
          SoundFleet.builder().dropRecipient(CA, "alice").dropRecipient(CA, "bob");
      assertThat(SoundFleet.check(copy(nobody, CA_SECRET, place + "/secret")))
          .filteredOn(f -> f.rule().equals("secret-without-user"))
          .anyMatch(f -> f.path().equals(Optional.of(place + "/secret")));
    }
  }

  @Test
  void aCertificateOfTheStoredKeyByTheStoredAuthorityIsSound() {
    FleetBuilder fleet =
        SoundFleet.builder()
            .value(perMachine("web01", "openssh", "id_ed25519.pub"), ssh("host"))
            .value(perMachine("web01", "cert", "id_ed25519-cert.pub"), ssh("host-cert"))
            .value(shared("openssh-ca", "id_ed25519.pub"), ssh("ca"))
            .value(shared("other-ca", "id_ed25519.pub"), ssh("ca2"));
    assertThat(SoundFleet.check(fleet)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsFoundByItsRuleAndNoOther(Fault fault) {
    List<Finding> findings = SoundFleet.check(fault.fault().apply(SoundFleet.builder()));
    Set<String> expected = new TreeSet<>(fault.also());
    expected.add(fault.rule());
    assertThat(SoundFleet.rules(findings))
        .as(findings.toString())
        .containsExactlyElementsOf(expected);
  }

  @Test
  void whatGitDoesToPathsIsFoundInAWorkTree() {
    WorkTreeState state =
        new WorkTreeState(
            List.of("sops/a"),
            List.of("sops/b"),
            List.of("sops/c"),
            List.of("sops/d"),
            Map.of("sops/e", "filter=lfs"),
            true);
    List<Finding> findings =
        SoundFleet.check(SoundFleet.builder(), Configuration.DEFAULT, Optional.of(state));
    assertThat(SoundFleet.rules(findings))
        .containsExactly("git-intent-to-add", "git-links-off", "git-unmerged", "secret-not-in-git");
    assertThat(findings.stream().filter(f -> f.rule().equals("secret-not-in-git")))
        .extracting(f -> f.path().orElse("") + " " + f.severity())
        .containsExactly("sops/c WARNING", "sops/d ERROR", "sops/e ERROR");
  }

  @Test
  void everyRuleHasAPageThatSaysTheSameOfIt() throws Exception {
    for (Rule rule : Rules.ALL) {
      Rule.Description description = rule.description();
      String page = Files.readString(Path.of("docs/rules", description.name() + ".md"));
      assertThat(page).startsWith("# " + description.name() + "\n");
      for (String id : description.catalogue()) {
        assertThat(page).contains(id);
      }
    }
  }

  @Test
  void everyPageIsOfARule() throws Exception {
    List<String> rules = new ArrayList<>();
    for (Rule rule : Rules.ALL) {
      rules.add(rule.description().name() + ".md");
    }
    try (Stream<Path> pages = Files.list(Path.of("docs/rules"))) {
      assertThat(pages.map(p -> p.getFileName().toString()).filter(p -> p.endsWith(".md")))
          .containsExactlyInAnyOrderElementsOf(rules);
    }
  }

  @Test
  void aReplacedMachineKeyIsReportedOnceWithItsFiles() {
    List<Finding> findings =
        SoundFleet.check(SoundFleet.builder().replaceKeyWithoutReencryption("web01"));
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).subject()).isEqualTo(new Subject(Subject.Type.MACHINE, "web01"));
    assertThat(findings.get(0).paths())
        .containsExactlyInAnyOrder(
            SECRETS + "token/secret",
            "vars/per-machine/web01/openssh/id_ed25519/secret",
            "vars/per-machine/web01/root-password/hash/secret",
            "vars/shared/ca/key/secret");
  }

  @Test
  void twoReplacedMachineKeysOnOneSharedSecretAreToldApart() {
    List<Finding> findings =
        SoundFleet.check(
            SoundFleet.builder()
                .replaceKeyWithoutReencryption("web01")
                .secret(perMachine("db01", "openssh", "id"), "groups/admins", "machines/db01")
                .replaceKeyWithoutReencryption("db01"));
    assertThat(SoundFleet.rules(findings))
        .contains("machine-key-stale")
        .doesNotContain("recipient-missing", "recipient-unknown");
  }

  @Test
  void usersWhoShareAKeyAreOnePersonIfTheConfigurationSaysSo() {
    FleetBuilder fleet = SoundFleet.builder();
    fleet.file("sops/users/alice-laptop/key.json", keyJson(fleet.recipient("alice")));
    Configuration.Person alice =
        new Configuration.Person(
            "alice",
            List.of("alice", "alice-laptop"),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            1);
    Configuration configuration = withPeople(Map.of("alice", alice));
    assertThat(SoundFleet.check(fleet))
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("key-shared", Severity.WARNING));
    assertThat(SoundFleet.check(fleet, configuration, Optional.empty())).isEmpty();
  }

  @Test
  void anSshKeyThatIsNotTheSourceOfAPersonsKeyIsFound() {
    String ssh =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJHQ+CA7jcMWuCBxgLI6vVllPv3rFk0rpkQxWHQpVpxj a";
    String derived = "age179jrwythxgnmaxuztq3kmwp2gmfs8nrvw8t75hagc8a7vdwjtgesyan526";
    Configuration configuration = withPeople(Map.of("alice", withSsh(ssh)));
    assertThat(SoundFleet.check(SoundFleet.builder(), configuration, Optional.empty()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("ssh-key-mismatch");
              assertThat(finding.message()).contains(derived);
            });
    FleetBuilder fromSsh =
        FleetBuilder.seeded(1).userWithKeys("alice", derived).user("bob").secret(TOKEN);
    assertThat(SoundFleet.check(fromSsh, configuration, Optional.empty())).isEmpty();
  }

  private static Configuration.Person withSsh(String ssh) {
    return new Configuration.Person(
        "alice", List.of("alice"), List.of(), Optional.empty(), Optional.of(ssh), 3);
  }

  @Test
  void namesInCommandsAreQuotedForTheShell() {
    assertThat(Wording.quote("web-01.example")).isEqualTo("web-01.example");
    assertThat(Wording.quote("$(reboot)")).isEqualTo("'$(reboot)'");
    assertThat(Wording.quote("it's")).isEqualTo("'it'\\''s'");
    assertThat(Wording.quote("-rf")).isEqualTo("'-rf'");
  }

  @Test
  void aLinkToAPersonWhoLeftIsOneFindingHoweverManyThereAre() {
    List<Finding> findings =
        SoundFleet.check(
            SoundFleet.builder()
                .danglingLink(TOKEN, "users/carol")
                .danglingLink(CA, "users/carol")
                .link("sops/groups/admins/users/carol", "../../../users/carol"));
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).paths()).hasSize(3);
  }

  private static Configuration withPeople(Map<String, Configuration.Person> people) {
    Configuration none = Configuration.DEFAULT;
    return new Configuration(
        none.clanDirectory(),
        none.manifest(),
        people,
        none.machines(),
        none.externalAnchors(),
        none.rules(),
        none.exclude(),
        none.accepted());
  }

  /** Another last character than that of the key, so that its checksum is wrong. */
  private static char lastOther() {
    return OTHER_KEY.endsWith("q") ? 'p' : 'q';
  }

  private static String keyJson(String... keys) {
    List<String> elements = new ArrayList<>();
    for (String key : keys) {
      elements.add("  {\n    \"publickey\": \"" + key + "\",\n    \"type\": \"age\"\n  }");
    }
    return "[\n" + String.join(",\n", elements) + "\n]";
  }

  /** Copies a file, or all files and links of a folder, of the fleet as it is built so far. */
  private static final String CA_SECRET = "vars/shared/ca/key/secret";

  /** What ssh-keygen wrote into a file of public keys. */
  private static String ssh(String name) {
    try {
      return Files.readString(Path.of("src/test/resources/ssh", name + ".pub"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FleetBuilder copy(FleetBuilder fleet, String from, String to) {
    FleetTree tree = fleet.build();
    for (TreeEntry entry : tree.snapshot().entries()) {
      if (entry.path().equals(from) || entry.path().startsWith(from + '/')) {
        String target = to + entry.path().substring(from.length());
        if (entry.mode() == FileMode.LINK) {
          fleet.link(target, tree.text(entry.path()).orElseThrow());
        } else {
          fleet.file(target, tree.content(entry.path()).orElseThrow());
        }
      }
    }
    return fleet;
  }
}
