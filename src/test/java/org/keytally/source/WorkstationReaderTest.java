package org.keytally.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.keytally.source.IdentityTextTest.FIRST;
import static org.keytally.source.IdentityTextTest.FIRST_SECRET;
import static org.keytally.source.IdentityTextTest.SECOND;
import static org.keytally.source.IdentityTextTest.SECOND_SECRET;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.source.KeyFile.Entry;
import org.keytally.source.KeyFile.Origin;
import org.keytally.source.KeyFile.Problem;
import org.keytally.source.KeyFile.Problem.Kind;

@DisabledOnOs(OS.WINDOWS)
class WorkstationReaderTest {

  private static final String LINUX = ".config/sops/age/keys.txt";
  private static final String MAC = "Library/Application Support/sops/age/keys.txt";

  @TempDir Path home;

  private final Map<String, String> variables = new HashMap<>();
  private boolean macOs;

  @Test
  void theDefaultFileOfLinuxIsRead() throws IOException {
    write(LINUX, FIRST_SECRET);

    KeyFile keyFile = of(Origin.DEFAULT_FILE);

    assertThat(keyFile.location()).isEqualTo("~/" + LINUX);
    assertThat(keyFile.present()).isTrue();
    assertThat(keyFile.entries()).containsExactly(new Entry(Optional.of(FIRST), false, 1));
    assertThat(keyFile.problems()).isEmpty();
    assertThat(read().demanded()).isFalse();
  }

  @Test
  void withoutAnyKeyFileTheDefaultPlaceIsNamed() {
    assertThat(read().keyFiles())
        .extracting(KeyFile::origin, KeyFile::location, KeyFile::present)
        .containsExactly(
            tuple(Origin.DEFAULT_FILE, "~/" + LINUX, false),
            tuple(Origin.SSH_DEFAULT_FILE, "~/.ssh/id_ed25519", false),
            tuple(Origin.SSH_DEFAULT_FILE, "~/.ssh/id_rsa", false));
  }

  @Test
  void aBareEnvironmentHasNoKeyFiles() {
    Workstation found =
        new WorkstationReader(new Environment(Map.of(), Optional.empty(), false)).read();

    assertThat(found.keyFiles()).isEmpty();
  }

  @Test
  void theConfigurationFolderMayBeElsewhere() throws IOException {
    variables.put("XDG_CONFIG_HOME", home.resolve("xdg").toString());
    write("xdg/sops/age/keys.txt", FIRST_SECRET);

    assertThat(of(Origin.DEFAULT_FILE).location()).isEqualTo("~/xdg/sops/age/keys.txt");
    assertThat(of(Origin.DEFAULT_FILE).entries()).hasSize(1);
  }

  @Test
  void aRelativeConfigurationFolderIsRefusedAsSopsDoes() {
    variables.put("XDG_CONFIG_HOME", "relative");

    assertThat(of(Origin.DEFAULT_FILE).problems())
        .extracting(Problem::kind)
        .containsExactly(Kind.UNREADABLE);
  }

  @Test
  void macOsLooksInApplicationSupportAndSeesTheOtherFileUnused() throws IOException {
    macOs = true;
    write(LINUX, FIRST_SECRET);

    assertThat(of(Origin.DEFAULT_FILE).location()).isEqualTo("~/" + MAC);
    assertThat(of(Origin.DEFAULT_FILE).present()).isFalse();
    assertThat(of(Origin.UNUSED_FILE).location()).isEqualTo("~/" + LINUX);
    assertThat(of(Origin.UNUSED_FILE).holds(FIRST)).isTrue();
    assertThat(read().holds(FIRST)).isFalse();
  }

  @Test
  void aFileThatIsLinkedOrNamedIsNotUnused() throws IOException {
    macOs = true;
    write(LINUX, FIRST_SECRET);
    Files.createDirectories(home.resolve(MAC).getParent());
    Files.createSymbolicLink(home.resolve(MAC), home.resolve(LINUX));

    assertThat(origins()).doesNotContain(Origin.UNUSED_FILE);

    Files.delete(home.resolve(MAC));
    variables.put("SOPS_AGE_KEY_FILE", home.resolve(LINUX).toString());
    assertThat(origins()).doesNotContain(Origin.UNUSED_FILE);
  }

  @Test
  void keyFilesComeInTheOrderOfClan() throws IOException {
    write(LINUX, FIRST_SECRET);
    write("other.txt", SECOND_SECRET);
    variables.put("SOPS_AGE_KEY", FIRST_SECRET + " " + SECOND_SECRET);
    variables.put("SOPS_AGE_KEY_FILE", home.resolve("other.txt").toString());
    variables.put("SOPS_AGE_KEY_CMD", "pass show age");

    Workstation found = read();

    assertThat(found.keyFiles())
        .extracting(KeyFile::origin, KeyFile::location, keyFile -> keyFile.entries().size())
        .containsExactly(
            tuple(Origin.SOPS_AGE_KEY, "SOPS_AGE_KEY", 2),
            tuple(Origin.SOPS_AGE_KEY_FILE, "~/other.txt", 1),
            tuple(Origin.DEFAULT_FILE, "~/" + LINUX, 1),
            tuple(Origin.SSH_DEFAULT_FILE, "~/.ssh/id_ed25519", 0),
            tuple(Origin.SSH_DEFAULT_FILE, "~/.ssh/id_rsa", 0),
            tuple(Origin.COMMAND, "SOPS_AGE_KEY_CMD", 0));
    assertThat(found.holds(SECOND)).isTrue();
  }

  @Test
  void anEmptyVariableHidesNothing() {
    variables.put("SOPS_AGE_KEY", "");
    variables.put("SOPS_AGE_KEY_FILE", "");

    assertThat(of(Origin.SOPS_AGE_KEY).present()).isFalse();
    assertThat(of(Origin.SOPS_AGE_KEY_FILE).present()).isFalse();
  }

  @Test
  void aNamedFileThatIsNotThereIsAProblem() {
    variables.put("SOPS_AGE_KEY_FILE", "/nowhere/keys.txt");

    assertThat(of(Origin.SOPS_AGE_KEY_FILE).present()).isFalse();
    assertThat(of(Origin.SOPS_AGE_KEY_FILE).problems())
        .containsExactly(new Problem(Kind.UNREADABLE, 0, "does not exist"));
  }

  @Test
  void onlyTheFileOfTheCommandLineIsLookedAtWhereOneIsNamed() throws IOException {
    write(LINUX, FIRST_SECRET);
    write("mine.txt", SECOND_SECRET);

    Workstation found = reader().read(home.resolve("mine.txt").toString());

    assertThat(found.demanded()).isTrue();
    assertThat(found.keyFiles()).extracting(KeyFile::origin).containsExactly(Origin.OPTION);
    assertThat(found.holds(SECOND)).isTrue();
    assertThat(found.holds(FIRST)).isFalse();
    assertThat(reader().read("no\0path").keyFiles().get(0).problems())
        .extracting(Problem::kind)
        .containsExactly(Kind.UNREADABLE);
  }

  @Test
  void permissionsForOthersAreAProblem() throws IOException {
    write(LINUX, FIRST_SECRET);
    permit(LINUX, "rw-r--r--");
    assertThat(of(Origin.DEFAULT_FILE).problems())
        .containsExactly(new Problem(Kind.PERMISSIONS, 0, "may be read by others (mode 0644)"));

    permit(LINUX, "rw-------");
    permit(".config/sops/age", "rwxrwxr-x");
    assertThat(of(Origin.DEFAULT_FILE).problems())
        .extracting(Problem::kind)
        .containsExactly(Kind.PERMISSIONS);

    permit(".config/sops/age", "rwxr-xr-x");
    assertThat(of(Origin.DEFAULT_FILE).problems()).isEmpty();
  }

  @Test
  void whatIsNoFileIsNotRead() throws IOException {
    Files.createDirectories(home.resolve(LINUX));
    assertThat(of(Origin.DEFAULT_FILE).problems())
        .containsExactly(new Problem(Kind.UNREADABLE, 0, "is a folder"));

    variables.put("SOPS_AGE_KEY_FILE", "/dev/zero");
    assertThat(of(Origin.SOPS_AGE_KEY_FILE).problems())
        .containsExactly(new Problem(Kind.UNREADABLE, 0, "is not a regular file"));

    Files.write(home.resolve("large"), new byte[KeyFileBytes.LARGEST + 1]);
    variables.put("SOPS_AGE_KEY_FILE", home.resolve("large").toString());
    assertThat(of(Origin.SOPS_AGE_KEY_FILE).problems())
        .containsExactly(new Problem(Kind.UNREADABLE, 0, "is larger than 1 MiB"));
  }

  @Test
  void sshKeysHaveTheRecipientOfTheirPublicHalf() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(home.resolve(".ssh"));
    sshKeygen(folder.resolve("id_ed25519"), "ed25519", "");
    sshKeygen(folder.resolve("id_rsa"), "rsa", "secret");
    List<KeyFile> beside = read().keyFiles();
    Files.delete(folder.resolve("id_ed25519.pub"));
    Files.delete(folder.resolve("id_rsa.pub"));

    List<KeyFile> without = read().keyFiles();

    assertThat(without)
        .extracting(KeyFile::entries)
        .isEqualTo(beside.stream().map(KeyFile::entries).toList());
    assertThat(without.get(1).entries().get(0).recipient().orElse("")).startsWith("ssh-ed25519 A");
    assertThat(without.get(2).entries().get(0).recipient().orElse("")).startsWith("ssh-rsa A");
    assertThat(without.get(1).present()).isTrue();
  }

  @Test
  void anSshKeyOfAnotherFormatHasNoRecipient() throws IOException {
    write(".ssh/id_rsa", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA!\n-----END");
    write(".ssh/id_ed25519", "junk");

    assertThat(read().keyFiles())
        .filteredOn(keyFile -> keyFile.origin() == Origin.SSH_DEFAULT_FILE)
        .allSatisfy(keyFile -> assertThat(keyFile.present()).isTrue())
        .allSatisfy(keyFile -> assertThat(keyFile.entries()).isEmpty());
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

  private void write(String path, String text) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    permit(path, "rw-------");
  }

  private void permit(String path, String permissions) throws IOException {
    Files.setPosixFilePermissions(home.resolve(path), PosixFilePermissions.fromString(permissions));
  }

  private WorkstationReader reader() {
    return new WorkstationReader(new Environment(variables, Optional.of(home), macOs));
  }

  private Workstation read() {
    return reader().read();
  }

  private List<Origin> origins() {
    return read().keyFiles().stream().map(KeyFile::origin).toList();
  }

  private KeyFile of(Origin origin) {
    return read().keyFiles().stream()
        .filter(keyFile -> keyFile.origin() == origin)
        .findFirst()
        .orElseThrow();
  }
}
