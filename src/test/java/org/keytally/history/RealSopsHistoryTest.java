package org.keytally.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.demo.FleetBuilder;

/** What the real sops does to data keys, as histories tell it. */
final class RealSopsHistoryTest {

  private final FleetBuilder keys = FleetBuilder.seeded(3).user("alice").user("carol");
  private final String alice = keys.recipient("users/alice");
  private final String carol = keys.recipient("users/carol");

  @TempDir private Path folder;

  private void sops(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(RealTools.require("sops").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("SOPS_AGE_KEY", new String(keys.keyFile("users/alice"), UTF_8));
    builder.environment().put("HOME", folder.resolve(".git").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("sops %s: %s", command, output).isZero();
  }

  private static String configuration(String recipients) {
    return "creation_rules:\n  - path_regex: .*\\.(yaml|json)$\n    age: " + recipients + "\n";
  }

  @Test
  void updatekeysEditAndRotateAreToldApart() throws Exception {
    ScriptedFleet fleet = new ScriptedFleet(folder);
    fleet.user("alice", alice).user("carol", carol);
    fleet.write(".sops.yaml", configuration(alice + "," + carol));
    List<String> files = List.of("kept.yaml", "edited.yaml", "rotated.yaml", "set.json");
    for (String file : files) {
      fleet.write(file, file.endsWith("json") ? "{\"a\": \"1\"}" : "a: one\nb: two\n");
      sops("encrypt", "-i", file);
    }
    fleet.commit("c1");
    fleet.write(".sops.yaml", configuration(alice));
    for (String file : files) {
      sops("updatekeys", "-y", file);
    }
    fleet.delete("sops/users/carol").commit("carol leaves");
    sops("set", "edited.yaml", "[\"a\"]", "\"three\"");
    sops("set", "set.json", "[\"a\"]", "\"three\"");
    fleet.commit("edit");
    sops("rotate", "-i", "rotated.yaml");
    fleet.commit("rotate");
    assertThat(fleet.answers(fleet.exposure(), carol))
        .containsExactly(
            "kept.yaml UNCHANGED from c1 lost carol leaves",
            "edited.yaml EDITED from c1 lost carol leaves changed edit",
            "set.json EDITED from c1 lost carol leaves changed edit",
            "rotated.yaml CHANGED from c1 lost carol leaves changed rotate");
  }
}
