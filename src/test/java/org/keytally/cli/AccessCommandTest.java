package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.plain;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.demo.FleetBuilder;

class AccessCommandTest {

  @TempDir private Path directory;
  @TempDir private Path elsewhere;

  private final FleetBuilder fleet =
      FleetBuilder.seeded(1)
          .user("alice")
          .user("bob")
          .group("admins", "alice", "bob")
          .machine("web01", "groups/admins")
          .secret(plain("token"), "groups/admins", "machines/web01")
          .secret(perMachine("web01", "openssh", "id"), "groups/admins", "machines/web01")
          .secret(perMachine("web01", "openssh", "ca"), "groups/admins", "machines/web01");

  @BeforeEach
  void commit() throws Exception {
    fleet.commitTo(directory);
  }

  private Session keytally(String... args) {
    return new Session(directory).run(args);
  }

  @Test
  void everybodyAndEverythingIsAMatrixInWhichEqualFoldersAndReadersAreOne() {
    Session session = keytally("access");

    assertThat(session.err()).isEmpty();
    assertThat(session.out())
        .isEqualTo(
            """
            4 encrypted files, 3 readers.

              1 alice, bob: 4
              2 machine web01: 3

                           1 2
            token          x x
            web01-age.key  x .
            web01/ (2)     x x

            x reads it   ! reads it for no reason   - should read it and cannot
            Why: keytally access PATH, or keytally access --user NAME
            """);
    assertThat(session.code()).isZero();
  }

  @Test
  void aFileNamesItsReadersAndTheLinksThatLetThemIn() {
    String expected =
        """
        token
          sops/secrets/token/secret

          alice          group admins
                           sops/secrets/token/groups/admins
                           sops/groups/admins/users/alice
          bob            group admins
                           sops/secrets/token/groups/admins
                           sops/groups/admins/users/bob
          machine web01  link
                           sops/secrets/token/machines/web01
        """;

    assertThat(keytally("access", "token").out()).isEqualTo(expected);
    assertThat(keytally("access", "sops/secrets/token/secret").out()).isEqualTo(expected);
    assertThat(keytally("-C", "sops/secrets", "access", "token/secret").out()).isEqualTo(expected);
  }

  @Test
  void aReaderIsToldByReason() {
    assertThat(keytally("access", "--machine", "web01").out())
        .isEqualTo(
            """
            machine web01 reads 3 encrypted files
              link:
                  token, web01/ (2)
            """);
    assertThat(keytally("access", "--user", "alice", "vars").out())
        .startsWith("alice reads 2 encrypted files\n  group admins:\n      web01/ (2)");
    String key = fleet.recipient("machines/web01");
    assertThat(keytally("access", "--key", key.substring(0, 20)).out())
        .startsWith("machine web01 reads 3 encrypted files");
  }

  @Test
  void whatDoesNotExistIsWrongUsageWithAGuess() {
    assertThat(keytally("access", "tokn").err()).contains("did you mean token?");
    assertThat(keytally("access", "--user", "alcie").err()).contains("did you mean alice?");
    assertThat(keytally("access", "--machine", "web1").err()).contains("did you mean web01?");
    assertThat(keytally("access", "--key", "age1nobody").err()).contains("opens nothing here");
    assertThat(keytally("access", "--key", "age1").err()).contains("3 keys begin with age1");
    assertThat(keytally("access", "--user", "alice", "--machine", "web01").code()).isEqualTo(2);
  }

  @Test
  void againstABaseOnlyTheDifferenceIsTold() throws Exception {
    Clone.at(directory).lay(fleet.dropRecipient(plain("token"), "bob"));

    assertThat(keytally("access", "--base", "HEAD").out())
        .isEqualTo(
            """
            What the change does to access
              bob  loses 1  token

            """);
    assertThat(keytally("access", "--base", "HEAD", "--user", "bob").out()).contains("loses 1");
    assertThat(keytally("access", "--base", "HEAD", "--user", "alice").out())
        .contains("Nobody gains or loses access.");
    assertThat(keytally("access", "--base", "HEAD", "vars").out())
        .contains("Nobody gains or loses access.");
  }

  @Test
  void aCommitIsNamedAndARepositoryWithoutSecretsSaysSo() throws Exception {
    assertThat(keytally("access", "--rev", "HEAD").out())
        .matches("(?s)In commit [0-9a-f]{12}:\n4 encrypted files, 3 readers\\..*");
    Clone empty = Clone.init(elsewhere);
    empty.write("file", "text").commit("Begin");
    assertThat(new Session(elsewhere).run("access").out())
        .isEqualTo("There is no encrypted file.\n");
  }

  @Test
  void theStateAtADateIsThatOfTheFirstParentLine() throws Exception {
    Path clone = elsewhere;
    Clone history = Clone.init(clone);
    history.lay(fleet);
    commit(history, "2024-01-10T12:00:00Z");
    history.lay(fleet.user("carol").group("admins", "carol"));
    commit(history, "2024-02-10T12:00:00Z");

    assertThat(at(clone, "2024-01-10").out()).contains("3 readers");
    assertThat(at(clone, "2024-02-10T11:59").out()).contains("3 readers");
    assertThat(at(clone, "2024-02-10T12:00:00Z").out()).contains("4 readers");
    assertThat(at(clone, "2024-02-10T12:00:00+01:00").out()).contains("3 readers");
    assertThat(at(clone, "2023-12-31").err()).contains("HEAD has no commit as old as 2023-12-31");
    assertThat(at(clone, "last week").err()).contains("--at takes a date such as 2026-03-01");
    assertThat(at(clone, "2024-01-10", "--staged").err()).contains("--at looks into the history");
  }

  private static void commit(Clone history, String date) {
    history.environment().put("GIT_COMMITTER_DATE", date);
    history.git("add", "-A");
    history.git("commit", "-q", "-m", "A state");
  }

  private static Session at(Path clone, String... date) {
    String[] args = new String[date.length + 2];
    args[0] = "access";
    args[1] = "--at";
    System.arraycopy(date, 0, args, 2, date.length);
    return new Session(clone).run(args);
  }
}
