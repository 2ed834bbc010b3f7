package org.keytally.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.age.X25519Identity;

class KeyFileUpdateTest {

  @TempDir Path home;

  private Environment environment(boolean macOs) {
    return new Environment(Map.of(), Optional.of(home), macOs);
  }

  private static DerivedIdentity identity(int seed) {
    byte[] scalar = new byte[32];
    scalar[1] = (byte) seed;
    return new DerivedIdentity("item" + seed, X25519Identity.of(scalar));
  }

  private static String line(DerivedIdentity identity) {
    return new String(identity.identity().encode(), UTF_8);
  }

  private KeyFileUpdate plan(DerivedIdentity... wanted) throws IOException {
    Environment environment = environment(false);
    return KeyFileUpdate.plan(environment, KeyFileUpdate.place(environment), List.of(wanted));
  }

  private Path keyFile(String content) throws IOException {
    Path file = home.resolve(".config/sops/age/keys.txt");
    Files.createDirectories(file.getParent());
    Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwx------"));
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  @Test
  void aNewFileIsTheOwnersOnlyAndHasACommentForEachIdentity() throws IOException {
    Path file = KeyFileUpdate.place(environment(false));
    try (KeyFileUpdate update = plan(identity(1), identity(1), identity(2))) {
      assertThat(update.steps()).hasSize(2);
      assertThat(Files.exists(file)).isFalse();
      assertThat(update.apply()).isEmpty();
    }
    assertThat(Files.readString(file))
        .isEqualTo(
            "# public key: "
                + identity(1).recipient()
                + "\n"
                + line(identity(1))
                + "\n# public key: "
                + identity(2).recipient()
                + "\n"
                + line(identity(2))
                + "\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    try (KeyFileUpdate again = plan(identity(1), identity(2))) {
      assertThat(again.steps()).isEmpty();
    }
  }

  @Test
  void whatIsThereStaysAndIsBackedUp() throws IOException {
    String before = "# mine\n\n" + line(identity(7));
    Path file = keyFile(before);
    Path backup;
    try (KeyFileUpdate update = plan(identity(1))) {
      backup = update.apply().orElseThrow();
    }
    assertThat(Files.readString(file)).startsWith(before + "\n# public key: ");
    assertThat(Files.readString(backup)).isEqualTo(before);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
        .isEqualTo("rw-------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactlyInAnyOrder(file, backup);
    }
  }

  @Test
  void aCommentThatLiesIsCorrectedAndAMissingOneWritten() throws IOException {
    Path file =
        keyFile(
            "# public key: "
                + identity(9).recipient()
                + "\n"
                + line(identity(1))
                + "\n"
                + line(identity(2))
                + "\n");
    try (KeyFileUpdate update = plan(identity(1), identity(2))) {
      assertThat(update.steps()).hasSize(2);
      update.apply();
    }
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "# public key: " + identity(1).recipient(),
            line(identity(1)),
            "# public key: " + identity(2).recipient(),
            line(identity(2)));
  }

  @Test
  void theCommentOfAForeignIdentityIsCorrectedTooAndThatOfAPluginBelieved() throws IOException {
    String plugin =
        "# public key: age1yubikey1foreign\nAGE-PLUGIN-YUBIKEY-1QQQSYQCYQ5RQWZQFPG9S0GYRF3\n";
    Path file =
        keyFile(
            "# public key: " + identity(9).recipient() + "\n" + line(identity(7)) + "\n" + plugin);
    try (KeyFileUpdate update = plan()) {
      assertThat(update.steps()).singleElement().asString().contains("line 1");
      update.apply();
    }
    assertThat(Files.readString(file))
        .isEqualTo(
            "# public key: " + identity(7).recipient() + "\n" + line(identity(7)) + "\n" + plugin);
  }

  @Test
  void aFileThatSopsWouldDropIsLeftAlone() throws IOException {
    keyFile("not an identity\n");
    assertThatThrownBy(() -> plan(identity(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("keys.txt:1 ")
        .hasMessageNotContaining("not an identity\n");
    keyFile("age-encryption.org/v1\n-> scrypt\n");
    assertThatThrownBy(() -> plan(identity(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("passphrase");
  }

  @Test
  void aFileThatChangedInTheMeantimeIsNotReplaced() throws IOException {
    Path file = keyFile("# one\n");
    try (KeyFileUpdate update = plan(identity(1))) {
      Files.writeString(file, "# two\n");
      assertThatThrownBy(update::apply)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has changed");
    }
    assertThat(Files.readString(file)).isEqualTo("# two\n");
  }

  @Test
  void thePlaceIsThePlatforms() throws IOException {
    assertThat(KeyFileUpdate.place(environment(true)))
        .isEqualTo(home.resolve("Library/Application Support/sops/age/keys.txt"));
    assertThat(
            KeyFileUpdate.place(
                new Environment(Map.of("XDG_CONFIG_HOME", "/x"), Optional.of(home), true)))
        .isEqualTo(Path.of("/x/sops/age/keys.txt"));
    assertThat(
            KeyFileUpdate.place(
                new Environment(Map.of("SOPS_AGE_KEY_FILE", "/k"), Optional.of(home), false)))
        .isEqualTo(Path.of("/k"));
  }

  @Test
  void wideOpenPermissionsAreTightenedWithoutABackup() throws IOException {
    Path file = keyFile("# public key: " + identity(1).recipient() + "\n" + line(identity(1)));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (KeyFileUpdate update = plan(identity(1))) {
      assertThat(update.steps()).singleElement().asString().contains("0600");
      assertThat(update.apply()).isEmpty();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
