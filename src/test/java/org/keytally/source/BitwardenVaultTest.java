package org.keytally.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.source.Vault.Part;
import org.keytally.source.VaultException.Kind;

/** The client's answers, printed by a stand-in for {@code bw}. */
class BitwardenVaultTest {

  private static final String PUBLIC =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJHQ+CA7jcMWuCBxgLI6vVllPv3rFk0rpkQxWHQpVpxj";
  private static final String AGE =
      "age179jrwythxgnmaxuztq3kmwp2gmfs8nrvw8t75hagc8a7vdwjtgesyan526";
  private static final String PRIVATE = "-----BEGIN OPENSSH\\nP\\u00e9\\/\\\"Q\\n";

  @TempDir Path folder;

  private BitwardenVault vault(String script, Set<String> others) throws Exception {
    Path bw = folder.resolve("bw");
    Files.writeString(bw, "#!/bin/sh\necho \"$@\" >>" + folder + "/calls\n" + script + "\n");
    Files.setPosixFilePermissions(bw, PosixFilePermissions.fromString("rwx------"));
    Environment environment =
        new Environment(
            Map.of("PATH", ".:" + folder + ":/usr/bin:/bin", "BW_SESSION", "s"),
            Optional.empty(),
            false);
    return new BitwardenVault(environment, ItemPattern.USUAL, others);
  }

  private BitwardenVault printing(String json) throws Exception {
    Files.writeString(folder.resolve("answer"), json);
    return vault("cat " + folder + "/answer", Set.of());
  }

  private static String sshItem(String name) {
    return "{\"notes\":null,\"sshKey\":{\"privateKey\":\""
        + PRIVATE
        + "\",\"publicKey\":\""
        + PUBLIC
        + " c\"},\"type\":5,\"name\":\""
        + name
        + "\",\"fields\":[{\"name\":\"sops-x-ssh\",\"value\":{\"a\":[1]}}]}";
  }

  private static String loginItem(String name) {
    return "{\"type\":1,\"name\":\""
        + name
        + "\",\"notes\":\""
        + PRIVATE
        + "\",\"login\":{\"uris\":[{}],\"username\":\"u\",\"password\":\""
        + " \\n"
        + PUBLIC
        + "\"}}";
  }

  @Test
  void bothShapesOfItemsGiveTheSameKey() throws Exception {
    BitwardenVault vault =
        printing("[" + sshItem("sops-alice-ssh") + "," + loginItem("sops-bob-ssh") + "]");

    SourceKeys keys = VaultKeys.read(vault, name -> true);

    assertThat(keys.problems()).isEmpty();
    assertThat(keys.keys())
        .containsExactly(
            new SourceKey("sops-alice-ssh", "Bitwarden", PUBLIC, AGE),
            new SourceKey("sops-bob-ssh", "Bitwarden", PUBLIC, AGE));
    assertThat(Files.readString(folder.resolve("calls")))
        .isEqualTo("sync --nointeraction\nlist items --search sops- --nointeraction\n");
  }

  @Test
  void aClientThatCannotSyncForAnotherReasonIsAskedAllTheSame() throws Exception {
    Files.writeString(folder.resolve("answer"), "[" + sshItem("sops-alice-ssh") + "]");
    BitwardenVault vault =
        vault("[ \"$1\" = list ] || exit 9\ncat " + folder + "/answer", Set.of());

    assertThat(VaultKeys.read(vault, name -> true).keys()).hasSize(1);
  }

  @Test
  void privateKeysAreReadOnlyWhereAskedFor() throws Exception {
    BitwardenVault vault =
        printing("[" + sshItem("sops-alice-ssh") + "," + loginItem("sops-bob-ssh") + "]");

    assertThat(vault.items(name -> true, Part.PUBLIC_KEY))
        .hasSize(2)
        .allMatch(item -> item.privateKey().isEmpty());
    List<VaultItem> items = vault.items(name -> true, Part.PRIVATE_KEY);
    assertThat(items).hasSize(2);
    for (VaultItem item : items) {
      byte[] key = item.privateKey().orElseThrow();
      assertThat(new String(key, UTF_8)).isEqualTo("-----BEGIN OPENSSH\nPé/\"Q\n");
      item.close();
      assertThat(key).containsOnly(0);
      assertThat(item.toString()).doesNotContain("OPENSSH");
    }
  }

  @Test
  void aSearchFindsMoreThanTheExactNames() throws Exception {
    BitwardenVault vault =
        printing("[" + sshItem("sops-alice-ssh-old") + "," + sshItem("my sops-alice-ssh") + "]");

    assertThat(VaultKeys.read(vault, name -> ItemPattern.USUAL.name(name).isPresent()).keys())
        .isEmpty();
  }

  @Test
  void twoItemsOfOneNameAreNeitherOfThemUsed() throws Exception {
    String item = sshItem("sops-alice-ssh");

    SourceKeys keys = VaultKeys.read(printing("[" + item + "," + item + "]"), name -> true);

    assertThat(keys.keys()).isEmpty();
    assertThat(keys.problemOf("sops-alice-ssh").orElseThrow().message())
        .isEqualTo("is the name of 2 items; delete or rename all but one");
  }

  @Test
  void aPasswordWhereAPublicKeyBelongsIsNeverShown() throws Exception {
    String json = loginItem("sops-alice-ssh").replace(PUBLIC, "ssh-hunter2 hunter2 hunter2");

    SourceKeys keys = VaultKeys.read(printing("[" + json + "]"), name -> true);

    assertThat(keys.keys()).isEmpty();
    assertThat(keys.problems()).hasSize(1);
    assertThat(keys.problems().toString()).doesNotContain("hunter2");
    assertThat(
            VaultKeys.read(
                    printing("[" + loginItem("sops-bob-ssh").replace(PUBLIC, "hunter2") + "]"),
                    name -> true)
                .problems())
        .extracting(SourceProblem::message)
        .containsExactly("has no public key");
  }

  @Test
  void anItemOfAnotherNameCostsACallOfItsOwn() throws Exception {
    Files.writeString(folder.resolve("answer"), "[" + sshItem("Alice") + "]");
    BitwardenVault vault = vault("cat " + folder + "/answer", Set.of("Alice"));

    assertThat(VaultKeys.read(vault, "Alice"::equals).keys()).hasSize(1);
    assertThat(Files.readString(folder.resolve("calls"))).contains("--search Alice");
  }

  @Test
  void everyWayInWhichItFailsIsSaidApart() throws Exception {
    assertThat(kind("echo 'Vault is locked.' >&2; exit 1")).isEqualTo(Kind.LOCKED);
    assertThat(kind("echo 'You are not logged in.' >&2; exit 1")).isEqualTo(Kind.LOGGED_OUT);
    assertThat(kind("echo 'FetchError: connect ECONNREFUSED' >&2; exit 1"))
        .isEqualTo(Kind.UNREACHABLE);
    assertThat(kind("echo 'something new' >&2; exit 7")).isEqualTo(Kind.FAILED);
    assertThat(kind("echo '[{\"name\":'")).isEqualTo(Kind.FAILED);
    assertThat(kind("echo '{}'")).isEqualTo(Kind.FAILED);
    Environment nothing = new Environment(Map.of("PATH", "."), Optional.empty(), false);
    assertThatThrownBy(
            () ->
                new BitwardenVault(nothing, ItemPattern.USUAL, Set.of())
                    .items(name -> true, Part.PUBLIC_KEY))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PROGRAM_MISSING));
  }

  @Test
  void aSessionThatOpensNothingIsSaidAsSuch() throws Exception {
    BitwardenVault vault = vault("echo 'Vault is locked.' >&2; exit 1", Set.of());

    assertThatThrownBy(() -> vault.items(name -> true, Part.PUBLIC_KEY))
        .hasMessageContaining("locked, and BW_SESSION does not open it. Type: export BW_SESSION=");
  }

  private Kind kind(String script) throws Exception {
    BitwardenVault vault = vault(script, Set.of());
    try {
      vault.items(name -> true, Part.PUBLIC_KEY);
    } catch (VaultException e) {
      assertThat(e.getMessage()).doesNotContain("something new");
      return e.kind();
    }
    throw new AssertionError("no error");
  }
}
