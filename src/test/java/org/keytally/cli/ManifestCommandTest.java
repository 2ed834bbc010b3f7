package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;

/** The manifest from the flake to the check, with real nix. */
final class ManifestCommandTest {

  @TempDir private Path fleet;

  @BeforeEach
  void makeFleet() throws Exception {
    RealTools.require("nix");
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/nix/fleet"))) {
      for (Path file : files.toList()) {
        Files.copy(file, fleet.resolve(file.getFileName()));
      }
    }
    Files.createDirectories(fleet.resolve("vars/shared/ca/cert"));
    Files.writeString(fleet.resolve("vars/shared/ca/cert/value"), "cert\n");
    git("init", "--quiet", ".");
    git("config", "user.email", "a@example.org");
    git("config", "user.name", "a");
    commit();
  }

  private void commit() throws Exception {
    git("add", ".");
    git("commit", "--quiet", "-m", "x");
  }

  private void git(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).directory(fleet.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  private Session keytally(String... arguments) {
    return new Session(fleet).with(System.getenv()).run(arguments);
  }

  private String check(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "check";
    arguments[1] = "--keyfile";
    arguments[2] = "none";
    System.arraycopy(more, 0, arguments, 3, more.length);
    Session session = keytally(arguments);
    return session.out() + session.err();
  }

  @Test
  void whatIsWrittenIsWhatTheCheckUsesUntilNixCodeChanges() throws Exception {
    assertThat(check()).contains("no clan-manifest.json; run keytally manifest");

    Session made = keytally("manifest", "--offline");

    assertThat(made.err()).isEmpty();
    assertThat(made.code()).isZero();
    assertThat(made.out()).startsWith("Wrote clan-manifest.json: 2 machines with 5 generators.");
    assertThat(Files.readString(fleet.resolve("clan-manifest.json"))).contains("\"rev\"");
    commit();
    assertThat(check()).doesNotContain("manifest-").doesNotContain("Not checked: manifest");
    assertThat(check("--rev", "HEAD")).doesNotContain("manifest-");
    assertThat(keytally("manifest", "--offline").out())
        .startsWith("clan-manifest.json is up to date");

    Files.writeString(fleet.resolve("clan.nix"), "# changed\n", StandardOpenOption.APPEND);
    assertThat(check()).contains("manifest-stale").contains("Nix files have changed");
    assertThat(check("--rev", "HEAD")).doesNotContain("manifest-stale");

    assertThat(keytally("manifest", "--offline").out()).startsWith("Wrote clan-manifest.json");
    assertThat(Files.readString(fleet.resolve("clan-manifest.json"))).doesNotContain("\"rev\"");
    assertThat(check()).doesNotContain("manifest-stale");
  }

  @Test
  void aMachineThatDoesNotEvaluateIsToldAndReported() throws Exception {
    Files.writeString(
        fleet.resolve("extra.nix"),
        "machine: { mail01 = machine { dkim.files.key.secret = throw \"no domain\"; }; }");
    git("add", ".");
    Session made = keytally("manifest", "--offline");

    assertThat(made.code()).isZero();
    assertThat(made.err())
        .contains("does not evaluate as a whole: no domain")
        .contains("[2/3] mail01")
        .contains("mail01 does not evaluate: no domain")
        .doesNotContain("  | ");
    assertThat(made.out()).contains("3 machines with 5 generators, 1 not evaluated");
    assertThat(check()).contains("machine-not-evaluated").contains("no domain");
    assertThat(keytally("-v", "manifest", "--offline", "--stdout").err()).contains("  | ");
  }

  @Test
  void theManifestOfACheckCanBeNamedEvaluatedOrLeftOut() throws Exception {
    Session printed = keytally("manifest", "--offline", "--stdout");
    assertThat(fleet.resolve("clan-manifest.json")).doesNotExist();
    Path file = Files.writeString(fleet.resolve("other.json"), printed.out());

    assertThat(check("--manifest", file.toString())).doesNotContain("manifest (");
    assertThat(check("--manifest", "nix")).doesNotContain("manifest (");
    assertThat(check("--manifest", "none")).contains("manifest (--manifest none)");
  }

  @Test
  void aManifestThatWasNamedHasToBeOne() throws Exception {
    Path file = Files.writeString(fleet.resolve("other.json"), "{\n  \"schema\": 1\n}\n");

    Session session = keytally("check", "--manifest", file.toString());

    assertThat(session.code()).isEqualTo(2);
    assertThat(session.err()).contains("other.json:2").contains("keytally manifest");
    assertThat(keytally("check", "--manifest", "nowhere").code()).isEqualTo(2);
  }

  @Test
  void onlyTheWorkTreeIsEvaluated() {
    Session session = keytally("check", "--rev", "HEAD", "--manifest", "nix");

    assertThat(session.code()).isEqualTo(2);
    assertThat(session.err()).contains("evaluates the work tree");

    Session change = keytally("check", "--base", "HEAD", "--manifest", "nix");

    assertThat(change.code()).isEqualTo(2);
    assertThat(change.err()).contains("does not go with --base");
  }

  @Test
  void aLinkInPlaceOfTheManifestIsReplacedNotFollowed() throws Exception {
    Path outside = Files.createTempFile("keytally", ".txt");
    Files.createSymbolicLink(fleet.resolve("clan-manifest.json"), outside);

    assertThat(keytally("manifest", "--offline").code()).isZero();

    assertThat(outside).isEmptyFile();
    assertThat(fleet.resolve("clan-manifest.json")).isRegularFile();
    assertThat(Files.isSymbolicLink(fleet.resolve("clan-manifest.json"))).isFalse();
    Files.delete(outside);
  }

  @Test
  void aFolderWithoutFlakeAndOneThatIsNoneOfClanAreToldApart() throws Exception {
    git("rm", "--quiet", "flake.nix");
    Session none = keytally("manifest", "--offline");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("there is no flake.nix");

    Files.writeString(fleet.resolve("flake.nix"), "{ outputs = { self }: { }; }");
    git("add", ".");
    Session other = keytally("manifest", "--offline");
    assertThat(other.code()).isEqualTo(3);
    assertThat(other.err()).contains("clanInternals").doesNotContain("at org.");
  }
}
