package org.keytally.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.keytally.source.IdentityTextTest.FIRST;
import static org.keytally.source.IdentityTextTest.FIRST_SECRET;
import static org.keytally.source.IdentityTextTest.SECOND;
import static org.keytally.source.IdentityTextTest.SECOND_SECRET;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.age.Age;
import org.keytally.age.AgeException;
import org.keytally.age.Identity;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Prompt;
import org.keytally.age.Recipient;

@DisabledOnOs(OS.WINDOWS)
class IdentitySourcesTest {

  private static final String DEFAULT = ".config/sops/age/keys.txt";

  /** The first identity, as {@code age -p} writes it with "open sesame". */
  private static final String LOCKED =
      """
      -----BEGIN AGE ENCRYPTED FILE-----
      YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCB6NVhUWjhUb3JJZ2YvNk9G
      NzdNektBIDE4CmJ4RWlFM28xSGtBQlpaeXhBSVBlZzM5MG9PczNXQk1MWXBaSnNI
      ZS9zcE0KLS0tIDRxRjdWSnAvK1VOeTRMZDFJV1Noeld5VEsySldBY3NUa1VYamlZ
      SG9OSGsKx8oZQsafNhXSvNdErj/poGik94YYHOrky4EaW+eYUoAj4fIgz1MBoLfz
      sEBKn0bWMmPPs5YrukbCR4kLSu8Io+T3GDBPbUz9xIr5C8WVljeWi26a/PjlqC/R
      NTzB+UPCAFa4cfwRTvjRD/0=
      -----END AGE ENCRYPTED FILE-----
      """;

  @TempDir Path home;

  private final Map<String, String> variables = new HashMap<>(Map.of("PATH", "/usr/bin:/bin"));

  @Test
  void allSourcesAreMerged() throws IOException {
    write(DEFAULT, "# mine\n" + FIRST_SECRET + "\n");
    write("keys", SECOND_SECRET);
    variables.put("SOPS_AGE_KEY", SECOND_SECRET + " " + FIRST_SECRET);
    variables.put("SOPS_AGE_KEY_FILE", home.resolve("keys").toString());

    try (LoadedIdentities loaded = load()) {
      assertThat(recipients(loaded.identities())).containsExactly(SECOND, FIRST, SECOND, FIRST);
      assertThat(loaded.problems()).isEmpty();
    }
  }

  @Test
  void whatIsLoadedDecrypts() throws IOException, AgeException, MalformedKeyException {
    write(DEFAULT, FIRST_SECRET);
    byte[] plaintext = "data key".getBytes(StandardCharsets.US_ASCII);
    byte[] file = Age.encrypt(Recipient.parse(FIRST), plaintext);

    try (LoadedIdentities loaded = load()) {
      assertThat(Age.decrypt(file, loaded.identities())).isEqualTo(plaintext);
    }
  }

  @Test
  void oneBadLineLeavesOutItsSourceAndNoOther() throws IOException {
    write(DEFAULT, FIRST_SECRET + "\n " + SECOND_SECRET + "\n");
    variables.put("SOPS_AGE_KEY", FIRST_SECRET);
    variables.put("SOPS_AGE_KEY_FILE", "/nowhere");

    try (LoadedIdentities loaded = load()) {
      assertThat(recipients(loaded.identities())).containsExactly(FIRST);
      assertThat(loaded.problems())
          .extracting(IdentityProblem::location)
          .containsExactly("/nowhere", "~/" + DEFAULT);
      assertThat(loaded.problems().get(1).message()).contains("line 2");
    }
  }

  @Test
  void noSourceAtAllIsNoProblem() {
    try (LoadedIdentities loaded = load()) {
      assertThat(loaded.identities()).isEmpty();
      assertThat(loaded.problems()).isEmpty();
    }
  }

  @Test
  void sshKeysComeFirstAndAskForTheirPassphraseOnlyWhenNeeded()
      throws IOException, InterruptedException, AgeException, MalformedKeyException {
    Path folder = Files.createDirectories(home.resolve(".ssh"));
    sshKeygen(folder.resolve("id_ed25519"), "ed25519", "");
    sshKeygen(folder.resolve("id_rsa"), "rsa", "open");
    sshKeygen(home.resolve("other"), "ed25519", "open");
    write(DEFAULT, FIRST_SECRET);
    variables.put("SOPS_AGE_SSH_PRIVATE_KEY_FILE", home.resolve("other").toString());
    Asked asked = new Asked("open");

    try (LoadedIdentities loaded =
        new IdentitySources(new Environment(variables, Optional.of(home), false), asked).load()) {
      assertThat(loaded.problems()).isEmpty();
      assertThat(recipients(loaded.identities()))
          .satisfiesExactly(
              other -> assertThat(other).startsWith("ssh-ed25519 "),
              ed25519 -> assertThat(ed25519).startsWith("ssh-ed25519 "),
              rsa -> assertThat(rsa).startsWith("ssh-rsa "),
              age -> assertThat(age).isEqualTo(FIRST));
      for (int i = 3; i >= 0; i--) {
        Recipient recipient = loaded.identities().get(i).recipient().orElseThrow();
        byte[] file = Age.encrypt(recipient, new byte[] {1, 2});
        assertThat(Age.decrypt(file, loaded.identities())).containsExactly(1, 2);
        assertThat(Age.decrypt(file, loaded.identities())).containsExactly(1, 2);
        assertThat(asked.questions).hasSize(i == 3 ? 0 : i == 0 ? 2 : 1);
      }
      assertThat(asked.questions.get(0)).endsWith("(~/.ssh/id_rsa)");
      assertThat(asked.questions.get(1)).endsWith("(~/other)");
    }
  }

  @Test
  void anSshKeyUnderAPassphraseIsNotTakenFromACommand() throws IOException, InterruptedException {
    sshKeygen(home.resolve("plain"), "ed25519", "");
    sshKeygen(home.resolve("locked"), "ed25519", "open");

    variables.put("SOPS_AGE_SSH_PRIVATE_KEY_CMD", "cat " + home.resolve("plain"));
    try (LoadedIdentities loaded = load()) {
      assertThat(loaded.forRecipient(FIRST)).hasSize(1);
    }
    variables.put("SOPS_AGE_SSH_PRIVATE_KEY_CMD", "cat " + home.resolve("locked"));
    try (LoadedIdentities loaded = load()) {
      assertThat(loaded.forRecipient(FIRST)).isEmpty();
      assertThat(loaded.problems()).hasSize(1);
    }
  }

  @Test
  void anAgeKeyFileUnderAPassphraseAsksWhenItIsNeeded()
      throws IOException, InterruptedException, AgeException, MalformedKeyException {
    write(DEFAULT, LOCKED);
    Asked asked = new Asked("open sesame");

    try (LoadedIdentities loaded =
        new IdentitySources(new Environment(variables, Optional.of(home), false), asked).load()) {
      assertThat(asked.questions).isEmpty();
      byte[] file = Age.encrypt(Recipient.parse(FIRST), new byte[] {1});
      assertThat(Age.decrypt(file, loaded.identities())).containsExactly(1);
      assertThat(asked.questions).hasSize(1);
    }
  }

  @Test
  void aCommandIsRunForARecipientThatNoIdentityHas() throws IOException {
    write(DEFAULT, FIRST_SECRET);
    variables.put(
        "SOPS_AGE_KEY_CMD", counting("test $SOPS_AGE_RECIPIENT = " + SECOND, SECOND_SECRET));

    try (LoadedIdentities loaded = load()) {
      assertThat(recipients(loaded.forRecipient(FIRST))).containsExactly(FIRST);
      assertThat(runs()).isZero();
      assertThat(recipients(loaded.forRecipient(SECOND))).containsExactly(FIRST, SECOND);
      assertThat(recipients(loaded.forRecipient(SECOND))).containsExactly(FIRST, SECOND);
      assertThat(runs()).isEqualTo(1);
      assertThat(loaded.problems()).isEmpty();
      assertThat(loaded.forRecipient("age1other")).hasSize(2);
      assertThat(loaded.problems())
          .containsExactly(new IdentityProblem("SOPS_AGE_KEY_CMD", "failed with exit code 1"));
    }
  }

  @Test
  void aCommandThatPrintsTheSameForAnyRecipientIsNotRunForAll() throws IOException {
    variables.put("SOPS_AGE_KEY_CMD", counting("true", FIRST_SECRET));

    try (LoadedIdentities loaded = load()) {
      for (int i = 0; i < 10; i++) {
        loaded.forRecipient("age1other" + i);
      }
      assertThat(runs()).isEqualTo(2);
    }
  }

  @Test
  void aCommandThatCannotBeReadIsSaidOnce() {
    variables.put("SOPS_AGE_KEY_CMD", "pass 'show");

    try (LoadedIdentities loaded = load()) {
      loaded.forRecipient(FIRST);
      loaded.forRecipient(SECOND);
      assertThat(loaded.problems())
          .containsExactly(
              new IdentityProblem("SOPS_AGE_KEY_CMD", "has a quote that is not closed"));
    }
  }

  @Test
  void theFileOfTheCommandLineIsTheOnlySource() throws IOException {
    write(DEFAULT, FIRST_SECRET);
    write("mine", SECOND_SECRET);
    variables.put("SOPS_AGE_KEY_CMD", counting("true", FIRST_SECRET));

    try (LoadedIdentities loaded = sources().load(home.resolve("mine").toString())) {
      assertThat(recipients(loaded.forRecipient("age1other"))).containsExactly(SECOND);
      assertThat(runs()).isZero();
    }
    try (LoadedIdentities loaded = sources().load("/nowhere")) {
      assertThat(loaded.problems())
          .containsExactly(new IdentityProblem("/nowhere", "does not exist"));
    }
  }

  @Test
  void nothingSaidHoldsAPrivateKey() throws IOException {
    write(DEFAULT, "x" + FIRST_SECRET + "\n");
    variables.put("SOPS_AGE_KEY", SECOND_SECRET);

    try (LoadedIdentities loaded = load()) {
      assertThat(loaded.problems() + "" + loaded.identities())
          .doesNotContain(FIRST_SECRET.substring(16, 40), SECOND_SECRET.substring(16, 40));
    }
  }

  @Test
  void whatIsClosedOpensNothing() throws IOException, AgeException, MalformedKeyException {
    write(DEFAULT, FIRST_SECRET);
    LoadedIdentities loaded = load();
    Identity identity = loaded.identities().get(0);
    loaded.close();

    assertThat(loaded.identities()).isEmpty();
    byte[] file = Age.encrypt(Recipient.parse(FIRST), new byte[] {1});
    assertThatThrownBy(() -> Age.decrypt(file, List.of(identity))).isInstanceOf(AgeException.class);
  }

  private static void sshKeygen(Path file, String type, String passphrase)
      throws IOException, InterruptedException {
    String program = RealTools.require("ssh-keygen").toString();
    Process process =
        new ProcessBuilder(
                program, "-q", "-t", type, "-N", passphrase, "-C", "me", "-f", file.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  /** Answers every question with one passphrase. */
  private static final class Asked implements Prompt {

    private final String passphrase;
    private final List<String> questions = new ArrayList<>();

    Asked(String passphrase) {
      this.passphrase = passphrase;
    }

    @Override
    public boolean tell(String message) {
      return true;
    }

    @Override
    public Optional<byte[]> secret(String question) {
      questions.add(question);
      return Optional.of(passphrase.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> answer(String question) {
      return Optional.empty();
    }

    @Override
    public Optional<Boolean> confirm(String question, String yes, Optional<String> no) {
      return Optional.empty();
    }
  }

  /** A command that leaves a mark for each run. */
  private String counting(String condition, String printed) throws IOException {
    write("runs", "");
    return "sh -c 'echo run >> \""
        + home.resolve("runs")
        + "\"; "
        + condition
        + " && echo "
        + printed
        + "'";
  }

  private int runs() throws IOException {
    return Files.readAllLines(home.resolve("runs")).size();
  }

  private LoadedIdentities load() {
    return sources().load();
  }

  private IdentitySources sources() {
    return new IdentitySources(new Environment(variables, Optional.of(home), false), Prompt.NOBODY);
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(home.resolve(path).getParent());
    Files.writeString(home.resolve(path), text);
  }

  private static List<String> recipients(List<Identity> identities) {
    return identities.stream()
        .map(identity -> identity.recipient().map(Recipient::text).orElse("?"))
        .toList();
  }
}
