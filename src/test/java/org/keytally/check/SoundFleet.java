package org.keytally.check;

import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.plain;
import static org.keytally.demo.FleetBuilder.shared;

import java.util.List;
import java.util.Optional;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.clan.Placement;
import org.keytally.clan.WorkTreeState;
import org.keytally.config.Configuration;
import org.keytally.demo.FleetBuilder;

/**
 * A fleet in which everything agrees, and what the rules say of it and of what tests make of it.
 */
public final class SoundFleet {

  public static final Placement TOKEN = plain("token");
  public static final Placement HOST_KEY = perMachine("web01", "openssh", "id_ed25519");
  public static final Placement ROOT_PASSWORD = perMachine("web01", "root-password", "hash");
  public static final Placement CA = shared("ca", "key");

  private SoundFleet() {}

  /** Two people in a group, two machines, secrets, vars, and files under creation rules. */
  public static FleetBuilder builder() {
    return FleetBuilder.seeded(1)
        .user("alice")
        .user("bob")
        .group("admins", "alice", "bob")
        .machine("web01", "groups/admins")
        .machine("db01", "groups/admins")
        .inventory()
        .secret(TOKEN, "groups/admins", "machines/web01")
        .secret(HOST_KEY, "groups/admins", "machines/web01")
        .value(perMachine("web01", "openssh", "id_ed25519.pub"), "ssh-ed25519 AAAA web01\n")
        .secret(ROOT_PASSWORD, "groups/admins", "machines/web01")
        .secret(CA, "groups/admins", "machines/web01", "machines/db01")
        .anchor("alice")
        .anchor("bob")
        .anchor("db01")
        .rule("^secrets/.*\\.yaml$", "alice", "bob", "db01")
        .ruledFile("secrets/app.yaml", "password: hunter2\n");
  }

  /** What all rules find in a fleet as committed, without configuration. */
  static List<Finding> check(FleetBuilder builder) {
    return check(builder, Configuration.DEFAULT, Optional.empty());
  }

  static List<Finding> check(
      FleetBuilder builder, Configuration configuration, Optional<WorkTreeState> workTree) {
    return Check.run(evidence(builder, configuration, workTree), Selection.ALL);
  }

  static Evidence evidence(
      FleetBuilder builder, Configuration configuration, Optional<WorkTreeState> workTree) {
    try {
      Fleet fleet = FleetReader.read(builder.snapshot(), configuration);
      return new Evidence(fleet, configuration, workTree, Optional.empty());
    } catch (Exception e) {
      throw new AssertionError("the fleet cannot be read", e);
    }
  }

  /** The names of rules that found something, sorted, each once. */
  public static List<String> rules(List<Finding> findings) {
    return findings.stream().map(Finding::rule).distinct().sorted().toList();
  }
}
