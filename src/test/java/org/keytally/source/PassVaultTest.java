package org.keytally.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.Canary;
import org.keytally.SshKeyPair;
import org.keytally.age.Prompt;
import org.keytally.source.Vault.Part;
import org.keytally.source.VaultException.Kind;

/** A store in clear, shown by a stand-in for {@code pass}. */
class PassVaultTest {

  private static final SshKeyPair ALICE = SshKeyPair.generate();
  private static final SshKeyPair BOB = SshKeyPair.generate();

  @TempDir private Path home;
  private Path store;

  @BeforeEach
  void makeStore() throws Exception {
    store = Files.createDirectory(home.resolve(".password-store"));
    pass("cat \"" + store + "/$3.gpg\"");
  }

  private void pass(String script) throws Exception {
    Path pass = home.resolve("pass");
    Files.writeString(
        pass,
        "#!/bin/sh\necho \"$@\" >>"
            + home
            + "/calls\n[ \"$1 $2\" = 'show --' ] || exit 9\n"
            + script);
    Files.setPosixFilePermissions(pass, PosixFilePermissions.fromString("rwx------"));
  }

  private void entry(String path, String text) throws Exception {
    Path file = store.resolve(path + ".gpg");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private PassVault vault(Map<String, String> variables) {
    return new PassVault(new Environment(variables, Optional.of(home), false));
  }

  private PassVault vault() {
    return vault(Map.of("PATH", home + ":/usr/bin:/bin"));
  }

  @Test
  void anItemHoldsThePublicKeyThePrivateKeyOrBoth() throws Exception {
    entry("sops-alice-ssh", "the first line is a password\n" + ALICE.publicLine() + " c\n");
    entry("fleet/sops-bob-ssh", BOB.privateText() + "login: bob\n");
    entry("fleet/sops-web01-ssh", ALICE.publicLine() + "\n" + ALICE.privateText());
    entry("mail", "never asked for");

    SourceKeys keys = VaultKeys.read(vault(), name -> name.startsWith("sops-"));

    assertThat(keys.problems()).isEmpty();
    assertThat(keys.keys())
        .containsExactlyInAnyOrder(
            new SourceKey("sops-alice-ssh", "pass", ALICE.publicLine(), ALICE.recipient()),
            new SourceKey("sops-bob-ssh", "pass", BOB.publicLine(), BOB.recipient()),
            new SourceKey("sops-web01-ssh", "pass", ALICE.publicLine(), ALICE.recipient()));
    assertThat(Files.readString(home.resolve("calls")))
        .isEqualTo(
            "show -- fleet/sops-bob-ssh\nshow -- fleet/sops-web01-ssh\nshow -- sops-alice-ssh\n");
  }

  @Test
  void privateKeysAreKeptOnlyWhereAskedForAndWiped() throws Exception {
    entry("sops-bob-ssh", BOB.privateText());

    assertThat(vault().items(name -> true, Part.PUBLIC_KEY))
        .singleElement()
        .satisfies(item -> assertThat(item.privateKey()).isEmpty());
    List<VaultItem> items = vault().items(name -> true, Part.PRIVATE_KEY);
    byte[] key = items.get(0).privateKey().orElseThrow();
    assertThat(new Canary(BOB).holds(new String(key, UTF_8))).isTrue();
    items.get(0).close();
    assertThat(key).containsOnly(0);
  }

  @Test
  void identitiesAreDerivedAsFromAnyVault() throws Exception {
    entry("sops-bob-ssh", BOB.privateText());

    List<DerivedIdentity> identities =
        DerivedIdentity.of(vault(), Set.of("sops-bob-ssh", "sops-carol-ssh"), Prompt.NOBODY);

    assertThat(identities).extracting(DerivedIdentity::recipient).containsExactly(BOB.recipient());
    identities.get(0).close();
  }

  @Test
  void oneNameInTwoFoldersIsNeitherOfThem() throws Exception {
    entry("old/sops-bob-ssh", BOB.privateText());
    entry("new/sops-bob-ssh", ALICE.privateText());

    SourceKeys keys = VaultKeys.read(vault(), name -> true);

    assertThat(keys.keys()).isEmpty();
    assertThat(keys.problemOf("sops-bob-ssh").orElseThrow().message())
        .isEqualTo("is the name of 2 items; delete or rename all but one");
  }

  @Test
  void anItemWithoutAKeyIsAProblemThatShowsNothingOfIt() throws Exception {
    entry("sops-bob-ssh", "hunter2\n");
    entry("sops-carol-ssh", "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n");

    SourceKeys keys = VaultKeys.read(vault(), name -> true);

    assertThat(keys.keys()).isEmpty();
    assertThat(keys.problems())
        .extracting(SourceProblem::message)
        .containsExactly("has no public key", "has no public key");
    assertThat(keys.toString()).doesNotContain("hunter2");
  }

  @Test
  void anotherStoreIsNamedByTheEnvironment() throws Exception {
    store = Files.createDirectory(home.resolve("elsewhere"));
    pass("cat \"" + store + "/$3.gpg\"");
    entry("sops-alice-ssh", ALICE.publicLine());

    PassVault elsewhere =
        vault(Map.of("PATH", home + ":/usr/bin:/bin", "PASSWORD_STORE_DIR", store.toString()));

    assertThat(VaultKeys.read(elsewhere, name -> true).keys()).hasSize(1);
  }

  @Test
  void everyWayInWhichItFailsIsSaidApart() throws Exception {
    entry("sops-bob-ssh", BOB.privateText());

    assertThat(failure(vault(Map.of("PATH", "/nowhere"))).kind()).isEqualTo(Kind.PROGRAM_MISSING);
    assertThat(failure(vault(Map.of("PATH", ".:" + home, "PASSWORD_STORE_DIR", "/nowhere"))))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOGGED_OUT))
        .hasMessageContaining("no password store of pass at /nowhere")
        .hasMessageContaining("pass init");
    pass("echo hunter2; echo 'gpg: decryption failed: No secret key' >&2; exit 2");
    assertThat(failure(vault()))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED))
        .hasMessageContaining("pass cannot show sops-bob-ssh (exit code 2)")
        .hasMessageNotContaining("hunter2");
  }

  private static VaultException failure(PassVault vault) {
    return catchThrowableOfType(
        VaultException.class, () -> vault.items(name -> true, Part.PUBLIC_KEY));
  }

  @Test
  void aStoreMayBeALinkAndMayLinkToItself() throws Exception {
    entry("sops-alice-ssh", ALICE.publicLine());
    Files.createSymbolicLink(store.resolve("again"), store);
    Path moved = Files.move(store, home.resolve("moved"));
    Files.createSymbolicLink(store, moved);

    assertThat(VaultKeys.read(vault(), name -> true).keys()).hasSize(1);
  }
}
