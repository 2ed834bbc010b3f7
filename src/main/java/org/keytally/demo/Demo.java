package org.keytally.demo;

import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.plain;
import static org.keytally.demo.FleetBuilder.shared;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.keytally.clan.Manifest;
import org.keytally.clan.Placement;
import org.keytally.git.RepositoryException;

/**
 * The fleet of {@code keytally demo}: small, real, and broken in five places, each by a commit of
 * its own after the one that set it up soundly. Everything is new and lies in one folder; the
 * person's own keys, home and git identity stay out of it.
 *
 * @param directory the repository's root, absolute
 * @param keyFile an age key file with the user's identity, inside the git directory so that it can
 *     never be committed
 * @param user whom the key file belongs to
 * @param base the id of the commit in which the fleet was still sound
 * @param faults what was broken since, in order of the commits
 */
public record Demo(
    Path directory, Path keyFile, String user, String base, List<SeededFault> faults) {

  public Demo {
    faults = List.copyOf(faults);
  }

  /**
   * One thing that is wrong with the demo fleet.
   *
   * @param rule that has to see it
   * @param path where that rule sees it
   * @param story how it came about, one sentence
   * @param commit the id of the commit that brought it
   */
  public record SeededFault(String rule, String path, String story, String commit) {}

  private static final String USER = "alice";

  /** What clan stores for a generator whose definition was empty: SHA-256 of {@code {}}. */
  private static final String HASH =
      "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

  private static final Placement BACKUP = plain("backup-password");
  private static final Placement WIFI = shared("wifi", "password");
  private static final Placement DATABASE = perMachine("db01", "postgres", "admin-password");

  private record Mishap(
      String rule, String path, String story, String subject, UnaryOperator<FleetBuilder> change) {}

  private static final List<Mishap> MISHAPS =
      List.of(
          new Mishap(
              "machine-key-stale",
              "vars/per-machine/web01/openssh/ssh.id_ed25519/secret",
              "web01 was installed anew; its new key was registered by hand in key.json and .sops.yaml,"
                  + " and no clan secret was encrypted to it.",
              "Register the new key of web01",
              fleet -> fleet.replaceKeyWithoutReencryption("web01")),
          new Mishap(
              "recipient-missing",
              "vars/shared/wifi/password/secret",
              "Two branches changed who reads the wifi password; the merge of them lost bob.",
              "Merge the readers of the wifi password",
              fleet -> fleet.dropRecipient(WIFI, "bob")),
          new Mishap(
              "recipient-unknown",
              "sops/secrets/backup-password/secret",
              "Somebody let a key read the backup password that belongs to no user and no machine.",
              "Let the restore job read the backup password",
              fleet -> fleet.unknownRecipient(BACKUP)),
          new Mishap(
              "link-not-a-link",
              "vars/per-machine/db01/postgres/admin-password/users/alice",
              "A folder was copied by a program that turns links into files.",
              "Move the database secrets back",
              fleet ->
                  fleet.degradeLinkToFile(
                      "vars/per-machine/db01/postgres/admin-password/users/alice")),
          new Mishap(
              "user-anchor-mismatch",
              ".sops.yaml",
              "bob has a new key on his laptop and put it into .sops.yaml only.",
              "Take the new key of bob",
              fleet -> fleet.anchorMismatch("bob")));

  /**
   * Makes the fleet.
   *
   * @param directory does not exist yet or is empty
   * @throws RepositoryException if the folder is taken, or git is missing or refuses; the message
   *     is for the person
   * @throws IOException if the files cannot be written
   */
  public static Demo create(Path directory) throws IOException, RepositoryException {
    Path root = directory.toAbsolutePath().normalize();
    if (taken(root)) {
      throw new RepositoryException(
          directory + " is there already and not empty; name a new folder for the demo");
    }
    FleetBuilder fleet = sound(FleetBuilder.random());
    String base = fleet.build().commitTo(root, "Set up the fleet");
    List<SeededFault> faults = new ArrayList<>();
    for (Mishap mishap : MISHAPS) {
      String commit = mishap.change().apply(fleet).build().commitTo(root, mishap.subject());
      faults.add(new SeededFault(mishap.rule(), mishap.path(), mishap.story(), commit));
    }
    return new Demo(root, writeKeyFile(root, fleet.keyFile(USER)), USER, base, faults);
  }

  /** The fleet before anything went wrong. */
  static FleetBuilder sound(FleetBuilder fleet) {
    fleet
        .file(Manifest.FILE_NAME, declared())
        .user(USER)
        .user("bob")
        .group("admins", USER, "bob")
        .inventory()
        .secret(BACKUP, "admins", "db01")
        .secret(shared("root-ca", "key"), "admins")
        .value(shared("root-ca", "cert"), "a certificate would stand here\n")
        .secret(WIFI, "admins", "web01", "laptop")
        .secret(DATABASE, USER, "admins", "db01");
    for (String machine : List.of("web01", "db01", "laptop")) {
      Placement hostKey = perMachine(machine, "openssh", "ssh.id_ed25519");
      fleet
          .machine(machine, "admins")
          .secret(hostKey, "admins", machine)
          .value(perMachine(machine, "openssh", "ssh.id_ed25519.pub"), "the public half of it\n")
          .secret(perMachine(machine, "root-password", "password"), "admins", machine)
          .validationHash(hostKey, HASH);
    }
    return fleet
        .anchor("web01")
        .anchor(USER)
        .anchor("bob")
        .rule("^secrets/web/", USER, "bob", "web01")
        .rule("^secrets/", USER, "bob")
        .ruledFile(
            "secrets/web/app.yaml", "database_url: postgres://app@db01/app\napi_token: demo\n")
        .ruledFile("secrets/web/tls.key", "no real private key\n")
        .ruledFile("secrets/deploy.env", "DEPLOY_TOKEN=demo\nDEPLOY_USER=deploy\n")
        .ruledFile(
            "secrets/registry.json", "{\n\t\"user\": \"ci\",\n\t\"password\": \"demo\"\n}\n");
  }

  /** What Nix would declare of it: the demo has no flake, so that it needs no nix. */
  private static byte[] declared() {
    try (InputStream in = Demo.class.getResourceAsStream(Manifest.FILE_NAME)) {
      if (in == null) {
        throw new IllegalStateException(Manifest.FILE_NAME + " is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean taken(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return false;
    }
    if (!Files.isDirectory(directory)) {
      return true;
    }
    try (Stream<Path> content = Files.list(directory)) {
      return content.findAny().isPresent();
    }
  }

  private static Path writeKeyFile(Path root, byte[] identities) throws IOException {
    Path keyFile = root.resolve(".git/keytally-demo/keys.txt");
    Files.createDirectories(keyFile.getParent());
    // Never for one moment readable by others.
    Files.createFile(
        keyFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(keyFile, identities);
    Arrays.fill(identities, (byte) 0);
    return keyFile;
  }
}
