package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.keytally.git.RepositoryException;

/**
 * Classes as Java has them in memory once it loaded them, so that hooks start in half the time: a
 * dynamic CDS archive (JEP 350), or an AOT cache from Java 25 on (JEP 514).
 *
 * <p>It lies in the cache of the person ({@code XDG_CACHE_HOME}, else {@code ~/.cache}), in a
 * folder that repeats the path of the program. The launcher learns from the file {@link #NOTE}
 * beside it what it is and how long. Java itself refuses an archive of another Java or of another
 * jar, but a shortened one would bring it down: so the note is written last, and the launcher takes
 * no archive that is younger than its note or has another length.
 */
final class StartArchive {

  /** Lines: {@code cds} or {@code aot}, file name, length; then for whom it was made. */
  static final String NOTE = "start";

  private static final int FIRST_WITH_AOT = 25;

  /** Archives that another process may be about to put into its note. */
  private static final Duration YOUNG = Duration.ofMinutes(10);

  private static final long PATIENCE_SECONDS = 120;

  private final Path jar;
  private final Path folder;
  private final Path java;
  private final boolean aot;

  private StartArchive(Path jar, Path folder) {
    this.jar = jar;
    this.folder = folder;
    this.java = Path.of(System.getProperty("java.home", ""), "bin", "java");
    this.aot = Runtime.version().feature() >= FIRST_WITH_AOT;
  }

  /**
   * The archive of a program.
   *
   * @param launcher {@code bin/keytally}
   * @param environment says where caches are
   * @return empty where there is no folder for it that Java can be told
   */
  static Optional<StartArchive> of(Path launcher, Map<String, String> environment)
      throws IOException {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!cache.startsWith("/")) {
      String home = environment.getOrDefault("HOME", "");
      cache = home.startsWith("/") ? home + "/.cache" : "";
    }
    Path home = launcher.toRealPath().resolveSibling("..").normalize();
    // Java takes a colon for the end of one archive and the beginning of the next, and older ones
    // do not find their classes again in a jar whose path has blanks.
    boolean unfit =
        cache.isEmpty()
            || (cache + home).contains(":")
            || (Runtime.version().feature() < FIRST_WITH_AOT
                && !home.toUri().getRawPath().equals(home + "/"));
    return unfit
        ? Optional.empty()
        : Optional.of(
            new StartArchive(
                home.resolve("lib/keytally.jar"), Path.of(cache + "/keytally" + home)));
  }

  Path folder() {
    return folder;
  }

  /** Whether it is there, made by this Java for this jar. */
  boolean isCurrent() throws IOException {
    Path note = folder.resolve(NOTE);
    if (!Files.isRegularFile(note)) {
      return false;
    }
    List<String> lines = Files.readAllLines(note);
    if (lines.size() != 4 || !lines.get(3).equals(madeFor())) {
      return false;
    }
    Path archive = folder.resolve(lines.get(1));
    return Files.isRegularFile(archive)
        && String.valueOf(Files.size(archive)).equals(lines.get(2))
        && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(note)) <= 0;
  }

  private String madeFor() throws IOException {
    return java
        + " "
        + System.getProperty("java.vm.version", "")
        + " "
        + Files.size(jar)
        + " "
        + Files.getLastModifiedTime(jar).toMillis();
  }

  /**
   * Makes it anew.
   *
   * @throws IOException if it cannot be written, or Java does not make or take it
   */
  void make() throws IOException, RepositoryException {
    Files.createDirectories(folder);
    String name = UUID.randomUUID() + (aot ? ".aot" : ".jsa");
    Path fresh = folder.resolve(".new-" + name);
    Path work = Files.createTempDirectory("keytally-warm");
    try {
      TrainingFleet.commitTo(work.resolve("fleet"));
      train(work, (aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + fresh);
      if (!Files.isRegularFile(fresh) || Files.size(fresh) == 0) {
        throw new IOException("Java made no start-up archive in " + folder);
      }
      sync(fresh);
      Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      String log = train(work, archiveOption(name), "-Xlog:class+load:stdout");
      if (!log.contains("org.keytally.cli.Main source: shared objects file")) {
        Files.delete(folder.resolve(name));
        throw new IOException("Java does not take the start-up archive that it made");
      }
      writeNote(name);
    } finally {
      Files.deleteIfExists(fresh);
      delete(work);
    }
    deleteOthers(name);
  }

  private String archiveOption(String name) {
    return (aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + folder.resolve(name);
  }

  /** Rehearses as the launcher would start it, and gives what Java says of it. */
  private String train(Path work, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add(aot ? "-XX:+UseSerialGC" : "-XX:+UseG1GC");
    command.addAll(
        List.of("-Xlog:disable", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx512m"));
    command.addAll(List.of(options));
    command.add("-D" + Terminal.GATHERED + "=git");
    command.addAll(List.of("-cp", jar.toString(), Rehearsal.class.getName()));
    Path said = Files.createTempFile(work, "said", ".txt");
    Path gathered = Files.writeString(work.resolve("gathered"), gathered(work.resolve("fleet")));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(work.resolve("fleet").toFile())
            .redirectInput(gathered.toFile())
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(StartArchive::isOfThePerson);
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("HOME", work.toString());
    Process process = builder.start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("Java did not end while it made the start-up archive");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(said, UTF_8);
  }

  private static boolean isOfThePerson(String variable) {
    return variable.startsWith("GIT_")
        || variable.equals("JDK_JAVA_OPTIONS")
        || variable.equals("JAVA_TOOL_OPTIONS");
  }

  /** A part of what the launcher would gather, so that what asks for the rest is trained too. */
  private static String gathered(Path fleet) throws IOException {
    Path root = fleet.toRealPath();
    return "rev-parse --absolute-git-dir --show-toplevel\0"
        + root.resolve(".git")
        + "\n"
        + root
        + "\n\0\0"
        + "0\0contents\0"
        + "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391 blob 0\n\n";
  }

  private static void sync(Path file) throws IOException {
    // Java leaves it read-only, and a file must be open for writing to be synced.
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private void writeNote(String name) throws IOException {
    Path archive = folder.resolve(name);
    Path fresh = Files.createTempFile(folder, ".new-", ".note");
    try {
      Files.writeString(
          fresh,
          (aot ? "aot" : "cds")
              + "\n"
              + name
              + "\n"
              + Files.size(archive)
              + "\n"
              + madeFor()
              + "\n");
      FileTime made = Files.getLastModifiedTime(archive);
      if (Files.getLastModifiedTime(fresh).compareTo(made) < 0) {
        Files.setLastModifiedTime(fresh, made);
      }
      Files.move(fresh, folder.resolve(NOTE), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private void deleteOthers(String name) throws IOException {
    Instant limit = Instant.now().minus(YOUNG);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{jsa,aot}")) {
      for (Path file : files) {
        if (!file.endsWith(name) && Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
