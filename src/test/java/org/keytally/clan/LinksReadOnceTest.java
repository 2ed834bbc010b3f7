package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keytally.config.Configuration;
import org.keytally.git.BlobSource;
import org.keytally.git.BlobVisitor;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

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

  /** A state whose links have the object ids that git would give them. */
  private static final class Committed implements BlobSource {

    private final Snapshot tree;
    private final Set<String> broken;
    final List<String> asked = new ArrayList<>();

    Committed(Tree tree, Set<String> broken) {
      this.tree = tree.snapshot();
      this.broken = broken;
    }

    Snapshot snapshot(boolean ids) throws RepositoryException {
      List<TreeEntry> entries = new ArrayList<>();
      tree.read(
          tree.entries(),
          Long.MAX_VALUE,
          (entry, content) ->
              entries.add(
                  ids && entry.mode() == FileMode.LINK
                      ? new TreeEntry(
                          entry.path(),
                          entry.mode(),
                          entry.tracking(),
                          Optional.of(HexFormat.of().formatHex(content)))
                      : entry));
      return new Snapshot(tree.source(), entries, this);
    }

    @Override
    public void read(Collection<TreeEntry> wanted, long limit, BlobVisitor visitor)
        throws RepositoryException {
      List<TreeEntry> whole = new ArrayList<>();
      for (TreeEntry entry : wanted) {
        asked.add(entry.path());
        if (broken.contains(entry.name())) {
          visitor.unreadable(entry, "its object is missing from the repository");
        } else {
          whole.add(entry);
        }
      }
      tree.read(whole, limit, visitor);
    }
  }

  private static Fleet fleet(Snapshot snapshot) throws Exception {
    return FleetReader.read(snapshot, Configuration.DEFAULT);
  }

  @Test
  void eachTextIsAskedForOnce() throws Exception {
    Committed committed = new Committed(tree(), Set.of());

    Fleet fleet = fleet(committed.snapshot(true));

    assertThat(committed.asked).filteredOn(path -> path.contains("/users/")).hasSize(2 + 2);
    assertThat(fleet.secrets()).hasSize(20).isEqualTo(tree().fleet().secrets());
  }

  @Test
  void aTextThatCannotBeReadIsMissedByEachOfItsLinks() throws Exception {
    Fleet once = fleet(new Committed(tree(), Set.of("bob")).snapshot(true));
    Fleet apart = fleet(new Committed(tree(), Set.of("bob")).snapshot(false));

    assertThat(once.problems()).hasSize(20).isEqualTo(apart.problems());
    assertThat(once.secrets()).isEqualTo(apart.secrets());
  }

  @Test
  void aTextThatIsTooLongLeadsNowhereForEachOfItsLinks() throws Exception {
    Tree tree = tree();
    for (int i = 0; i < 5; i++) {
      tree.link("sops/secrets/s" + i + "/users/long", "x".repeat(5000));
    }

    assertThat(fleet(new Committed(tree, Set.of()).snapshot(true)).secrets())
        .isEqualTo(tree.fleet().secrets());
  }
}
