package org.keytally.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.source.IdentityTextTest.FIRST;
import static org.keytally.source.IdentityTextTest.FIRST_SECRET;
import static org.keytally.source.IdentityTextTest.SECOND_SECRET;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.age.Identity;
import org.keytally.age.Prompt;
import org.keytally.age.Recipient;
import org.keytally.source.KeyFile.Problem.Kind;

/**
 * Holds the sources of private keys against what real sops makes of them. Several identities on one
 * line of {@code SOPS_AGE_KEY} are newer than the sops here.
 */
@EnabledOnOs(OS.LINUX)
class SopsSourcesTest {

  private static final List<String> KEY_FILES =
      List.of(
          FIRST_SECRET,
          "# public key: " + FIRST + "\n" + FIRST_SECRET + "\n",
          "# windows\r\n\r\n" + FIRST_SECRET + "\r\n",
          " " + FIRST_SECRET + "\n",
          FIRST_SECRET + " \n",
          FIRST_SECRET + "\n \n",
          FIRST_SECRET + "\n # note\n",
          FIRST_SECRET + "\nnote\n",
          FIRST + "\n" + FIRST_SECRET + "\n",
          FIRST_SECRET + "X\n",
          FIRST_SECRET.toLowerCase(Locale.ROOT) + "\n",
          SECOND_SECRET + " " + FIRST_SECRET + "\n",
          SECOND_SECRET + "\n\n" + FIRST_SECRET + "\n",
          SECOND_SECRET + "\n",
          "\uFEFF" + FIRST_SECRET + "\n",
          "");

  @TempDir Path home;

  @Test
  void aKeyFileGivesTheSameKeysToSopsAndToKeytally() throws IOException, InterruptedException {
    Path secret = encrypted();
    Path keyFile = home.resolve(".config/sops/age/keys.txt");
    Files.createDirectories(keyFile.getParent());
    for (String text : KEY_FILES) {
      Files.writeString(keyFile, text);
      boolean sops = opens(secret, variables(Map.of()));

      assertThat(loads(variables(Map.of()))).as("loaded from <%s>", text).isEqualTo(sops);
      KeyFile read =
          new WorkstationReader(environment(variables(Map.of()))).read().keyFiles().get(0);
      assertThat(read.holds(FIRST) && !read.has(Kind.BAD_LINE))
          .as("read from <%s>", text)
          .isEqualTo(sops);
    }
  }

  @Test
  void variablesGiveTheSameKeysToSopsAndToKeytally() throws IOException, InterruptedException {
    Path secret = encrypted();
    Files.writeString(home.resolve("good"), FIRST_SECRET);
    Files.writeString(home.resolve("foreign"), SECOND_SECRET);
    String good = home.resolve("good").toString();
    List<Map<String, String>> cases =
        List.of(
            Map.of("SOPS_AGE_KEY", FIRST_SECRET),
            Map.of("SOPS_AGE_KEY", "note " + FIRST_SECRET),
            Map.of("SOPS_AGE_KEY", ""),
            Map.of("SOPS_AGE_KEY_FILE", good),
            Map.of("SOPS_AGE_KEY_FILE", ""),
            Map.of("SOPS_AGE_KEY_FILE", "/nowhere", "SOPS_AGE_KEY", FIRST_SECRET),
            Map.of("SOPS_AGE_KEY", "note", "SOPS_AGE_KEY_FILE", good),
            Map.of("SOPS_AGE_KEY", SECOND_SECRET, "SOPS_AGE_KEY_FILE", good),
            Map.of("SOPS_AGE_KEY_CMD", "cat '" + good + "'"),
            Map.of("SOPS_AGE_KEY_CMD", "cat \"" + good + "\" # mine"),
            Map.of("SOPS_AGE_KEY_CMD", "cat " + good + " | cat"),
            Map.of("SOPS_AGE_KEY_CMD", "cat $HOME/good"),
            Map.of("SOPS_AGE_KEY_CMD", "sh -c 'cat $HOME/good'"),
            Map.of(
                "SOPS_AGE_KEY_CMD",
                "sh -c 'test $SOPS_AGE_RECIPIENT = " + FIRST + " && cat " + good + "'"),
            Map.of("SOPS_AGE_KEY_CMD", "sh -c 'cat " + good + "; exit 1'"),
            Map.of("SOPS_AGE_KEY_CMD", "cat '" + good),
            Map.of("XDG_CONFIG_HOME", home.toString()),
            Map.of("XDG_CONFIG_HOME", "xdg"));
    Files.createDirectories(home.resolve("sops/age"));
    Files.writeString(home.resolve("sops/age/keys.txt"), FIRST_SECRET);
    Files.createDirectories(home.resolve("xdg/sops/age"));
    Files.writeString(home.resolve("xdg/sops/age/keys.txt"), FIRST_SECRET);
    int opened = 0;
    for (Map<String, String> more : cases) {
      boolean sops = opens(secret, variables(more));
      opened += sops ? 1 : 0;

      assertThat(loads(variables(more))).as("%s", more).isEqualTo(sops);
    }
    assertThat(opened).isBetween(8, cases.size() - 4);
  }

  private Map<String, String> variables(Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(more);
    variables.put("HOME", home.toString());
    variables.put("PATH", "/usr/bin:/bin");
    return variables;
  }

  private Environment environment(Map<String, String> variables) {
    return new Environment(variables, Optional.of(home), false);
  }

  private boolean loads(Map<String, String> variables) {
    try (LoadedIdentities loaded =
        new IdentitySources(environment(variables), Prompt.NOBODY).load()) {
      for (Identity identity : loaded.forRecipient(FIRST)) {
        if (identity.recipient().map(Recipient::text).equals(Optional.of(FIRST))) {
          return true;
        }
      }
      return false;
    }
  }

  private Path encrypted() throws IOException, InterruptedException {
    Path plain = Files.writeString(home.resolve("plain.json"), "{\"a\": \"b\"}");
    Path secret = home.resolve("secret.json");
    int code =
        sops(
            variables(Map.of()),
            "encrypt",
            "--age",
            FIRST,
            "--output",
            secret.toString(),
            plain.toString());
    assertThat(code).isZero();
    return secret;
  }

  private boolean opens(Path secret, Map<String, String> variables)
      throws IOException, InterruptedException {
    return sops(variables, "decrypt", secret.toString()) == 0;
  }

  private int sops(Map<String, String> variables, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(RealTools.require("sops").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().clear();
    builder.environment().putAll(variables);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start().waitFor();
  }
}
