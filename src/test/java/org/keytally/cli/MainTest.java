package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keytally.cli.Terminal.Ability;
import org.keytally.demo.FleetBuilder;
import org.keytally.git.NewRepository;

class MainTest {

  @TempDir Path directory;

  private Session keytally(String... args) {
    return new Session(directory).run(args);
  }

  private void fleet() throws Exception {
    FleetBuilder.seeded(7)
        .shapesOnly()
        .user("alice")
        .user("bob")
        .secret(plain("token"), "alice", "bob")
        .commitTo(directory);
  }

  @Test
  void withoutACommandItShowsItsHelpAndFails() {
    Session session = keytally();

    assertThat(session.code()).isEqualTo(2);
    assertThat(session.err()).contains("Usage: keytally").contains("Commands:").contains("check");
    assertThat(session.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check",
        "correspond",
        "explain",
        "manifest",
        "demo",
        "hook",
        "hook install",
        "hook uninstall",
        "hook run",
        "keys",
        "keys extract",
        "keys sync"
      })
  void everyCommandHasHelpWithAnExample(String command) {
    Session session = keytally((command + " --help").split(" "));

    assertThat(session.code()).isZero();
    assertThat(session.err()).isEmpty();
    assertThat(session.out())
        .startsWith("Usage: keytally " + command)
        .containsPattern("Examples?:\\R  keytally ");
    assertThat(session.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void theVersionIsTold() {
    assertThat(keytally("--version").out()).matches("keytally \\S+\\R");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chekc",
        "check --bogus",
        "check --format xml",
        "check --rev",
        "check --staged --worktree",
        "check --fail-on disaster",
        "--color sometimes check",
        "check --only no-such-rule",
        "check --skip no-such-rule",
        "explain no-such-rule",
        "hook",
        "hook run",
        "hook run post-merge",
        "hook run pre-commit extra",
        "--config /nonexistent check",
        "@file"
      })
  void wrongUsageIsOneHintAndCodeTwo(String arguments) throws Exception {
    fleet();
    Session session = keytally(arguments.split(" "));

    assertThat(session.code()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err().lines()).hasSizeLessThanOrEqualTo(3);
    assertThat(session.err()).startsWith("keytally: ").doesNotContain("Exception");
  }

  @Test
  void aMistypedCommandIsGuessed() {
    assertThat(keytally("chekc").err()).contains("Did you mean: check?");
  }

  @Test
  void outsideOfARepositoryNothingCanBeRead() {
    Session session = keytally("check");

    assertThat(session.code()).isEqualTo(3);
    assertThat(session.err()).startsWith("keytally: ").contains("not a git repository");
  }

  @Test
  void aSoundFleetTallies() throws Exception {
    fleet();
    Session session = keytally("check", "--keyfile", "none", "--fail-on", "warning");

    assertThat(session.err()).isEmpty();
    assertThat(session.out())
        .startsWith("Everything that was checked tallies.\n")
        .contains("Checked the work tree: 2 users, 1 secret.")
        .containsPattern("workstation\\s\\(--keyfile none\\)");
    assertThat(session.code()).isZero();
  }

  @Test
  void whatIsStagedAndWhatIsCommittedCanBeCheckedToo() throws Exception {
    fleet();

    assertThat(keytally("check", "--staged").out()).contains("Checked the index: 2 users");
    assertThat(keytally("check", "--rev", "HEAD").out()).contains("Checked commit ");
    assertThat(keytally("check", "--rev", "nope").code()).isEqualTo(3);
  }

  @Test
  void anotherFolderIsNamedBeforeOrAfterTheCommand() throws Exception {
    FleetBuilder.seeded(1).shapesOnly().user("alice").commitTo(directory.resolve("fleet"));

    assertThat(keytally("-C", "fleet", "check").out()).contains("1 user");
    assertThat(keytally("check", "-C", "fleet").out()).contains("1 user");
  }

  @Test
  void aConfigurationThatCannotBeUsedIsToldWithItsLine() throws Exception {
    fleet();
    Files.writeString(directory.resolve(".keytally.yaml"), "people: {}\nexclud: [a]\n");
    Session session = keytally("check");

    assertThat(session.code()).isEqualTo(2);
    assertThat(session.err()).contains(".keytally.yaml:2: ").contains("exclude");
    assertThat(keytally("check", "--staged").code()).isZero();
  }

  @Test
  void aConfigurationFileThatIsNamedTakesTheOthersPlace() throws Exception {
    fleet();
    Files.writeString(directory.resolve(".keytally.yaml"), "nonsense: 1\n");
    Files.writeString(directory.resolve("other.yaml"), "{}\n");

    assertThat(keytally("--config", "other.yaml", "check").code()).isZero();
  }

  @Test
  void aConfigurationThatIsALinkIsRefused() throws Exception {
    fleet();
    Files.createSymbolicLink(directory.resolve(".keytally.yaml"), Path.of(".git/config"));
    Session session = keytally("check");

    assertThat(session.code()).isEqualTo(2);
    assertThat(session.err()).contains(".keytally.yaml: is not a file").doesNotContain("core");
  }

  @Test
  void severalPossibleClanDirectoriesAreAQuestionOfConfiguration() throws Exception {
    FleetBuilder.seeded(1).shapesOnly().user("alice").writeTo(directory.resolve("one"));
    FleetBuilder.seeded(2).shapesOnly().user("alice").writeTo(directory.resolve("two"));
    NewRepository.in(directory).commitAll("Two fleets");
    Session session = keytally("check");

    assertThat(session.code()).isEqualTo(2);
    assertThat(session.err()).contains("one").contains("two");
  }

  @Test
  void coloursAreForTerminalsThatDoNotRefuseThem() throws Exception {
    fleet();
    String escape = "\u001b[";

    assertThat(keytally("check").out()).doesNotContain(escape);
    assertThat(new Session(directory).on(Ability.OUT).run("check").out()).contains(escape);
    assertThat(
            new Session(directory).on(Ability.OUT).with(Map.of("NO_COLOR", "1")).run("check").out())
        .doesNotContain(escape);
    assertThat(keytally("--color", "always", "check").out()).contains(escape);
    assertThat(new Session(directory).on(Ability.OUT).run("check", "--color=never").out())
        .doesNotContain(escape);
  }

  @Test
  void aReaderThatLeavesEarlyIsNoError() throws Exception {
    fleet();
    Session session = new Session(directory).writingTo(failing("Broken pipe")).run("check");

    assertThat(session.code()).isZero();
    assertThat(session.err()).isEmpty();
  }

  @Test
  void aReportThatCannotBeWrittenIsAnError() throws Exception {
    fleet();
    Session session =
        new Session(directory).writingTo(failing("No space left on device")).run("check");

    assertThat(session.code()).isEqualTo(3);
    assertThat(session.err()).contains("could not be written: No space left on device");
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }
}
