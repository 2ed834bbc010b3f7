package org.keytally.repair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.plain;
import static org.keytally.demo.FleetBuilder.shared;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keytally.RealTools;
import org.keytally.age.Identity;
import org.keytally.age.IdentityFile;
import org.keytally.age.Prompt;
import org.keytally.check.Check;
import org.keytally.check.Evidence;
import org.keytally.check.Finding;
import org.keytally.check.Selection;
import org.keytally.clan.FleetReader;
import org.keytally.clan.Placement;
import org.keytally.config.Configuration;
import org.keytally.demo.FleetBuilder;
import org.keytally.git.Repositories;
import org.keytally.git.Repository;
import org.keytally.git.Snapshot;

/** One fault for each rule that repair satisfies: after the repair the rules find nothing more. */
class RepairTest {

  private static final Placement TOKEN = plain("token");
  private static final Placement HOST_KEY = perMachine("web01", "openssh", "id_ed25519");
  private static final Placement CA = shared("ca", "key");
  private static final String SECRETS = "sops/secrets/";
  private static final String CANARY = "canary-4711-plaintext";

  @TempDir private Path folder;

  static FleetBuilder fleet() {
    return FleetBuilder.seeded(1)
        .user("alice")
        .user("bob")
        .group("admins", "alice", "bob")
        .machine("web01", "groups/admins")
        .machine("db01", "groups/admins")
        .inventory()
        .secretText(TOKEN, CANARY, "groups/admins", "machines/web01")
        .secretText(HOST_KEY, CANARY, "groups/admins", "machines/web01")
        .secretText(CA, CANARY, "groups/admins", "machines/web01", "machines/db01")
        .anchor("alice")
        .anchor("bob")
        .anchor("db01")
        .rule("^secrets/.*$", "alice", "bob", "db01")
        .ruledFile("secrets/app.yaml", "# comment\npassword: " + CANARY + "\n")
        .ruledFile("secrets/app.json", "{\"password\": \"" + CANARY + "\"}")
        .ruledFile("secrets/app.env", "PASSWORD=" + CANARY + "\n")
        .ruledFile("secrets/odd name", CANARY);
  }

  private record Fault(String rule, String what, UnaryOperator<FleetBuilder> fault) {
    @Override
    public String toString() {
      return rule + ": " + what;
    }
  }

  private static Fault fault(String rule, String what, UnaryOperator<FleetBuilder> fault) {
    return new Fault(rule, what, fault);
  }

  private static UnaryOperator<FleetBuilder> keyFile(String user, UnaryOperator<String> change) {
    return f -> {
      String path = "sops/users/" + user + "/key.json";
      return f.file(path, change.apply(f.build().text(path).orElseThrow()));
    };
  }

  static Stream<Fault> faults() {
    return Stream.of(
        fault(
            "key-invalid",
            "no type",
            keyFile("bob", t -> t.replace(",\n    \"type\": \"age\"", ""))),
        fault("key-invalid", "blanks", keyFile("bob", t -> t.replace("\"age1", "\" age1"))),
        fault(
            "key-file-untidy",
            "the old form",
            keyFile("bob", t -> t.substring(1, t.length() - 1).strip())),
        fault("link-dangling", "nobody", f -> f.danglingLink(TOKEN, "users/carol")),
        fault(
            "link-not-a-link",
            "a link as a file",
            f -> f.degradeLinkToFile(SECRETS + "token/groups/admins")),
        fault(
            "link-not-a-link",
            "a membership as a file",
            f -> f.degradeLinkToFile("sops/groups/admins/users/bob")),
        fault(
            "link-outside",
            "an absolute link",
            f -> f.absoluteLink(SECRETS + "token/machines/web01")),
        fault(
            "link-wrong-kind",
            "a machine below users",
            f ->
                f.remove(SECRETS + "token/machines/web01")
                    .link(SECRETS + "token/users/web01", "../../../machines/web01")),
        fault(
            "link-not-canonical",
            "a detour",
            f -> f.link(SECRETS + "token/machines/web01", "../../../../sops/machines/web01")),
        fault("stray-entry", "a link to its own folder", f -> f.strayLink("alice")),
        fault("stray-entry", "a temporary file", f -> f.file(SECRETS + "token/tmpabc", "x")),
        fault("recipient-missing", "a user", f -> f.dropRecipient(TOKEN, "bob")),
        fault("recipient-missing", "a machine", f -> f.dropRecipient(HOST_KEY, "web01")),
        fault("recipient-extra", "a machine", f -> f.extraRecipient(HOST_KEY, "db01")),
        fault("recipient-unknown", "a key of nobody", f -> f.unknownRecipient(HOST_KEY)),
        fault(
            "machine-key-stale",
            "a machine's key was replaced",
            f -> f.replaceKeyWithoutReencryption("web01")),
        fault(
            "machine-key-exposed",
            "a machine is linked to the key of another",
            f ->
                f.link(SECRETS + "web01-age.key/machines/db01", "../../../machines/db01")
                    .extraRecipient(plain("web01-age.key"), "db01")),
        fault(
            "var-overexposed",
            "another machine is linked",
            f ->
                f.secretText(HOST_KEY, CANARY, "groups/admins", "machines/web01", "machines/db01")),
        fault(
            "group-link-missing",
            "the group's link is gone",
            f -> f.remove("vars/per-machine/web01/openssh/id_ed25519/groups")),
        fault(
            "rule-recipient-drift",
            "a reader too few",
            f -> f.dropRecipient("secrets/app.yaml", "bob")),
        fault(
            "rule-recipient-drift",
            "a reader too many, in every format",
            f ->
                f.extraRecipient("secrets/app.json", "web01")
                    .extraRecipient("secrets/app.env", "web01")
                    .extraRecipient("secrets/odd name", "web01")),
        fault("secret-mode", "executable", f -> f.executable(SECRETS + "token/secret")),
        fault(
            "var-hash-malformed",
            "a newline",
            f -> f.file("vars/per-machine/web01/openssh/.validation-hash", "0a".repeat(32) + "\n")),
        fault("recipient-duplicate", "twice", RepairTest::twice),
        fault("secret-malformed", "an entry for somebody else's key", RepairTest::swapped));
  }

  /** Lists the first recipient once more. */
  private static FleetBuilder twice(FleetBuilder f) {
    String path = SECRETS + "token/secret";
    String text = f.build().text(path).orElseThrow();
    int start = text.indexOf('{', text.indexOf("\"age\": ["));
    int end = text.indexOf('}', start) + 1;
    String entry = text.substring(start, end);
    return f.file(path, text.substring(0, end) + ", " + entry + text.substring(end));
  }

  /** Damages what is wrapped for the last recipient. */
  private static FleetBuilder swapped(FleetBuilder f) {
    String path = SECRETS + "token/secret";
    String text = f.build().text(path).orElseThrow();
    int at = text.lastIndexOf("-----BEGIN AGE ENCRYPTED FILE-----\\n") + 40;
    return f.file(path, text.substring(0, at) + "!!!!" + text.substring(at + 4));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void afterARepairTheRuleIsSatisfiedAndNothingIsLeftToRepair(Fault fault) throws Exception {
    fault.fault().apply(fleet()).commitTo(folder);
    try (Repository repository = Repositories.open(folder)) {
      assertThat(rules(repository.worktreeSnapshot())).contains(fault.rule());
      List<Identity> identities = identities("alice");
      Planner planner = planner(repository, Set.of(), identities);
      Plan plan = planner.plan();
      assertThat(plan.obstacles()).isEmpty();
      assertThat(plan.steps()).isNotEmpty();
      assertThat(plan.steps().stream().flatMap(s -> s.rules().stream())).contains(fault.rule());
      apply(repository, plan, planner);
      assertThat(rules(repository.worktreeSnapshot())).isEqualTo(soundRules());
      Plan second = planner(repository, Set.of(), identities).plan();
      assertThat(second.steps()).isEmpty();
      assertThat(second.obstacles()).isEmpty();
      noPlaintextOnDisk();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aRepairOfOneRuleAloneSatisfiesIt(Fault fault) throws Exception {
    fault.fault().apply(fleet()).commitTo(folder);
    try (Repository repository = Repositories.open(folder)) {
      List<Identity> identities = identities("alice");
      Planner planner = planner(repository, Set.of(fault.rule()), identities);
      Plan plan = planner.plan();
      assertThat(plan.steps()).allMatch(step -> step.rules().equals(List.of(fault.rule())));
      apply(repository, plan, planner);
      assertThat(rules(repository.worktreeSnapshot())).isEqualTo(soundRules());
    }
  }

  @Test
  void realSopsOpensARepairedFileWithEveryKeyThatShouldAndWithNoOther() throws Exception {
    String sops = RealTools.require("sops").toString();
    FleetBuilder fleet = fleet().dropRecipient(TOKEN, "bob").extraRecipient(TOKEN, "db01");
    fleet.commitTo(folder);
    try (Repository repository = Repositories.open(folder)) {
      Planner planner = planner(repository, Set.of(), identities("alice"));
      apply(repository, planner.plan(), planner);
    }
    for (String reader : List.of("alice", "bob", "web01", "db01")) {
      ProcessBuilder builder =
          new ProcessBuilder(sops, "decrypt", folder.resolve(SECRETS + "token/secret").toString());
      builder.environment().keySet().removeIf(name -> name.startsWith("SOPS_"));
      builder.environment().put("HOME", folder.toString());
      builder.environment().put("SOPS_AGE_KEY", new String(fleet.keyFile(reader), UTF_8));
      Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor() == 0).as(reader).isEqualTo(!reader.equals("db01"));
      assertThat(output).isEqualTo(reader.equals("db01") ? "" : CANARY);
    }
  }

  @Test
  void aSoundFleetHasAnEmptyPlan() throws Exception {
    fleet().commitTo(folder);
    try (Repository repository = Repositories.open(folder)) {
      Plan plan = planner(repository, Set.of(), identities("alice")).plan();
      assertThat(plan.steps()).isEmpty();
      assertThat(plan.newReaders()).isEmpty();
      assertThat(plan.obstacles()).isEmpty();
    }
  }

  @Test
  void whoGetsAccessIsNamedWithTheLinkThatGrantsIt() throws Exception {
    fleet().dropRecipient(TOKEN, "bob").commitTo(folder);
    try (Repository repository = Repositories.open(folder)) {
      Plan plan = planner(repository, Set.of(), identities("alice")).plan();
      assertThat(plan.newReaders())
          .containsExactly(
              new NewReader(
                  "bob",
                  List.of(SECRETS + "token/secret"),
                  List.of("sops/groups/admins/users/bob")));
    }
  }

  @Test
  void withoutAPrivateKeyNobodyIsAddedAndNothingIsDropped() throws Exception {
    fleet().dropRecipient(TOKEN, "bob").unknownRecipient(HOST_KEY).commitTo(folder);
    try (Repository repository = Repositories.open(folder)) {
      Plan plan = planner(repository, Set.of(), List.of()).plan();
      assertThat(plan.steps()).isEmpty();
      assertThat(plan.obstacles()).hasSize(2);
      assertThat(plan.obstacles()).allMatch(o -> o.need() == Need.PRIVATE_KEY);
      assertThat(plan.obstacles().get(0).command()).contains("alice");
    }
  }

  @Test
  void anUnknownKeyIsDroppedOnSomebodysWord() throws Exception {
    fleet().unknownRecipient(HOST_KEY).commitTo(folder);
    try (Repository repository = Repositories.open(folder)) {
      Planner planner =
          new Planner(
              repository.worktreeSnapshot(),
              Configuration.DEFAULT,
              Selection.ALL,
              List.of(),
              Set.of("bob"));
      Plan plan = planner.plan();
      assertThat(plan.steps()).hasSize(1);
      apply(repository, plan, planner);
      assertThat(rules(repository.worktreeSnapshot())).isEqualTo(soundRules());
    }
  }

  @Test
  void theLastRegisteredReaderIsNeverTakenAway() throws Exception {
    FleetBuilder fleet = fleet();
    fleet.secretText(plain("lost"), CANARY, "machines/web01", "users/alice");
    fleet.remove(SECRETS + "lost/users").commitTo(folder);
    try (Repository repository = Repositories.open(folder)) {
      Plan plan = planner(repository, Set.of(), identities("alice")).plan();
      assertThat(plan.steps()).isEmpty();
      assertThat(plan.obstacles()).hasSize(1);
      assertThat(plan.obstacles().get(0).need()).isEqualTo(Need.CHOICE);
      assertThat(plan.obstacles().get(0).reason()).contains("No registered person");
    }
  }

  @Test
  void entriesOfReadersThatStayAreKeptByteForByte() throws Exception {
    fleet().unknownRecipient(HOST_KEY).commitTo(folder);
    Path file = folder.resolve("vars/per-machine/web01/openssh/id_ed25519/secret");
    List<String> before = Files.readAllLines(file);
    try (Repository repository = Repositories.open(folder)) {
      Planner planner = planner(repository, Set.of(), identities("alice"));
      apply(repository, planner.plan(), planner);
    }
    List<String> after = Files.readAllLines(file);
    List<String> gone = new ArrayList<>(before);
    for (String line : after) {
      gone.remove(line);
    }
    assertThat(gone).hasSize(4).anyMatch(line -> line.contains("recipient"));
  }

  @Test
  void theReadBackFindsAFileThatIsNotAsPlanned() throws Exception {
    fleet().dropRecipient(TOKEN, "bob").commitTo(folder);
    try (Repository repository = Repositories.open(folder)) {
      List<Identity> identities = identities("alice");
      Planner planner = planner(repository, Set.of(), identities);
      Plan plan = planner.plan();
      byte[] old = Files.readAllBytes(folder.resolve(SECRETS + "token/secret"));
      Edit.Rewrite rewrite = (Edit.Rewrite) plan.steps().get(0).edit();
      assertThatThrownBy(() -> planner.readBack(plan).prove(rewrite, old))
          .isInstanceOf(RepairException.class)
          .hasMessageContaining("readers");
    }
  }

  @Test
  void whatWasProvenWhilePlannedNeedOnlyBeTheSameWhenReadBack() throws Exception {
    fleet().dropRecipient(TOKEN, "bob").commitTo(folder);
    try (Repository repository = Repositories.open(folder)) {
      List<Identity> identities = identities("alice");
      Planner planner = planner(repository, Set.of(), identities);
      Plan plan = planner.plan();
      identities.forEach(Identity::close);
      Edit.Rewrite rewrite = (Edit.Rewrite) plan.steps().get(0).edit();
      byte[] planned = rewrite.content().bytes();
      byte[] other = Arrays.copyOf(planned, planned.length + 1);
      other[planned.length] = '\n';

      planner.readBack(plan).prove(rewrite, planned);
      assertThatThrownBy(() -> planner.readBack(plan).prove(rewrite, other))
          .isInstanceOf(RepairException.class);
    }
  }

  private static Planner planner(Repository repository, Set<String> only, List<Identity> identities)
      throws Exception {
    return new Planner(
        repository.worktreeSnapshot(),
        Configuration.DEFAULT,
        new Selection(only, Set.of()),
        identities,
        Set.of());
  }

  private static void apply(Repository repository, Plan plan, Planner planner) throws Exception {
    Transaction.ReadBack readBack = planner.readBack(plan);
    Path tree = repository.workTree().orElseThrow();
    new Transaction(tree, repository.gitDirectory(), () -> false).apply(plan.edits(), readBack);
  }

  private static List<Identity> identities(String... names) throws Exception {
    byte[] text = fleet().keyFile(names);
    try {
      return List.copyOf(IdentityFile.parse(text, Prompt.NOBODY));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static Set<String> soundRules() throws Exception {
    return rules(fleet().snapshot());
  }

  private static Set<String> rules(Snapshot snapshot) throws Exception {
    Set<String> rules = new TreeSet<>();
    for (Finding finding :
        Check.run(
            new Evidence(
                FleetReader.read(snapshot, Configuration.DEFAULT),
                Configuration.DEFAULT,
                Optional.empty(),
                Optional.empty()),
            Selection.ALL)) {
      rules.add(finding.rule());
    }
    return rules;
  }

  private void noPlaintextOnDisk() throws Exception {
    byte[] canary = CANARY.getBytes(UTF_8);
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.filter(p -> Files.isRegularFile(p)).toList()) {
        assertThat(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))
            .as(path.toString())
            .doesNotContain(new String(canary, StandardCharsets.ISO_8859_1));
      }
    }
  }
}
