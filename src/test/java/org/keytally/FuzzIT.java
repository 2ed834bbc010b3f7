package org.keytally;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every parser of what others wrote, under Jazzer: inputs are bred by the branches they reach, from
 * files that sops, age and clan wrote. Each parser has a process to itself, because one process of
 * Jazzer has one target. {@code -Dkeytally.fuzz.seconds} says for how long; log, corpus and
 * reproducers stay in {@code target/fuzz/<target>}.
 */
@Execution(ExecutionMode.CONCURRENT)
class FuzzIT {

  private static final int SECONDS = Integer.getInteger("keytally.fuzz.seconds", 3);

  /** So that a build of the same tree tries the same inputs, as far as the time reaches. */
  private static final int SEED = Integer.getInteger("keytally.fuzz.seed", 20261121);

  /** For the start of a JVM that instruments what it loads, on a busy machine. */
  private static final int START_SECONDS = 120;

  /** Instrumenting the whole JDK as well takes longer than the tries themselves. */
  private static final String PARSERS = "org.keytally.**:org.yaml.**:com.fasterxml.jackson.core.**";

  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final int SHOWN = 6000;
  private static final Pattern DONE = Pattern.compile("^Done (\\d+) runs in", Pattern.MULTILINE);
  private static final Pattern COVERED = Pattern.compile("INITED cov: (\\d+)");

  /** A parser, and which files of sops to start from, by their endings. */
  enum Target {
    YAML_STORE("sops.YamlStoreFuzz", "yaml"),
    JSON_STORE("sops.JsonStoreFuzz", "json"),
    DOTENV_STORE("sops.DotenvStoreFuzz", "env"),
    INI_STORE("sops.IniStoreFuzz", "ini"),
    BINARY_STORE("sops.BinaryStoreFuzz", "bin|txt|key"),
    SOPS_FILE("sops.SopsFileReaderFuzz", "yaml|json|env|ini|bin"),
    SOPS_CONFIG("sops.SopsConfigReaderFuzz", ""),
    CONFIGURATION("config.ConfigurationReaderFuzz", ""),
    AGE_HEADER("age.AgeHeaderFuzz", ""),
    IDENTITY_FILE("age.IdentityFileFuzz", ""),
    KEY_FILE("clan.KeyFileReaderFuzz", ""),
    MANIFEST("clan.ManifestReaderFuzz", "");

    private final String className;
    private final String endings;

    Target(String className, String endings) {
      this.className = "org.keytally." + className;
      this.endings = endings;
    }

    private String folder() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private boolean takes(Path vector) {
      return vector.toString().matches(".*\\.(" + endings + ")");
    }
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void noInputGetsMoreThanAnAnswerOutOfAParser(Target target) throws Exception {
    Path work = Path.of("target/fuzz", target.folder()).toAbsolutePath();
    Path corpus = Files.createDirectories(work.resolve("corpus"));
    Path seeds = Files.createDirectories(work.resolve("seeds"));
    int seeded = seed(target, seeds);
    Path log = work.resolve("log.txt");
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+EnableDynamicAgentLoading",
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className,
                "--instrumentation_includes=" + PARSERS,
                "--custom_hook_includes=" + PARSERS,
                "--reproducer_path=" + work,
                "-artifact_prefix=" + work + "/",
                "-max_total_time=" + SECONDS,
                "-max_len=16384",
                // The first input loads and instruments all classes: 20 seconds on a busy machine.
                "-timeout=60",
                "-seed=" + SEED,
                corpus.toString(),
                seeds.toString())
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    command.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process jazzer = command.start();
    jazzer.getOutputStream().close();
    boolean ended = false;
    try {
      ended = jazzer.waitFor(START_SECONDS + 2L * SECONDS, TimeUnit.SECONDS);
    } finally {
      jazzer.destroyForcibly();
    }

    String said = Files.readString(log, UTF_8);
    assertThat(ended).as("ended in time, see %s", log).isTrue();
    assertThat(jazzer.exitValue()).as("%s: %s", log, finding(said)).isZero();
    // Without these, a Jazzer that instruments nothing or runs nothing would pass.
    assertThat(number(COVERED, said)).as("branches reached, see %s", log).isPositive();
    long runs = number(DONE, said);
    assertThat(runs).as("inputs tried, see %s", log).isGreaterThanOrEqualTo(seeded);
    System.out.println("jazzer " + target + ": " + runs + " inputs");
  }

  /** Copies the seeds under names that cannot collide, and returns how many there are. */
  private static int seed(Target target, Path seeds) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String vectors : List.of("sops/vectors/3.13.2", "sops/worked", "sops/yaml")) {
      files(RESOURCES.resolve(vectors)).stream().filter(target::takes).forEach(found::add);
    }
    found.addAll(files(RESOURCES.resolve("fuzz").resolve(target.folder())));
    assertThat(found).as("seeds of %s", target).isNotEmpty();
    for (Path file : found) {
      Path copy = seeds.resolve(file.getParent().getFileName() + "-" + file.getFileName());
      Files.write(copy, Files.readAllBytes(file));
    }
    return found.size();
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** What Jazzer says of a finding, without the hundreds of lines on instrumentation before. */
  private static String finding(String log) {
    int start = log.indexOf("== Java Exception");
    if (start < 0) {
      start = log.indexOf("ERROR: ");
    }
    if (start < 0) {
      start = Math.max(0, log.length() - SHOWN);
    }
    return log.substring(start, Math.min(log.length(), start + SHOWN));
  }

  private static long number(Pattern pattern, String log) {
    Matcher matcher = pattern.matcher(log);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }
}
