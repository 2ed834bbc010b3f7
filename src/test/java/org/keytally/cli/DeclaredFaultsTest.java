package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.check.SoundFleet.CA;
import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.plain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.check.SoundFleet;
import org.keytally.demo.FleetBuilder;

/**
 * From a flake through real nix to the findings: each rule about what Nix declares finds its fault.
 */
class DeclaredFaultsTest {

  private static final Path NIX = Path.of("src/test/resources/nix");

  @TempDir private Path folder;

  @Test
  void eachRuleFindsItsFaultInWhatRealNixDeclares() throws Exception {
    RealTools.require("nix");
    FleetBuilder fleet =
        SoundFleet.builder()
            .user("carol")
            .machine("db01", "users/alice")
            .machine("gone", "groups/admins")
            .secret(plain("diary"), "users/carol", "groups/admins", "machines/gone")
            .secret(CA, "groups/admins", "machines/web01")
            .secret(perMachine("web01", "ca", "key"), "groups/admins", "machines/web01")
            .secret(perMachine("web01", "solo", "key"), "users/alice", "machines/web01")
            .secret(perMachine("mail01", "relay", "key"), "groups/admins")
            .secret(perMachine("odd", "own", "key"), "groups/admins");
    for (String file : new String[] {"fleet/flake.nix", "fleet/clan.nix", "faults/extra.nix"}) {
      Path from = NIX.resolve(file);
      fleet.file(from.getFileName().toString(), Files.readString(from));
    }
    fleet.inventory("web01", "db01").remove("machines/gone").commitTo(folder);

    assertThat(keytally("manifest", "--offline").code()).isZero();
    JsonNode report =
        new ObjectMapper()
            .readTree(keytally("check", "--keyfile", "none", "--format", "json").out());

    Set<String> found = new TreeSet<>();
    report.path("findings").forEach(finding -> found.add(finding.path("rule").asText()));
    assertThat(found)
        .contains(
            "default-group-unknown",
            "default-group-without-access",
            "dependency-ambiguous",
            "dependency-cycle",
            "dependency-incomplete",
            "dependency-missing",
            "dependency-shared-on-machine",
            "generator-without-files",
            "machine-key-without-group",
            "machine-not-evaluated",
            "machine-unknown",
            "machine-without-key",
            "user-outside-default-groups",
            "var-hash-stale",
            "var-missing",
            "var-not-deployable",
            "var-orphan",
            "var-other-store",
            "var-overexposed",
            "var-owner-unusable",
            "var-placed-twice",
            "var-share-conflict",
            "var-shared-differs",
            "var-store-not-checked",
            "var-stores-differ",
            "var-wrong-visibility")
        .doesNotContain("manifest-stale", "manifest-invalid");
  }

  private Session keytally(String... arguments) {
    return new Session(folder).with(System.getenv()).run(arguments);
  }
}
