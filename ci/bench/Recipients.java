import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.keytally.demo.FleetBuilder;

/**
 * How long it takes to give one more reader access to many encrypted files: keytally, a loop of real
 * {@code sops updatekeys}, and {@code xargs -P2} of it, from the same tree in one run. Started by
 * {@code ci/bench/recipients}; {@code ci/bench/run} only has the files laid out ({@code --lay-out
 * FOLDER FILES READERS}).
 */
final class Recipients {

  private final Path launcher;
  private final Path folder;
  private final int files;
  private final int readers;
  private Path template;
  private Path keys;

  private Recipients(Path launcher, Path folder, int files, int readers) {
    this.launcher = launcher;
    this.folder = folder;
    this.files = files;
    this.readers = readers;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("--lay-out")) {
      int files = Integer.parseInt(arguments[2]);
      int readers = Integer.parseInt(arguments[3]);
      new Recipients(Path.of(""), Path.of(arguments[1]), files, readers).layOut();
      return;
    }
    Path launcher = Path.of(arguments[0]).toAbsolutePath();
    int files = Integer.parseInt(arguments[1]);
    int readers = Integer.parseInt(arguments[2]);
    for (int i = 3; i < arguments.length; i++) {
      Path folder = Files.createTempDirectory(Path.of(arguments[i]), "recipients");
      try {
        new Recipients(launcher, folder, files, readers).run(arguments[i]);
      } finally {
        command(folder, "rm", "-rf", folder.toString());
      }
    }
  }

  private void run(String where) throws Exception {
    layOut();
    String loop = "for f in secrets/*; do sops updatekeys -y \"$f\" || exit 1; done";
    String pairs = "printf '%s\\0' secrets/* | xargs -0 -P2 -n1 sops updatekeys -y";
    double keytally = best("keytally", launcher.toString(), "repair", "--apply", "--yes");
    double one = best("sops", "sh", "-c", loop);
    double two = best("sops", "sh", "-c", pairs);
    System.out.printf(
        "%s, %d files of %d readers, one of them new%n", where, files, readers);
    System.out.printf("  keytally repair --apply      %8.2f s%n", keytally);
    System.out.printf("  sops updatekeys, a loop      %8.2f s   %.3f of it%n", one, keytally / one);
    System.out.printf("  sops updatekeys, xargs -P2   %8.2f s   %.3f of it%n", two, keytally / two);
  }

  private void layOut() throws Exception {
    template = folder.resolve("template");
    keys = folder.resolve("keys.txt");
    FleetBuilder fleet = FleetBuilder.random();
    String[] names = new String[readers];
    for (int i = 0; i < readers; i++) {
      names[i] = "reader" + i;
      fleet.user(names[i]).anchor(names[i]);
    }
    fleet.rule("^secrets/", names);
    for (int i = 0; i < files; i++) {
      String file = "secrets/file" + i + ".yaml";
      fleet.ruledFile(file, "password: value " + i + "\n").dropRecipient(file, names[readers - 1]);
    }
    fleet.commitTo(template);
    Files.write(keys, fleet.keyFile(names[0]));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
  }

  /** Seconds of the better of two runs, each from a fresh copy. */
  private double best(String name, String... command) throws Exception {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 2; i++) {
      Path copy = folder.resolve("copy");
      command(folder, "rm", "-rf", copy.toString());
      command(folder, "cp", "-a", template.toString(), copy.toString());
      command(folder, "sync");
      long begin = System.nanoTime();
      command(copy, command);
      best = Math.min(best, (System.nanoTime() - begin) / 1e9);
      requireDone(name, copy);
    }
    return best;
  }

  private void requireDone(String name, Path copy) throws IOException {
    for (int i = 0; i < files; i++) {
      String text = Files.readString(copy.resolve("secrets/file" + i + ".yaml"), UTF_8);
      if (text.split("recipient: ", -1).length - 1 != readers) {
        throw new IllegalStateException(name + " left file" + i + " without its new reader");
      }
    }
  }

  private static void command(Path directory, String... words) throws Exception {
    List<String> command = new ArrayList<>(Arrays.asList(words));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.startsWith("SOPS_"));
    builder.environment().put("SOPS_AGE_KEY_FILE", directory.resolve("../keys.txt").toString());
    int status = builder.start().waitFor();
    if (status != 0) {
      throw new IllegalStateException(String.join(" ", command) + " ended with " + status);
    }
  }
}
