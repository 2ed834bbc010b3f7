package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.demo.FleetBuilder;

/** The hook as the real pre-commit framework runs it. */
class PreCommitFrameworkIT {

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  /** What a program answered. */
  private record Answer(int code, String said) {}

  private Answer run(Path directory, String... command) throws Exception {
    ProcessBuilder process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    process.environment().clear();
    process.environment().putAll(environment);
    Process running = process.start();
    running.getOutputStream().close();
    String said = new String(running.getInputStream().readAllBytes(), UTF_8);
    return new Answer(running.waitFor(), said);
  }

  private void done(Path directory, String... command) throws Exception {
    Answer answer = run(directory, command);
    assertThat(answer.code()).as(answer.said()).isZero();
  }

  private String preCommit;
  private Path fleet;
  private final FleetBuilder builder =
      FleetBuilder.random().user("alice").user("bob").secret(plain("token"), "alice", "bob");

  /** A fleet whose configuration of the framework names our hooks. */
  @BeforeEach
  void fleetAndHooks() throws Exception {
    preCommit = RealTools.require("pre-commit").toString();
    environment.putAll(BuiltTool.environment(Files.createDirectory(folder.resolve("home"))));
    environment.put("KEYTALLY", BuiltTool.launcher().toString());
    Path hooks = Files.createDirectories(folder.resolve("keytally/hooks")).getParent();
    Files.copy(Path.of(".pre-commit-hooks.yaml"), hooks.resolve(".pre-commit-hooks.yaml"));
    for (String name : HookInstallation.NAMES) {
      Files.copy(
          Path.of("hooks", name), hooks.resolve("hooks").resolve(name), LinkOption.NOFOLLOW_LINKS);
    }
    done(hooks, "git", "init", "-q");
    done(hooks, "git", "add", "--all");
    done(hooks, "git", "commit", "-q", "-m", "Hooks");

    fleet = folder.resolve("fleet");
    builder.commitTo(fleet);
    Files.writeString(
        fleet.resolve(".pre-commit-config.yaml"),
        "repos:\n  - repo: "
            + hooks
            + "\n    rev: "
            + run(hooks, "git", "rev-parse", "HEAD").said().strip()
            + "\n    hooks:\n      - id: keytally\n      - id: keytally-push\n");
  }

  private void dropBob() throws Exception {
    String path = "sops/secrets/token/secret";
    Files.writeString(
        fleet.resolve(path),
        builder.dropRecipient(plain("token"), "bob").build().text(path).orElseThrow());
  }

  @Test
  void theFrameworkStopsABadCommitAndLetsAGoodOnePass() throws Exception {
    done(fleet, preCommit, "install");
    done(fleet, "git", "add", "--all");
    done(fleet, "git", "commit", "-q", "-m", "Use the framework");
    dropBob();
    Answer answer = run(fleet, "git", "commit", "-q", "-a", "-m", "Drop bob");

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.said()).contains("error recipient-missing").contains("Failed");
    assertThat(run(fleet, "git", "log", "--format=%s", "-1").said())
        .isEqualTo("Use the framework\n");
  }

  @Test
  void theFrameworkStopsABadMerge() throws Exception {
    done(fleet, preCommit, "install", "-t", "pre-merge-commit");
    done(fleet, "git", "switch", "-q", "-c", "topic");
    dropBob();
    done(fleet, "git", "commit", "-q", "-a", "-m", "Drop bob");
    done(fleet, "git", "switch", "-q", "-");
    done(fleet, "git", "add", "--all");
    done(fleet, "git", "commit", "-q", "-m", "Use the framework");
    Answer answer = run(fleet, "git", "merge", "-q", "--no-edit", "topic");

    assertThat(answer.code()).isNotZero();
    assertThat(answer.said()).contains("error recipient-missing").contains("Failed");
  }

  @Test
  void theFrameworkStopsABadPushAndLetsAGoodOnePass() throws Exception {
    Path server = folder.resolve("server.git");
    done(folder, "git", "init", "-q", "--bare", "-b", "main", server.toString());
    done(fleet, "git", "remote", "add", "origin", server.toString());
    done(fleet, "git", "push", "-q", "origin", "HEAD:main");
    done(fleet, preCommit, "install", "-t", "pre-push");
    done(fleet, "git", "add", "--all");
    done(fleet, "git", "commit", "-q", "-m", "Use the framework");
    done(fleet, "git", "push", "-q", "origin", "HEAD:main");
    done(fleet, "git", "push", "-q", "origin", "HEAD:topic");
    done(fleet, "git", "push", "-q", "origin", ":topic");
    dropBob();
    done(fleet, "git", "commit", "-q", "-a", "-m", "Drop bob");
    for (String to : List.of("main", "fresh")) {
      Answer answer = run(fleet, "git", "push", "-q", "origin", "HEAD:" + to);

      assertThat(answer.code()).as(to).isNotZero();
      assertThat(answer.said()).contains("error recipient-missing").contains("Failed");
    }
    done(fleet, "git", "push", "-q", "--no-verify", "origin", "HEAD:main");
  }
}
