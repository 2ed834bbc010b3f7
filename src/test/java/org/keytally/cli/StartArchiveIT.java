package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.cli.Clone.Answer;
import org.keytally.demo.FleetBuilder;

/** The start-up archive, with a copy of the tool. */
class StartArchiveIT {

  private static final String OURS = "org.keytally.cli.Main source: shared objects file";

  @TempDir Path folder;
  private Path tool;
  private Path home;
  private Clone fleet;

  @BeforeEach
  void copyOfTheTool() throws Exception {
    folder = folder.toRealPath();
    tool = copy(Files.createDirectories(folder.resolve("tools/keytally")));
    home = Files.createDirectory(folder.resolve("my home"));
    fleet = Clone.init(folder.resolve("my fleet"));
    fleet.environment().putAll(BuiltTool.environment(home));
    fleet.commit(
        FleetBuilder.seeded(2).shapesOnly().user("alice").secret(plain("a"), "alice"), "A");
  }

  private static Path copy(Path to) throws IOException {
    try (Stream<Path> parts = Files.list(BuiltTool.home())) {
      for (Path part : parts.toList()) {
        Files.createDirectory(to.resolve(part.getFileName()));
        try (Stream<Path> files = Files.list(part)) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            Files.copy(file, to.resolve(part.getFileName()).resolve(file.getFileName()));
          }
        }
      }
    }
    assertThat(to.resolve("bin/keytally").toFile().setExecutable(true)).isTrue();
    return to;
  }

  private Path launcher() {
    return tool.resolve("bin/keytally");
  }

  private Path cache() {
    return Path.of(home + "/.cache/keytally" + tool);
  }

  private Path archive() throws IOException {
    return cache().resolve(Files.readAllLines(cache().resolve("start")).get(1));
  }

  private Answer warm() {
    return fleet.run(List.of(launcher().toString(), "warm"));
  }

  /** Runs the hook, and tells whether our classes came from the archive. */
  private boolean comesFromTheArchive(Path program) throws Exception {
    Path log = folder.resolve("classes.log");
    Path java = folder.resolve("java");
    String real = BuiltTool.environment(home).get("KEYTALLY_JAVA");
    Files.writeString(
        java,
        "#!/bin/sh\nfor option do shift; [ \"$option\" = -cp ] && set -- \"$@\" -Xlog:class+load:file="
            + log
            + "; set -- \"$@\" \"$option\"; done\nexec '"
            + real
            + "' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Answer plain = fleet.run(List.of(program.toString(), "hook", "run", "pre-commit"));
    assertThat(plain.code()).as(plain.said()).isZero();
    assertThat(plain.said())
        .startsWith("Nobody gains or loses access.")
        .doesNotContain("[warning]");
    fleet.environment().put("KEYTALLY_JAVA", java.toString());
    Answer logged = fleet.run(List.of(program.toString(), "hook", "run", "pre-commit"));
    fleet.environment().put("KEYTALLY_JAVA", real);
    assertThat(logged.said()).isEqualTo(plain.said());
    assertThat(logged.code()).isZero();
    return Files.readString(log).contains(OURS);
  }

  @Test
  void hooksStartFromItAndItIsMadeOnce() throws Exception {
    assertThat(comesFromTheArchive(launcher())).isFalse();
    Answer made = warm();
    assertThat(made.code()).as(made.said()).isZero();
    assertThat(made.said()).startsWith("Made the start-up archive in " + cache());
    assertThat(comesFromTheArchive(launcher())).isTrue();

    Path link = Files.createSymbolicLink(folder.resolve("linked"), launcher());
    assertThat(comesFromTheArchive(link)).isTrue();
    Path around = Files.createSymbolicLink(folder.resolve("around"), tool);
    assertThat(comesFromTheArchive(around.resolve("bin/keytally"))).isTrue();
    assertThat(warm().said()).startsWith("The start-up archive is up to date");
  }

  @Test
  void aPathWithBlanksWorksWithIt() throws Exception {
    tool = copy(Files.createDirectories(folder.resolve("my tools/key tally")));
    Answer installed = fleet.run(List.of(launcher().toString(), "hook", "install"));

    assertThat(installed.code()).as(installed.said()).isZero();
    // Java 17 does not find classes again in a jar whose path has blanks.
    assertThat(comesFromTheArchive(launcher())).isEqualTo(Runtime.version().feature() >= 25);
  }

  @Test
  void installingTheHookMakesIt() throws Exception {
    Answer installed = fleet.run(List.of(launcher().toString(), "hook", "install"));

    assertThat(installed.code()).as(installed.said()).isZero();
    assertThat(comesFromTheArchive(launcher())).isTrue();
  }

  @Test
  void oneThatWasCutOffIsNotTaken() throws Exception {
    warm();
    Path archive = archive();
    FileTime made = Files.getLastModifiedTime(archive);
    long length = Files.size(archive);
    for (long left : new long[] {length - 1, length / 2, 4096, 0}) {
      try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.WRITE)) {
        channel.truncate(left);
      }
      Files.setLastModifiedTime(archive, made);
      assertThat(comesFromTheArchive(launcher())).as(left + " bytes left").isFalse();
    }
    assertThat(warm().said()).startsWith("Made the start-up archive");
    assertThat(comesFromTheArchive(launcher())).isTrue();
  }

  @Test
  void oneThatWasChangedIsNotTaken() throws Exception {
    warm();
    byte[] bytes = Files.readAllBytes(archive());
    for (int i = 4096; i < bytes.length; i += 64) {
      bytes[i] ^= 0x55;
    }
    Files.write(archive(), bytes);
    FileTime note = Files.getLastModifiedTime(cache().resolve("start"));
    Files.setLastModifiedTime(archive(), FileTime.fromMillis(note.toMillis() + 5_000));

    assertThat(comesFromTheArchive(launcher())).isFalse();
  }

  @Test
  void oneOfAnotherProgramIsNotTakenAndNotMentioned() throws Exception {
    warm();
    Path jar = tool.resolve("lib/keytally.jar");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000_000_000L));
    assertThat(comesFromTheArchive(launcher())).isFalse();
    assertThat(warm().said()).startsWith("Made the start-up archive");
    assertThat(comesFromTheArchive(launcher())).isTrue();
  }

  @Test
  void nonsenseInItsPlaceDoesNoHarm() throws Exception {
    Path note = Files.createDirectories(cache()).resolve("start");
    for (String kind : new String[] {"cds", "aot"}) {
      Files.writeString(cache().resolve("x"), "no archive\n");
      Files.writeString(note, kind + "\nx\n11\n\n");
      Files.setLastModifiedTime(note, FileTime.fromMillis(System.currentTimeMillis() + 5_000));
      assertThat(comesFromTheArchive(launcher())).isFalse();
    }
    for (String text :
        new String[] {"", "cds", "cds\nmissing\n11\n", "-Xmx1m\nx\n11\n", "cds\nx\ny\n"}) {
      Files.writeString(note, text);
      assertThat(comesFromTheArchive(launcher())).as(text).isFalse();
    }
    Files.delete(note);
    Files.createDirectory(note);
    assertThat(comesFromTheArchive(launcher())).isFalse();
  }

  @Test
  void whereNothingCanBeWrittenTheHookIsInstalledAllTheSame() throws Exception {
    Files.writeString(home.resolve(".cache"), "no folder\n");
    assertThat(warm().code()).isEqualTo(3);
    Answer installed = fleet.run(List.of(launcher().toString(), "hook", "install"));

    assertThat(installed.code()).isZero();
    assertThat(installed.said()).contains("Hooks will start slower than they could");
    assertThat(comesFromTheArchive(launcher())).isFalse();
    fleet.environment().remove("HOME");
    assertThat(comesFromTheArchive(launcher())).isFalse();
    assertThat(warm().said()).contains("no start-up archive can be made here");
  }

  @Test
  void severalMakeItAtOnce() throws Exception {
    List<Process> running = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ProcessBuilder builder =
          new ProcessBuilder(launcher().toString(), "warm")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("said" + i).toFile());
      builder.environment().clear();
      builder.environment().putAll(fleet.environment());
      running.add(builder.start());
    }
    for (Process process : running) {
      assertThat(process.waitFor()).isZero();
    }
    assertThat(comesFromTheArchive(launcher())).isTrue();
    try (Stream<Path> files = Files.list(cache())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith(".new-"));
    }
  }
}
