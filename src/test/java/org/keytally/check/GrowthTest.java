package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.shared;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.config.Configuration;
import org.keytally.demo.FleetBuilder;
import org.keytally.demo.ManifestBuilder;
import org.keytally.git.Snapshot;

/** How the time of a check with a manifest grows with the number of machines. */
final class GrowthTest {

  private static final int GENERATORS = 40;
  private static final int SHARED = 1000;

  /** Machines that declare one shared generator: few, as services have. */
  private static final int SHARERS = 5;

  private static Snapshot fleet(int machines) {
    FleetBuilder fleet =
        FleetBuilder.seeded(1)
            .shapesOnly()
            .user("alice")
            .user("bob")
            .group("admins", "alice", "bob");
    ManifestBuilder manifest = new ManifestBuilder();
    for (int m = 0; m < machines; m++) {
      String machine = "node" + m;
      fleet.machineWithHostKey(machine);
      for (int g = 0; g < GENERATORS; g++) {
        fleet.secret(
            perMachine(machine, "generator" + g, "key"), "groups/admins", "machines/" + machine);
        manifest.secret(machine, "generator" + g, "key");
        if (g > 0) {
          manifest.depends(machine, "generator" + g, "generator" + (g - 1));
        }
      }
    }
    for (int s = 0; s < SHARED * machines / 200; s++) {
      String[] readers = new String[SHARERS + 1];
      readers[0] = "groups/admins";
      for (int i = 0; i < SHARERS; i++) {
        String machine = "node" + (s * SHARERS + i) % machines;
        readers[i + 1] = "machines/" + machine;
        manifest.secret(machine, "common" + s, "key").share(machine, "common" + s);
      }
      fleet.secret(shared("common" + s, "key"), readers);
    }
    return fleet.file("clan-manifest.json", manifest.json()).snapshot();
  }

  private static long fastest(Snapshot snapshot, int rounds) throws Exception {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < rounds; i++) {
      long begin = System.nanoTime();
      Fleet fleet = FleetReader.read(snapshot, Configuration.DEFAULT);
      Evidence evidence =
          new Evidence(fleet, Configuration.DEFAULT, Optional.empty(), Optional.empty());
      assertThat(SoundFleet.rules(Check.run(evidence, Selection.ALL)))
          .containsExactly("machine-without-key");
      assertThat(VarsOverview.of(evidence).hasFaults()).isFalse();
      best = Math.min(best, System.nanoTime() - begin);
    }
    return best;
  }

  @Test
  void timeGrowsWithTheMachinesAndNotFaster() throws Exception {
    fastest(fleet(20), 3);
    long small = fastest(fleet(50), 3);
    long middle = fastest(fleet(100), 3);
    long large = fastest(fleet(200), 2);
    System.out.printf(
        "reading and checking %d generators per machine: 50 machines %d ms, 100 machines %d ms, 200"
            + " machines with %d shared vars %d ms%n",
        GENERATORS, small / 1_000_000, middle / 1_000_000, SHARED, large / 1_000_000);
    // Four times the machines; the rest is for whatever else this computer does meanwhile.
    assertThat(large).isLessThan(12 * small);
  }
}
