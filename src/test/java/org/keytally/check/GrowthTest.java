package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.shared;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.config.Configuration;
import org.keytally.demo.FleetBuilder;
import org.keytally.demo.ManifestBuilder;
import org.keytally.git.Snapshot;

/** How the work of a check with a manifest grows with the number of machines. */
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

  /** The bytes that reading and checking allocate: unlike time, the same on every computer. */
  private static long bytesAllocated(Snapshot snapshot) throws Exception {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long begin = thread.getCurrentThreadAllocatedBytes();
    Fleet fleet = FleetReader.read(snapshot, Configuration.DEFAULT);
    Evidence evidence =
        new Evidence(fleet, Configuration.DEFAULT, Optional.empty(), Optional.empty());
    assertThat(SoundFleet.rules(Check.run(evidence, Selection.ALL)))
        .containsExactly("machine-without-key");
    assertThat(VarsOverview.of(evidence).hasFaults()).isFalse();
    return thread.getCurrentThreadAllocatedBytes() - begin;
  }

  @Test
  void workGrowsWithTheMachinesAndNotFaster() throws Exception {
    bytesAllocated(fleet(20));

    long small = bytesAllocated(fleet(50));
    long large = bytesAllocated(fleet(200));

    // Four times the machines; the rest is for tables that grow by doubling.
    assertThat(large).isLessThan(6 * small);
  }
}
