package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.config.Configuration;
import org.keytally.config.Severity;
import org.keytally.demo.FleetBuilder;
import org.keytally.demo.ManifestBuilder;
import org.keytally.source.PasswordStore;
import org.keytally.source.PasswordStore.Extension;

/** Machines keep their secrets in a password store, which is or is not on this computer. */
class PasswordStoreRulesTest {

  private static final String HOST_KEY = "clan-vars/per-machine/web01/openssh/id_ed25519";
  private static final String PASSWORD = "clan-vars/per-machine/web01/root-password/hash";
  private static final String CA = "clan-vars/shared/ca/key";

  private final TreeMap<String, Set<Extension>> entries = new TreeMap<>();
  private final ManifestBuilder manifest = DeclaredRulesTest.manifest();
  private final FleetBuilder fleet =
      SoundFleet.builder()
          .remove("vars/per-machine/web01/openssh/id_ed25519")
          .remove("vars/per-machine/web01/root-password")
          .remove("vars/shared/ca");
  private String command = "passage";
  private Optional<List<String>> recipients = Optional.empty();

  @BeforeEach
  void fillTheStore() {
    for (String entry : List.of(HOST_KEY, PASSWORD, CA)) {
      entries.put(entry, EnumSet.of(Extension.AGE));
    }
  }

  @Test
  void aStoreThatHasEverythingIsNoFinding() {
    assertThat(check()).isEmpty();
  }

  @Test
  void anEntryThatIsMissingIsFoundOnThisWorkstation() {
    entries.remove(CA);

    assertThat(check())
        .extracting(Finding::rule, Finding::severity, Finding::evidence)
        .containsExactly(tuple("store-entry-missing", Severity.ERROR, EvidenceKind.WORKSTATION));
    assertThat(check().get(0).path()).isEmpty();
    assertThat(check().get(0).message()).contains("key of generator ca");
  }

  @Test
  void whatAStaleManifestMissesInTheStoreIsAWarning() {
    entries.remove(CA);
    manifest.source("{\"nixFiles\": \"0\"}");

    assertThat(check()).extracting(Finding::severity).containsOnly(Severity.WARNING);
  }

  @Test
  void anEntryThatNothingDeclaresIsFoundAndOthersOfThePersonAreNot() {
    entries.put("clan-vars/shared/vpn/key", EnumSet.of(Extension.GPG));
    entries.put("clan-vars/per-export/a/b/c", EnumSet.of(Extension.AGE));

    assertThat(check()).extracting(Finding::rule).containsExactly("store-entry-orphan");
    assertThat(check().get(0).message()).contains("clan-vars/shared/vpn/key in ~/store");
  }

  @Test
  void ofAMachineThatWasNotEvaluatedNothingIsAnOrphan() {
    manifest.failed("web01");

    assertThat(check()).extracting(Finding::rule).containsExactly("machine-not-evaluated");
  }

  @Test
  void anEntryInBothFormsIsAmbiguous() {
    entries.put(CA, EnumSet.allOf(Extension.class));

    assertThat(check()).extracting(Finding::rule).containsExactly("store-entry-twice");
  }

  @Test
  void anAdminWhoIsNoRecipientIsNamed() {
    recipients = Optional.of(List.of(fleet.recipient("alice")));

    assertThat(check())
        .extracting(Finding::rule, f -> f.subject().name())
        .containsExactly(tuple("store-reader-missing", "bob"));
  }

  @Test
  void keysOfAnotherKindThanTheStoresSayNothing() {
    command = "pass";
    recipients = Optional.of(List.of("0xABCDEF1234567890"));

    assertThat(check()).isEmpty();
  }

  @Test
  void withoutTheStoreEverySecretIsNotChecked() {
    List<Finding> findings =
        check(
            Map.of(
                "passage",
                new PasswordStore(
                    "passage",
                    "~/.passage/store",
                    Optional.of("the store is not here"),
                    new TreeMap<>(),
                    Optional.empty())));

    assertThat(findings).extracting(Finding::rule).containsExactly("var-store-not-checked");
    assertThat(findings.get(0).message())
        .contains("3 secret vars are not checked")
        .contains("~/.passage/store not checked: the store is not here");
  }

  @Test
  void aPublicVarIsStillLookedForInTheRepository() {
    fleet.remove("vars/per-machine/web01/openssh");

    assertThat(check()).extracting(Finding::rule).containsExactly("var-missing");
  }

  private List<Finding> check() {
    return check(
        Map.of(
            command, new PasswordStore(command, "~/store", Optional.empty(), entries, recipients)));
  }

  private List<Finding> check(Map<String, PasswordStore> stores) {
    manifest.passwordStore("web01", command).passwordStore("db01", command);
    fleet.file("clan-manifest.json", manifest.json());
    try {
      Fleet read = FleetReader.read(fleet.snapshot(), Configuration.DEFAULT);
      Evidence evidence =
          new Evidence(read, Configuration.DEFAULT, Optional.empty(), Optional.empty());
      return Check.run(evidence.with(stores), Selection.ALL);
    } catch (Exception e) {
      throw new AssertionError("the fleet cannot be read", e);
    }
  }
}
