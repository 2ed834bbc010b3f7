package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.keytally.RealTools;

/** Which encrypted files of a fleet real sops opens with a key file, and nothing else at hand. */
final class OpenedBySops {

  private OpenedBySops() {}

  /**
   * Tries clan's secrets, and every file below {@code odd/}.
   *
   * @param content that each opened file holds, if it is no private key
   */
  static Set<String> in(Path fleet, Path keyFile, String content) throws Exception {
    Set<String> opened = new TreeSet<>();
    List<String> paths = new ArrayList<>();
    try (Stream<Path> files = Files.walk(fleet)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> fleet.relativize(file).toString())
          .filter(path -> path.endsWith("/secret") || path.startsWith("odd/"))
          .forEach(paths::add);
    }
    for (String path : paths) {
      List<String> command =
          new ArrayList<>(List.of(RealTools.require("sops").toString(), "decrypt"));
      String type = path.endsWith("/secret") ? "binary" : path.endsWith(".sealed") ? "yaml" : "";
      if (!type.isEmpty()) {
        command.addAll(List.of("--input-type", type, "--output-type", type));
      }
      command.add(path);
      ProcessBuilder sops =
          new ProcessBuilder(command)
              .directory(fleet.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      sops.environment().put("SOPS_AGE_KEY_FILE", keyFile.toString());
      sops.environment().put("HOME", fleet.resolve("nowhere").toString());
      sops.environment().remove("XDG_CONFIG_HOME");
      sops.environment().remove("SOPS_AGE_KEY");
      Process process = sops.start();
      String text = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() == 0) {
        assertThat(text).as(path).containsAnyOf(content, "AGE-SECRET-KEY-1");
        opened.add(path);
      }
    }
    return opened;
  }
}
