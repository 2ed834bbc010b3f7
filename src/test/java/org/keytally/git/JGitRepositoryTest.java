package org.keytally.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JGitRepositoryTest extends RepositoryReadersTest {

  @Override
  Repository open(Path directory, Map<String, String> environment) throws RepositoryException {
    return JGitRepository.open(directory, environment);
  }

  @Override
  boolean refuses(String feature) {
    return true;
  }

  @Test
  void aFreshComputerIsLeftAsItWas() throws Exception {
    TestRepository repository = TestRepository.init(temp.resolve("fresh"));
    repository.write("packed", "1").commit();
    repository.git("gc", "-q");
    repository.write("loose", "2").add("loose");
    Path home = Files.createDirectories(temp.resolve("home"));
    Path bin = Files.createDirectories(temp.resolve("bin"));
    Path canary = temp.resolve("canary");
    for (String name : new String[] {"git", "sh", "bash"}) {
      Files.writeString(bin.resolve(name), "#!/bin/sh\n/usr/bin/touch " + canary + "\n");
      assertThat(bin.resolve(name).toFile().setExecutable(true)).isTrue();
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-Duser.home=" + home,
            JGitInFreshProcess.class.getName(),
            repository.directory().toString());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("HOME", home.toString());
    Process process = builder.redirectErrorStream(true).start();
    StringBuilder probes = new StringBuilder();
    Path objects = repository.file(".git/objects");
    while (!process.waitFor(5, TimeUnit.MILLISECONDS)) {
      for (String name : Objects.requireNonNull(objects.toFile().list())) {
        if (name.contains(".probe")) {
          probes.append(name);
        }
      }
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output).contains("REGULAR TRACKED loose = 2").contains("REGULAR TRACKED packed = 1");
    assertThat(process.exitValue()).isZero();
    assertThat(probes.toString()).isEmpty();
    assertThat(home).isEmptyDirectory();
    assertThat(canary).as("no program is started").doesNotExist();
  }

  @Test
  void aComputerWithoutGitFallsBackToJGit() throws Exception {
    TestRepository repository = TestRepository.init(temp.resolve("repository"));
    repository.write("file", "1").commit();
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            JGitInFreshProcess.class.getName(),
            repository.directory().toString(),
            "Repositories");
    builder.environment().put("PATH", temp.resolve("nowhere").toString());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output).contains("REGULAR TRACKED file = 1").contains("JGitRepository");
    assertThat(process.waitFor()).isZero();
  }
}
