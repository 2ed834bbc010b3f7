package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keytally.config.Configuration;
import org.keytally.git.Snapshot;

/** A fleet has thousands of links with a few texts, and git keeps each text once. */
class LinksReadOnceTest {

  private static final String ALICE =
      "age14mq4aa4u20l0na44l4d3vryas0v0kjsjkvhns8a3el57r6fn4cpqshejqp";

  private static Tree tree() {
    Tree tree = new Tree().user("alice", ALICE).user("bob", ALICE);
    for (int i = 0; i < 20; i++) {
      String folder = "sops/secrets/s" + i;
      tree.secret(folder, ALICE)
          .link(folder + "/users/alice", "../../../users/alice")
          .link(folder + "/users/bob", "../../../users/bob");
    }
    return tree;
  }

  private static Fleet fleet(Snapshot snapshot) throws Exception {
    return FleetReader.read(snapshot, Configuration.DEFAULT);
  }

  @Test
  void eachTextIsAskedForOnce() throws Exception {
    List<String> asked = new ArrayList<>();

    Fleet fleet = fleet(Committed.of(tree().snapshot(), asked));

    assertThat(asked).filteredOn(path -> path.contains(" sops/secrets/s")).hasSize(20 + 2);
    assertThat(fleet).isEqualTo(tree().fleet());
  }

  @Test
  void aTextThatCannotBeReadIsMissedByEachOfItsLinks() throws Exception {
    Fleet once = fleet(Committed.of(tree().snapshot(), new ArrayList<>(), Set.of("bob")));

    assertThat(once.problems()).hasSize(20).extracting(Problem::path).isSorted();
    assertThat(once.secrets()).allMatch(secret -> !secret.users().get(1).isFollowed());
  }

  @Test
  void aTextThatIsTooLongLeadsNowhereForEachOfItsLinks() throws Exception {
    Tree tree = tree();
    for (int i = 0; i < 5; i++) {
      tree.link("sops/secrets/s" + i + "/users/long", "x".repeat(5000));
    }

    assertThat(fleet(Committed.of(tree.snapshot(), new ArrayList<>()))).isEqualTo(tree.fleet());
  }
}
