package org.keytally.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EntryListTest {

  private static Snapshot snapshot(String... paths) throws RepositoryException {
    EntryList list = new EntryList("the index");
    for (String path : paths) {
      list.add(new TreeEntry(path, FileMode.REGULAR, Tracking.TRACKED, Optional.empty()));
    }
    return list.snapshot(
        new SnapshotSource(SnapshotSource.Kind.INDEX, Optional.empty()),
        (wanted, limit, visitor) -> {});
  }

  @Test
  void aFileThatIsAFolderTooIsRefusedWhateverStandsBetween() {
    for (String[] paths :
        new String[][] {
          {"a", "a/b"},
          {"a/b/c", "a/b", "a/b-", "a/b!/x"},
          {"a", "a b", "a!", "a-b/c", "a.b", "a/b/c/d", "b"},
          {"a", "aa", "aa/b", "aaa"},
        }) {
      assertThatThrownBy(() -> snapshot(paths))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("as a file and as a folder");
    }
  }

  @Test
  void theFileNextToWhatStandsBelowItIsNamed() {
    assertThatThrownBy(() -> snapshot("a", "a/b", "a/b/c")).hasMessageContaining("names 'a' as");
    assertThatThrownBy(() -> snapshot("x/a", "x/a-", "x/a/b"))
        .hasMessageContaining("names 'x/a' as");
  }

  @Test
  void namesThatBeginAlikeAreNotFolders() throws RepositoryException {
    List<TreeEntry> entries =
        snapshot("ab/c", "a", "abc", "a-b/c", "a.b", "ab-", "a0/b", "ab/cd", "ab/c-d/e").entries();
    assertThat(entries).hasSize(9);
  }
}
