package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClanDirectoryTest {

  private static Optional<String> find(Tree tree) throws ClanDirectoryException {
    return ClanDirectory.find(tree.snapshot(), Optional.empty());
  }

  @Test
  void theRootIsTheClanDirectoryIfItHoldsOneOfItsFolders() throws ClanDirectoryException {
    for (String path :
        new String[] {"sops/users/a/key.json", "vars/per-machine/m/x", "vars/shared/x"}) {
      assertThat(find(new Tree().file(path, "").file("other/sops/users/a/key.json", "")))
          .contains("");
    }
  }

  @Test
  void theOnlyFolderBelowThatLooksLikeOneIsTaken() throws ClanDirectoryException {
    for (String path :
        new String[] {
          "sops/users/a/key.json",
          "sops/machines/a/key.json",
          "sops/secrets/a/secret",
          "vars/per-machine/m/g/f/value",
          "vars/shared/g/f/value"
        }) {
      assertThat(find(new Tree().file("infra/clan/" + path, "").file("README", "")))
          .contains("infra/clan");
    }
  }

  @Test
  void anOldLayoutWithinIsNoSecondOne() throws ClanDirectoryException {
    Tree tree =
        new Tree().file("clan/sops/users/a/key.json", "").file("clan/sops/vars/shared/g/f", "");
    assertThat(find(tree)).contains("clan");
  }

  @Test
  void severalAreNamed() {
    Tree tree = new Tree().file("a/sops/users/x/key.json", "").file("b/vars/shared/g/f/value", "");
    ClanDirectoryException thrown =
        catchThrowableOfType(ClanDirectoryException.class, () -> find(tree));
    assertThat(thrown.candidates()).containsExactly("a", "b");
    assertThat(thrown).hasMessageContaining("a, b").hasMessageContaining("clan-directory");
  }

  @Test
  void noneIsNoError() throws ClanDirectoryException {
    assertThat(find(new Tree().file("README", ""))).isEmpty();
    assertThat(find(new Tree())).isEmpty();
  }

  @Test
  void theConfiguredOneIsTakenAsItIs() throws ClanDirectoryException {
    Tree tree = new Tree().file("a/sops/users/x/key.json", "").file("b/sops/users/x/key.json", "");
    for (String spelling : new String[] {"b", "b/", "./b"}) {
      assertThat(ClanDirectory.find(tree.snapshot(), Optional.of(spelling))).contains("b");
    }
    assertThat(ClanDirectory.find(tree.snapshot(), Optional.of(""))).contains("");
    assertThat(ClanDirectory.find(tree.snapshot(), Optional.of("."))).contains("");
  }

  @Test
  void aConfiguredOneThatDoesNotExistIsAnError() {
    ClanDirectoryException thrown =
        catchThrowableOfType(
            ClanDirectoryException.class,
            () -> ClanDirectory.find(new Tree().file("x", "").snapshot(), Optional.of("infra")));
    assertThat(thrown).hasMessageContaining("infra");
    assertThat(thrown.candidates()).isEmpty();
  }
}
