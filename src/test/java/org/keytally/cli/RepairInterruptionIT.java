package org.keytally.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keytally.RealTools;
import org.keytally.demo.FleetBuilder;
import org.keytally.repair.UnfinishedRepair;

/**
 * A repair that is killed, interrupted or runs out of disk, as a process of its own: afterwards the
 * repository is all old or all new, opens, and nothing of plaintext is on disk. {@code
 * KEYTALLY_LONG} makes it 200 kills, as {@code ci/long/kill} does.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
class RepairInterruptionIT {

  private static final int KILLS = System.getenv("KEYTALLY_LONG") == null ? 12 : 200;
  private static final int SECRETS = 36;
  private static final int RULED = 10;

  private final String canary = "canary-" + UUID.randomUUID();
  private final FileTime begin = FileTime.from(Instant.now().minusSeconds(2));
  private final Random random = new Random();
  private FleetBuilder builder;

  @TempDir private Path folder;
  private Path template;
  private Path keys;
  private SortedMap<String, String> before;

  @BeforeEach
  void makeAFleetThatLacksAReaderEverywhere() throws Exception {
    template = folder.resolve("template");
    keys = folder.resolve("keys.txt");
    builder =
        FleetBuilder.random()
            .user("alice")
            .user("bob")
            .group("admins", "alice", "bob")
            .anchor("alice")
            .anchor("bob")
            .rule("^files/", "alice", "bob");
    for (int i = 0; i < SECRETS; i++) {
      builder.secretText(plain("s" + i), canary + "-s" + i, "groups/admins");
      builder.dropRecipient(plain("s" + i), "bob");
    }
    for (int i = 0; i < RULED; i++) {
      String file = "files/f" + i + ".yaml";
      builder.ruledFile(file, "password: " + canary + "-f" + i + "\n").dropRecipient(file, "bob");
    }
    for (int i = 0; i < 4; i++) {
      builder.danglingLink(plain("s" + i), "users/gone");
    }
    builder.commitTo(template);
    byte[] text = builder.keyFile("alice");
    Files.write(keys, text);
    Arrays.fill(text, (byte) 0);
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    before = describe(template);
  }

  @Test
  void whereverItIsKilledTheFleetIsAllOldOrAllNewAfterTheNextRun() throws Exception {
    Path fleet = folder.resolve("fleet");
    Campaign campaign = new Campaign();
    while (campaign.hits < KILLS && campaign.runs < 4 * KILLS) {
      delete(fleet);
      copy(template, fleet);
      Process process = start(fleet);
      boolean hit = campaign.killed(process, fleet, "KILL");
      assertRecovers(fleet, campaign);
      campaign.next(hit);
    }
    System.out.println("repair killed: " + campaign);
    assertThat(campaign.hits).isGreaterThanOrEqualTo(KILLS / 2);
    assertThat(campaign.old).isPositive();
    assertNoPlaintextBelow(Path.of(System.getProperty("java.io.tmpdir")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalTakesEverythingBackBeforeTheProcessEnds(String signal) throws Exception {
    Path fleet = folder.resolve("fleet");
    Campaign campaign = new Campaign();
    while (campaign.old < 2 && campaign.runs < 20) {
      delete(fleet);
      copy(template, fleet);
      Process process = start(fleet);
      boolean hit = campaign.killed(process, fleet, signal);
      assertThat(hit).as("no later run has to recover").isFalse();
      int old = campaign.old;
      assertIsOldOrNew(fleet, campaign);
      campaign.next(campaign.old > old);
      if (campaign.old > old) {
        assertThat(process.exitValue()).isEqualTo(signal.equals("INT") ? 130 : 143);
      }
    }
    System.out.println("repair interrupted by SIG" + signal + ": " + campaign);
    assertThat(campaign.old).isPositive();
  }

  @Test
  void aFullDiskLeavesEverythingAsItWas() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    mount(disk, "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString());
    try {
      Path fleet = disk.resolve("fleet");
      copy(template, fleet);
      int refused = 0;
      for (int left : List.of(0, 4, 16, 64, 128, 4096)) {
        Path ballast = disk.resolve("ballast");
        fill(ballast, disk, left);
        Process process = start(fleet);
        assertThat(process.waitFor()).isIn(ExitCode.OK, ExitCode.REFUSED, ExitCode.UNREADABLE);
        Files.delete(ballast);
        Campaign campaign = new Campaign();
        assertRecovers(fleet, campaign);
        refused += campaign.old;
        if (campaign.old == 0) {
          break;
        }
      }
      System.out.println("repair on a full disk: " + refused + " times taken back");
      assertThat(refused).isGreaterThanOrEqualTo(2);
    } finally {
      run("umount", disk.toString());
    }
  }

  @Test
  void nothingOfPlaintextIsLeftAnywhereOnTheDisk() throws Exception {
    Path image = folder.resolve("image");
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Files.write(image, new byte[0]);
    run("truncate", "-s", "48M", image.toString());
    Assumptions.assumeTrue(
        run("mkfs.ext4", "-q", image.toString()) == 0, "SKIPPED: there is no mkfs.ext4");
    mount(disk, "-o", "loop", image.toString(), disk.toString());
    try {
      Path fleet = disk.resolve("fleet");
      for (int i = 0; i < 3; i++) {
        delete(fleet);
        copy(template, fleet);
        Campaign campaign = new Campaign();
        campaign.killed(start(fleet), fleet, "KILL");
        assertRecovers(fleet, campaign);
      }
    } finally {
      run("umount", disk.toString());
    }
    // Deleted files and the file system's own journal included.
    assertThat(holds(image, canary)).isFalse();
    assertThat(holds(image, "AGE-SECRET-KEY-")).isFalse();
    assertThat(holds(image, "BEGIN AGE ENCRYPTED FILE")).as("the search works").isTrue();
  }

  /** Kills, and what became of them. */
  private final class Campaign {
    private int runs;
    private int hits;
    private int old;
    private int complete;
    private long span = TimeUnit.MILLISECONDS.toNanos(400);

    /** Whether something was left for the next run to recover. */
    boolean killed(Process process, Path fleet, String signal) throws Exception {
      Path home = fleet.resolve(".git/keytally");
      while (process.isAlive()
          && !Files.exists(home.resolve("transaction.draft"))
          && !Files.exists(home.resolve("transaction"))) {
        Thread.sleep(1);
      }
      TimeUnit.NANOSECONDS.sleep((long) (random.nextDouble() * span));
      run("kill", "-" + signal, "--", "-" + process.pid());
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      boolean hit = UnfinishedRepair.in(fleet.resolve(".git"));
      // Too early while the journal is being written, too late when all is done.
      boolean early = Files.exists(home.resolve("transaction.draft"));
      span = Math.max(TimeUnit.MILLISECONDS.toNanos(5), early ? span * 3 / 2 : span * 9 / 10);
      return hit;
    }

    void next(boolean hit) {
      runs++;
      hits += hit ? 1 : 0;
    }

    @Override
    public String toString() {
      return runs
          + " times, "
          + hits
          + " while files were being changed; "
          + old
          + " times all old, "
          + complete
          + " times all new";
    }
  }

  /** In a process group of its own, as a shell starts it. */
  private Process start(Path fleet) throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(
                "setsid",
                BuiltTool.launcher().toString(),
                "repair",
                "--apply",
                "--yes",
                "--keyfile",
                keys.toString())
            .directory(fleet.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    command.environment().clear();
    command.environment().putAll(BuiltTool.environment(folder));
    return command.start();
  }

  /** The next run that writes finishes or undoes what is left; this one has nothing else to do. */
  private void assertRecovers(Path fleet, Campaign campaign) throws Exception {
    Session next =
        new Session(fleet)
            .run("repair", "--apply", "--yes", "--only", "secret-mode", "--keyfile", "none");
    assertThat(next.code()).as(next.err()).isEqualTo(ExitCode.OK);
    assertIsOldOrNew(fleet, campaign);
  }

  private void assertIsOldOrNew(Path fleet, Campaign campaign) throws Exception {
    assertThat(UnfinishedRepair.in(fleet.resolve(".git"))).isFalse();
    SortedMap<String, String> now = describe(fleet);
    assertThat(now.keySet()).noneMatch(path -> path.contains(".keytally-"));
    if (now.equals(before)) {
      campaign.old++;
    } else {
      campaign.complete++;
      Session check = new Session(fleet).run("check", "--verify", "--keyfile", keys.toString());
      assertThat(check.code()).as(check.out()).isEqualTo(ExitCode.OK);
    }
    int number = random.nextInt(SECRETS);
    assertThat(decrypted(fleet.resolve("sops/secrets/s" + number + "/secret")))
        .isEqualTo(canary + "-s" + number);
    assertNoPlaintextBelow(fleet);
  }

  private String decrypted(Path file) throws Exception {
    ProcessBuilder sops =
        new ProcessBuilder(RealTools.require("sops").toString(), "decrypt", file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    sops.environment().keySet().removeIf(name -> name.startsWith("SOPS_"));
    sops.environment().put("HOME", folder.toString());
    sops.environment().put("SOPS_AGE_KEY_FILE", keys.toString());
    Process process = sops.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return text;
  }

  /** Objects of git are inflated, too. */
  private void assertNoPlaintextBelow(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    collect(root, files);
    for (Path file : files) {
      if (file.equals(keys)) {
        continue;
      }
      assertThat(holds(file, canary)).as(file.toString()).isFalse();
      if (file.toString().contains("/.git/objects/")) {
        try (InputStream object = new InflaterInputStream(Files.newInputStream(file))) {
          assertThat(new String(object.readAllBytes(), ISO_8859_1)).doesNotContain(canary);
        } catch (java.util.zip.ZipException e) {
          assertThat(file.toString()).contains("/pack/");
        } catch (java.nio.file.NoSuchFileException gone) {
          // Then it holds nothing.
        }
      }
    }
  }

  /** Regular files written since the test began, which somebody else may delete meanwhile. */
  private void collect(Path folder, List<Path> files) {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          collect(entry, files);
        } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
            && Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).compareTo(begin) >= 0) {
          files.add(entry);
        }
      }
    } catch (IOException gone) {
      return;
    }
  }

  private static boolean holds(Path file, String text) throws IOException {
    byte[] wanted = text.getBytes(UTF_8);
    byte[] buffer = new byte[1 << 20];
    int kept = 0;
    try (InputStream in = Files.newInputStream(file)) {
      int read = in.readNBytes(buffer, 0, buffer.length);
      while (read > 0) {
        int filled = kept + read;
        if (new String(buffer, 0, filled, ISO_8859_1).contains(new String(wanted, ISO_8859_1))) {
          return true;
        }
        kept = Math.min(wanted.length, filled);
        System.arraycopy(buffer, filled - kept, buffer, 0, kept);
        read = in.readNBytes(buffer, kept, buffer.length - kept);
      }
    } catch (java.nio.file.NoSuchFileException gone) {
      return false;
    }
    return false;
  }

  /** Every file and link of a work tree, git's own folder left out. */
  private static SortedMap<String, String> describe(Path root) throws IOException {
    SortedMap<String, String> found = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.toList()) {
        String name = root.relativize(path).toString();
        if (name.equals(".git") || name.startsWith(".git/")) {
          continue;
        }
        if (Files.isSymbolicLink(path)) {
          found.put(name, "-> " + Files.readSymbolicLink(path));
        } else if (Files.isRegularFile(path)) {
          found.put(
              name,
              Files.getPosixFilePermissions(path) + new String(Files.readAllBytes(path), UTF_8));
        }
      }
    }
    return found;
  }

  /** Leaves so many KiB free. */
  private static void fill(Path ballast, Path disk, int left) throws Exception {
    long free = Files.getFileStore(disk).getUsableSpace();
    run("fallocate", "-l", Long.toString(Math.max(1, free - left * 1024L)), ballast.toString());
  }

  private static void mount(Path disk, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(arguments));
    if (run(command.toArray(String[]::new)) != 0) {
      System.err.println("SKIPPED: nothing can be mounted at " + disk);
      Assumptions.abort("nothing can be mounted here");
    }
  }

  private static void copy(Path from, Path to) throws Exception {
    assertThat(run("cp", "-a", from.toString(), to.toString())).isZero();
  }

  private static void delete(Path folder) throws Exception {
    assertThat(run("rm", "-rf", folder.toString())).isZero();
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException absent) {
      return 127;
    }
  }
}
