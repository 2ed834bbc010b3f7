package org.keytally.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keytally.RealTools;

/** The plugin protocol with a plugin of our own, which real age talks to as well. */
class PluginTest {

  private static final String RECIPIENT = Bech32.encodeText("age1fake", new byte[] {7});
  private static final String IDENTITY = Bech32.encodeText("AGE-PLUGIN-FAKE-", new byte[] {8});

  /** Wraps a file key by carrying it openly; on the way it asks all that a plugin can ask. */
  private static final String PLUGIN =
      """
      #!/bin/sh
      ask() { printf -- '-> %s\\n%s\\n' "$1" "$2"; read -r answer; read -r said; }
      body=
      while read -r arrow command rest; do
        read -r line
        case $command in
          wrap-file-key) body=$line ;;
          recipient-stanza) case $rest in '0 fake'*) body=$line ;; esac ;;
          add-identity) [ "$rest" = %IDENTITY% ] || exit 1 ;;
          add-recipient) [ "$rest" = %RECIPIENT% ] || exit 1 ;;
          done) break ;;
        esac
      done
      ask grease-of-tomorrow ''
      [ "$answer" = '-> unsupported' ] || exit 1
      case $1 in
        --age-plugin=recipient-v1)
          ask 'labels' ''
          ask 'recipient-stanza 0 fake tag' "$body" ;;
        --age-plugin=identity-v1)
          if [ -n "$KEYTALLY_FAKE_TALKS" ]; then
            ask msg VG91Y2gg
            [ "$answer" = '-> ok' ] || exit 1
            ask 'confirm WWVz Tm8' ''
            [ "$answer" = '-> ok yes' ] || exit 1
            ask request-secret UElO
            [ "$said" = MTIzNA ] || exit 1
          fi
          [ -z "$body" ] || ask 'file-key 0' "$body" ;;
        *) exit 1 ;;
      esac
      printf -- '-> done\\n\\n'
      """;

  @TempDir private Path folder;

  @Test
  void whatAPluginWrapsItUnwraps() throws Exception {
    install(PLUGIN);
    assertThat(ours("wrap", RECIPIENT)).isEqualTo("matches true");
    assertThat(ours("unwrap", IDENTITY)).isEqualTo("plaintext 010203");
  }

  @Test
  void aPluginCanTellAskAndOfferAChoice() throws Exception {
    install(PLUGIN.replace("$KEYTALLY_FAKE_TALKS", "yes"));
    ours("wrap", RECIPIENT);
    assertThat(ours("unwrap", IDENTITY))
        .isEqualTo("told Touch \nchoice Yes or No\nasked age-plugin-fake: PIN\nplaintext 010203");
  }

  @Test
  void realAgeAgreesInBothDirections() throws Exception {
    install(PLUGIN);
    String age = RealTools.require("age").toString();
    Path plaintext = Files.write(folder.resolve("plaintext"), new byte[] {1, 2, 3});
    String file = folder.resolve("file").toString();
    run(List.of(age, "-a", "-r", RECIPIENT, "-o", file, plaintext.toString()));
    assertThat(ours("unwrap", IDENTITY)).isEqualTo("plaintext 010203");

    ours("wrap", RECIPIENT);
    Path keys = Files.writeString(folder.resolve("keys"), IDENTITY + "\n");
    Path back = folder.resolve("back");
    run(List.of(age, "-d", "-i", keys.toString(), "-o", back.toString(), file));
    assertThat(back).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void aPluginThatIsNotInstalledIsNamed() throws Exception {
    assertThat(ours("wrap", RECIPIENT))
        .startsWith("PLUGIN age-plugin-fake is not on PATH")
        .contains("install it");
  }

  @Test
  void whatAPluginSaysOfAnErrorIsShownInPrintableCharacters() throws Exception {
    install("#!/bin/sh\nprintf -- '-> error internal\\nG1szMW1iYWQ\\n'\nsleep 1\n");
    assertThat(ours("wrap", RECIPIENT)).isEqualTo("PLUGIN age-plugin-fake says:  [31mbad");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exit 1",
        "printf -- '-> done\\n\\n'",
        "printf 'no stanza\\n'",
        "printf -- '-> recipient-stanza 1 fake\\n\\n'",
        "printf -- '-> recipient-stanza 0 fake\\nAB\\n'",
        "yes | tr -d '\\n'",
        "printf -- '->  x\\n\\n'"
      })
  void aPluginThatBreaksTheProtocolIsRefused(String behaviour) throws Exception {
    install("#!/bin/sh\n" + behaviour + "\n");
    assertThat(ours("wrap", RECIPIENT)).startsWith("PLUGIN age-plugin-fake ");
  }

  @Test
  void aProgramInARelativeFolderOfThePathIsNeverRun() throws Exception {
    install(PLUGIN);
    assertThat(ours("wrap", RECIPIENT, ".", folder.toString())).contains("is not on PATH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"age1a/b", "age1..%2f", "age1a b", "age1$(x)"})
  void aNameOutsideThePluginAlphabetIsNoRecipient(String prefix) {
    String key = Bech32.encodeText(prefix, new byte[] {7});
    assertThatThrownBy(() -> Recipient.parse(key)).isInstanceOf(MalformedKeyException.class);
  }

  private void install(String script) throws Exception {
    Path file = folder.resolve("age-plugin-fake");
    Files.writeString(
        file, script.replace("%IDENTITY%", IDENTITY).replace("%RECIPIENT%", RECIPIENT));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String ours(String what, String key) throws Exception {
    return ours(what, key, folder.toString(), folder.toString());
  }

  private String ours(String what, String key, String pathEntry, String directory)
      throws Exception {
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(List.of("-cp", classes, PluginRoundTrip.class.getName()));
    command.addAll(List.of(what, key, folder.resolve("file").toString()));
    return run(command, pathEntry, directory).strip();
  }

  private void run(List<String> command) throws Exception {
    run(command, folder.toString(), folder.toString());
  }

  private static String run(List<String> command, String pathEntry, String directory)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(new File(directory)).redirectErrorStream(true);
    builder.environment().compute("PATH", (name, path) -> pathEntry + File.pathSeparator + path);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
