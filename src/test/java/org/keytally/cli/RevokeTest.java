package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.plain;
import static org.keytally.demo.FleetBuilder.shared;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.cli.Terminal.Ability;
import org.keytally.demo.FleetBuilder;

/** Persons and keys are taken away everywhere; what opens is asked of real sops. */
class RevokeTest {

  private static final String CANARY = "canary-4711-plaintext";

  @TempDir private Path folder;
  private Path fleet;
  private Path alice;
  private Path bob;
  private FleetBuilder builder;

  @BeforeEach
  void makeAFleet() throws Exception {
    fleet = folder.resolve("fleet");
    builder =
        FleetBuilder.seeded(7)
            .user("alice")
            .user("bob")
            .group("admins", "alice", "bob")
            .group("leavers", "users/bob")
            .machine("web01", "groups/admins")
            .inventory()
            .secretText(plain("token"), CANARY, "groups/admins", "machines/web01")
            .secretText(plain("both"), CANARY, "users/alice", "users/bob")
            .secretText(plain("grouped"), CANARY, "users/alice", "groups/leavers")
            .secretText(
                perMachine("web01", "openssh", "id"), CANARY, "groups/admins", "machines/web01")
            .secretText(shared("ca", "key"), CANARY, "groups/admins", "machines/web01")
            .anchor("alice")
            .anchor("bob")
            .anchorWithOwnKey("ci")
            .rule("^odd/.*$", "bob", "alice", "ci")
            .ruledFile("odd/no extension", CANARY)
            .ruledFile("odd/app.yaml", "# why\npassword: " + CANARY + "\n")
            .ruledFile("odd/.env", "PASSWORD=" + CANARY + "\n");
    alice = folder.resolve("alice.txt");
    bob = folder.resolve("bob.txt");
    build();
  }

  private void build() throws Exception {
    builder.commitTo(fleet);
    Files.write(alice, builder.keyFile("alice"));
    Files.write(bob, builder.keyFile("bob"));
    Files.setPosixFilePermissions(alice, PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(bob, PosixFilePermissions.fromString("rw-------"));
  }

  private Session revoke(Session session, String... arguments) {
    return session.run(
        Stream.concat(Stream.of("revoke"), Arrays.stream(arguments)).toArray(String[]::new));
  }

  private Session revoke(String... arguments) {
    return revoke(new Session(fleet), arguments);
  }

  private void isSound() {
    Session check =
        new Session(fleet)
            .run("check", "--verify", "--keyfile", alice.toString(), "--skip", "secret-not-in-git");
    assertThat(check.code()).as(check.out() + check.err()).isEqualTo(ExitCode.OK);
  }

  private Set<String> opens(Path keyFile) throws Exception {
    return OpenedBySops.in(fleet, keyFile, CANARY);
  }

  private String text(String path) throws IOException {
    return Files.readString(fleet.resolve(path));
  }

  @Test
  void aPersonWhoLeavesOpensNothingAndTheOthersOpenWhatTheyDid() throws Exception {
    isSound();
    Set<String> hers = opens(alice);
    assertThat(opens(bob)).hasSize(9).isEqualTo(hers);
    Session session =
        revoke("user", "bob", "--keyfile", alice.toString(), "--apply", "--yes", "--commit");
    assertThat(session.code()).as(session.out() + session.err()).isEqualTo(ExitCode.OK);
    assertThat(session.out())
        .contains("to replace where they come from")
        .contains("clan secrets set both")
        .contains("clan vars generate --generator ca --regenerate")
        .contains("sops edit 'odd/no extension'")
        .contains("git grep -nw bob");
    assertThat(opens(bob)).isEmpty();
    assertThat(opens(alice)).isEqualTo(hers);
    assertThat(Files.exists(fleet.resolve("sops/users/bob"))).isFalse();
    assertThat(Files.exists(fleet.resolve("sops/groups/leavers"))).isFalse();
    assertThat(Files.exists(fleet.resolve("sops/secrets/grouped/groups"))).isFalse();
    assertThat(text(".sops.yaml")).doesNotContain("bob").contains("&alice", "*ci");
    isSound();
    assertThat(revoke("user", "bob").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void theChecklistIsMarkdown() {
    Session session = revoke("user", "bob", "--keyfile", alice.toString(), "--format", "markdown");
    assertThat(session.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(session.out())
        .startsWith("# revoke user bob\n")
        .contains("- [ ] `sops/secrets/token/secret`: `clan secrets set token`\n")
        .contains("To do:\n");
  }

  @Test
  void nothingIsTakenFromTheLastReader() throws Exception {
    builder.secretText(plain("mine"), CANARY, "users/bob");
    fleet = folder.resolve("other");
    build();
    Session session = revoke("user", "bob", "--keyfile", bob.toString(), "--apply", "--yes");
    assertThat(session.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(session.out())
        .contains("sops/secrets/mine/secret")
        .contains("No registered person could read it any more.");
    assertThat(text("sops/users/bob/key.json")).contains("age1");
  }

  @Test
  void withoutAKeyThatStaysSomebodysWordIsNeeded() throws Exception {
    Session alone = revoke("user", "bob", "--keyfile", bob.toString(), "--apply", "--yes");
    assertThat(alone.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(alone.out()).contains("--trust NAME");
    Session trusted =
        revoke("user", "bob", "--keyfile", bob.toString(), "--trust", "alice", "--apply", "--yes");
    assertThat(trusted.code()).as(trusted.out() + trusted.err()).isEqualTo(ExitCode.OK);
    assertThat(opens(bob)).isEmpty();
    assertThat(opens(alice)).hasSize(9);
    isSound();
  }

  @Test
  void whoTakesOwnAccessAwayIsAskedTwice() throws Exception {
    Session session =
        revoke(
            new Session(fleet)
                .on(Ability.OUT, Ability.UNICODE)
                .reading(new ByteArrayInputStream("y\nn\n".getBytes(UTF_8))),
            "user",
            "bob",
            "--keyfile",
            bob.toString(),
            "--trust",
            "alice",
            "--apply");
    assertThat(session.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(session.err()).contains("You yourself lose access to files");
    assertThat(opens(bob)).hasSize(9);
  }

  @Test
  void aServiceKeyIsTakenOutOfRulesAndFiles() throws Exception {
    String ci =
        text(".sops.yaml")
            .lines()
            .filter(line -> line.contains("&ci"))
            .map(line -> line.substring(line.indexOf("age1")))
            .findFirst()
            .orElseThrow();
    Session session = revoke("key", ci, "--keyfile", alice.toString(), "--apply", "--yes");
    assertThat(session.code()).as(session.out() + session.err()).isEqualTo(ExitCode.OK);
    assertThat(session.out()).contains("key taken away, new data key: 3");
    assertThat(text(".sops.yaml")).doesNotContain("ci").contains("*alice");
    assertThat(text("odd/.env")).doesNotContain(ci);
    isSound();
    assertThat(revoke("key", ci).code()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void theOnlyKeyOfAPersonIsNotTakenAlone() {
    Session session =
        revoke("key", builder.recipient("bob"), "--keyfile", alice.toString(), "--apply", "--yes");
    assertThat(session.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(session.out()).contains("keytally rotate user bob").contains("revoke user bob");
  }

  @Test
  void oneOfTwoKeysIsTakenAway() throws Exception {
    String second = builder.recipient("web01");
    fleet = folder.resolve("two");
    builder =
        FleetBuilder.seeded(7)
            .user("alice")
            .userWithKeys("bob", FleetBuilder.seeded(7).user("bob").recipient("bob"), second)
            .secretText(plain("both"), CANARY, "users/alice", "users/bob");
    builder.commitTo(fleet);
    Session session = revoke("key", second, "--keyfile", alice.toString(), "--apply", "--yes");
    assertThat(session.code()).as(session.out() + session.err()).isEqualTo(ExitCode.OK);
    assertThat(text("sops/users/bob/key.json")).doesNotContain(second);
    assertThat(text("sops/secrets/both/secret")).doesNotContain(second);
    assertThat(opens(bob)).hasSize(1);
    isSound();
  }
}
