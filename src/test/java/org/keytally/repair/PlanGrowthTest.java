package org.keytally.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.plain;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keytally.check.Selection;
import org.keytally.config.Configuration;
import org.keytally.demo.FleetBuilder;
import org.keytally.git.Snapshot;

/**
 * How the work of planning grows with the number of faults. Work is counted in bytes that the
 * planning thread takes from memory, which no other load on the computer changes.
 */
class PlanGrowthTest {

  /** Every secret lacks nothing but has a reader too many, a dangling link and a link as a file. */
  private static Snapshot fleet(int secrets) {
    FleetBuilder fleet =
        FleetBuilder.seeded(1)
            .shapesOnly()
            .user("alice")
            .user("bob")
            .group("admins", "alice", "bob")
            .machineWithHostKey("web01");
    for (int i = 0; i < secrets; i++) {
      fleet
          .secret(plain("secret" + i), "groups/admins")
          .unknownRecipient(plain("secret" + i))
          .danglingLink(plain("secret" + i), "users/gone" + i)
          .secret(perMachine("web01", "generator" + i, "key"), "groups/admins", "machines/web01")
          .degradeLinkToFile("vars/per-machine/web01/generator" + i + "/key/machines/web01");
    }
    return fleet.replaceKeyWithoutReencryption("web01").snapshot();
  }

  private static long work(int secrets) throws Exception {
    Snapshot snapshot = fleet(secrets);
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = memory.getCurrentThreadAllocatedBytes();
    Plan plan =
        new Planner(snapshot, Configuration.DEFAULT, Selection.ALL, List.of(), Set.of("alice"))
            .plan();
    long work = memory.getCurrentThreadAllocatedBytes() - before;
    assertThat(plan.steps()).hasSizeGreaterThanOrEqualTo(3 * secrets);
    return work;
  }

  @Test
  void fourTimesTheFaultsTakeFourTimesTheWork() throws Exception {
    work(50);
    long small = work(200);
    long large = work(800);
    System.out.printf(
        "planning: %d KiB for 600 changes, %d KiB for 2400%n", small >> 10, large >> 10);
    assertThat(large).isLessThan(5 * small);
  }
}
