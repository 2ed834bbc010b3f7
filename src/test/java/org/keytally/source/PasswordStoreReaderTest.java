package org.keytally.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.source.PasswordStore.Extension;

@DisabledOnOs(OS.WINDOWS)
class PasswordStoreReaderTest {

  @TempDir Path home;

  private final Map<String, String> variables = new HashMap<>();

  @Test
  void passageIsLookedForInItsOwnFolder() throws IOException {
    write(".passage/store/clan-vars/shared/ca/key.age", "x");
    write(".passage/store/clan-vars/per-machine/web01/ssh/id.age", "x");
    write(".passage/store/private/mail.age", "x");
    write(".passage/store/.age-recipients", "# the team\nage1one # Alice\n\nage1two\n");

    PasswordStore store = read("passage");

    assertThat(store.isAvailable()).isTrue();
    assertThat(store.location()).isEqualTo("~/.passage/store");
    assertThat(store.entries())
        .containsExactly(
            entry("clan-vars/per-machine/web01/ssh/id", Set.of(Extension.AGE)),
            entry("clan-vars/shared/ca/key", Set.of(Extension.AGE)));
    assertThat(store.recipients()).contains(List.of("age1one", "age1two"));
  }

  @Test
  void passIsLookedForWhereItsVariableSays() throws IOException {
    write(".password-store/clan-vars/shared/old/key.gpg", "x");
    write("team/clan-vars/shared/ca/key.gpg", "x");
    write("team/clan-vars/shared/ca/key.age", "x");
    write("team/clan-vars/shared/ca/notes.txt", "x");
    write("team/.gpg-id", "0xABCDEF12\n");
    write("team/clan-vars/.gpg-id", "CLAN\n");
    variables.put("PASSWORD_STORE_DIR", home.resolve("team").toString());

    PasswordStore store = read("pass");

    assertThat(store.entries())
        .containsExactly(entry("clan-vars/shared/ca/key", Set.of(Extension.AGE, Extension.GPG)));
    assertThat(store.recipients()).contains(List.of("CLAN"));
    variables.clear();
    assertThat(read("pass").entries()).containsOnlyKeys("clan-vars/shared/old/key");
  }

  @Test
  void aStoreThatIsNotThereIsNotAnEmptyOne() {
    PasswordStore store = read("passage");

    assertThat(store.isAvailable()).isFalse();
    assertThat(store.unavailable()).contains("the store is not here");
    Environment bare = new Environment(Map.of(), Optional.empty(), false);
    assertThat(new PasswordStoreReader(bare).read("pass").isAvailable()).isFalse();
  }

  @Test
  void linksOfATeamStoreAreFollowedButCirclesEnd() throws IOException {
    write("team/shared/ca/key.age", "x");
    Path store = Files.createDirectories(home.resolve(".passage/store"));
    Files.createSymbolicLink(store.resolve("clan-vars"), home.resolve("team"));
    Files.createSymbolicLink(home.resolve("team/shared/again"), home.resolve("team"));
    Files.createSymbolicLink(home.resolve("team/shared/gone.age"), home.resolve("nowhere"));

    assertThat(read("passage").entries()).containsOnlyKeys("clan-vars/shared/ca/key");
  }

  private PasswordStore read(String command) {
    Environment environment = new Environment(variables, Optional.of(home), false);
    return new PasswordStoreReader(environment).read(command);
  }

  private void write(String path, String content) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
