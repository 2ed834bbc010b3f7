package org.keytally.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.keytally.RealTools;

/** The real {@code bw}, with a profile of its own. */
public final class BitwardenClient {

  private static final long LIMIT_SECONDS = 300;

  private final Map<String, String> environment = new HashMap<>();
  private final Path bw = RealTools.require("bw");
  private final Path folder;

  /**
   * A client that has never been used.
   *
   * @param folder an empty one for its state
   * @param vault that it will trust
   */
  public BitwardenClient(Path folder, StandInVault vault) {
    this.folder = folder;
    environment.put("PATH", bw.getParent() + ":" + System.getenv("PATH"));
    environment.put("HOME", folder.toString());
    environment.put("BITWARDENCLI_APPDATA_DIR", folder.toString());
    environment.put("NODE_EXTRA_CA_CERTS", vault.certificate().toString());
  }

  /** What a shell has in which this client is used; with {@code BW_SESSION} once it is unlocked. */
  public Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /** Logs in and unlocks. */
  public BitwardenClient unlocked(StandInVault vault) throws IOException, InterruptedException {
    run(Map.of(), "config", "server", vault.url());
    run(Map.of("BW_CLIENTID", vault.clientId(), "BW_CLIENTSECRET", "x"), "login", "--apikey");
    environment.put(
        "BW_SESSION",
        run(
                Map.of("BW_PASSWORD", vault.masterPassword()),
                "unlock",
                "--passwordenv",
                "BW_PASSWORD",
                "--raw")
            .strip());
    return this;
  }

  private String run(Map<String, String> more, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(bw.toString()));
    command.addAll(List.of(arguments));
    Path said = Files.createTempFile(folder, "said", null);
    Path complained = Files.createTempFile(folder, "complained", null);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(complained.toFile())
            .redirectOutput(said.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putAll(more);
    Process process = builder.start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("bw " + arguments[0] + " takes too long");
    }
    String text = Files.readString(said, UTF_8);
    String complaint = Files.readString(complained, UTF_8);
    Files.delete(said);
    Files.delete(complained);
    if (process.exitValue() != 0) {
      throw new IOException("bw " + arguments[0] + " failed: " + complaint);
    }
    return text;
  }
}
