package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.demo.FleetBuilder;

/** How much of a hundred files changes with their recipients: here, and by real sops. */
class RepairDiffTest {

  private static final int FILES = 100;

  @TempDir private Path folder;

  @Test
  void noMoreLinesChangeThanSopsUpdatekeysWouldChange() throws Exception {
    String sops = RealTools.require("sops").toString();
    FleetBuilder fleet = FleetBuilder.seeded(11);
    String[] readers = {"alice", "bob", "carol", "dave"};
    for (String reader : readers) {
      fleet.user(reader).anchor(reader);
    }
    fleet.rule("^secrets/", readers);
    for (int i = 0; i < FILES; i++) {
      String file = "secrets/f" + i + (i % 2 == 0 ? ".yaml" : ".json");
      String plaintext = i % 2 == 0 ? "# why\npassword: x\n" : "{\"password\": \"x\"}";
      fleet.ruledFile(file, plaintext).dropRecipient(file, "bob");
    }
    Path keys = folder.resolve("keys.txt");
    Files.write(keys, fleet.keyFile("alice"));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    Path ours = folder.resolve("ours");
    Path theirs = folder.resolve("theirs");
    fleet.commitTo(ours);
    fleet.commitTo(theirs);

    Session repair =
        new Session(ours).run("repair", "--apply", "--yes", "--keyfile", keys.toString());
    assertThat(repair.code()).as(repair.err()).isEqualTo(ExitCode.OK);
    String loop = "for f in secrets/*; do \"$0\" updatekeys -y \"$f\" 2>&1 || exit 1; done";
    run(theirs, keys, "sh", "-c", loop, sops);

    int here = changedLines(ours, keys);
    int there = changedLines(theirs, keys);
    System.out.printf(
        "one reader more for %d files of %d: keytally changes %d lines, sops updatekeys %d%n",
        FILES, readers.length, here, there);
    assertThat(here).isPositive().isLessThanOrEqualTo(there);
    assertThat(new Session(theirs).run("check", "--only", "rule-recipient-drift").code())
        .isEqualTo(ExitCode.OK);
  }

  private static int changedLines(Path repository, Path keys) throws Exception {
    int lines = 0;
    for (String file : run(repository, keys, "git", "diff", "--numstat").lines().toList()) {
      String[] columns = file.split("\t", -1);
      lines += Integer.parseInt(columns[0]) + Integer.parseInt(columns[1]);
    }
    return lines;
  }

  private static String run(Path directory, Path keys, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SOPS_"));
    builder.environment().put("SOPS_AGE_KEY_FILE", keys.toString());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
