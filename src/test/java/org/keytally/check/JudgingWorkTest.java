package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.config.Configuration;
import org.keytally.demo.FleetBuilder;
import org.keytally.source.Sources;

/** What judging costs, in bytes: unlike time, the same on every computer. */
final class JudgingWorkTest {

  /** A rule that makes a list, a label or a path for every secret takes a hundred bytes at once. */
  private static final int MOST_FOR_A_SECRET = 1200;

  private static Fleet fleet(int secrets) throws Exception {
    FleetBuilder builder =
        FleetBuilder.seeded(1)
            .shapesOnly()
            .user("alice")
            .user("bob")
            .group("admins", "alice", "bob")
            .manySecrets(secrets, "groups/admins");
    return FleetReader.read(builder.snapshot(), Configuration.DEFAULT);
  }

  private static long bytesToJudge(Fleet fleet) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadAllocatedBytes();
    Evidence evidence =
        new Evidence(fleet, Configuration.DEFAULT, Optional.empty(), Optional.empty());
    assertThat(SoundFleet.rules(Check.run(evidence, Selection.ALL)))
        .containsExactly("machine-without-key");
    return threads.getCurrentThreadAllocatedBytes() - begin;
  }

  @Test
  void aFurtherSoundSecretCostsAllRulesTogetherNearlyNothing() throws Exception {
    Fleet some = fleet(1000);
    Fleet more = fleet(3000);
    bytesToJudge(some);

    long perSecret = (bytesToJudge(more) - bytesToJudge(some)) / 2000;

    assertThat(perSecret).isLessThan(MOST_FOR_A_SECRET);
  }

  @Test
  void whatFollowsFromTheFleetIsKeptWhenEvidenceIsAdded() throws Exception {
    Evidence evidence =
        new Evidence(fleet(20), Configuration.DEFAULT, Optional.empty(), Optional.empty());
    Evidence changed = evidence.as(new Change(AccessChange.NONE, List.of(), List.of()));

    assertThat(changed.drift()).isSameAs(evidence.drift());
    assertThat(changed.owners()).isSameAs(evidence.owners());
    assertThat(changed.with(Sources.NONE).sopsFiles()).isSameAs(evidence.sopsFiles());
  }
}
