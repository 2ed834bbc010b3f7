package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keytally.source.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What is read without the option parser means what the option parser takes it for. */
class CheckArgumentsTest {

  /** What only people type, or what takes so long that the parser does not count. */
  private static final Set<String> LEFT =
      Set.of("--accept", "--reason", "--expires", "--bitwarden", "--vault", "--help", "--version");

  private static final List<String> VALUES =
      List.of(
          "HEAD",
          "main",
          "origin/main",
          "a b",
          "x=y",
          "=",
          ",",
          "ä",
          "none",
          "nix",
          "json",
          "text",
          "sarif=a.sarif",
          "error",
          "never",
          "always",
          "single-reader",
          "unlisted-key,single-reader",
          "no-such-rule",
          "check",
          "demo",
          "hook",
          "-",
          "-x",
          "--rev",
          "--",
          "",
          "'HEAD'",
          "\"a\"",
          "@file",
          "${HOME}",
          "NEVER",
          "..");

  @TempDir Path folder;

  private Terminal terminal() {
    return new Terminal(
        InputStream.nullInputStream(),
        OutputStream.nullOutputStream(),
        OutputStream.nullOutputStream(),
        new Environment(Map.of(), Optional.empty(), false),
        folder,
        Set.of());
  }

  /** What the option parser makes of it; empty where it is no check, or a wrong one. */
  private static Optional<CheckRequest> parsed(Terminal terminal, String... args) {
    try {
      CommandLine.ParseResult result = Keytally.commandLine(new Keytally(terminal)).parseArgs(args);
      return result.hasSubcommand()
              && result.subcommand().commandSpec().userObject() instanceof CheckCommand check
          ? Optional.of(check.request())
          : Optional.empty();
    } catch (ParameterException | UsageException wrong) {
      return Optional.empty();
    }
  }

  private static List<OptionSpec> options() {
    return Keytally.commandLine(new Keytally(Terminal.ofProcess()))
        .getSubcommands()
        .get("check")
        .getCommandSpec()
        .options();
  }

  @Test
  void everyOptionIsReadOrKnowinglyLeftToTheParser() {
    for (OptionSpec option : options()) {
      for (String name : option.names()) {
        assertThat(CheckArguments.knows(name))
            .as(name)
            .isNotEqualTo(LEFT.contains(option.longestName()));
      }
    }
    assertThat(options()).extracting(OptionSpec::longestName).containsAll(LEFT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check",
        "check --staged",
        "check --worktree -q",
        "check --rev HEAD --fail-on never --keyfile none",
        "-C clan check --rev=HEAD --base=origin/main --format=github",
        "check --rev HEAD --merge-with main --report json=a.json --report=html=b.html",
        "--config my.yaml --color=always -v check --verify --history",
        "check -C . --only single-reader,key-shared --only mac-mismatch --skip key-invalid",
        "-C demo check",
        "-C check check -v",
        "--config hook check --rev demo",
        "check --user alice --keyfile keys.txt --manifest nix --show-existing --quiet"
      })
  void whatHooksAndContinuousIntegrationWriteIsRead(String line) {
    Terminal terminal = terminal();
    String[] args = line.split(" ");

    assertThat(CheckArguments.read(terminal, args)).isPresent().isEqualTo(parsed(terminal, args));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "chekc",
        "check check",
        "--rev HEAD check",
        "check -C",
        "check -Cclan",
        "check -qv",
        "check -q --quiet",
        "check --rev",
        "check --rev=",
        "check --rev -x",
        "check --rev HEAD --rev HEAD",
        "check --rev HEAD --staged",
        "check --staged --worktree",
        "check --staged=true",
        "check --merge-with HEAD",
        "check --format xml",
        "check --format JSON",
        "check --only no-such-rule",
        "check --only single-reader,",
        "check --report json",
        "check --bogus",
        "check --",
        "check --help",
        "check --accept --reason x",
        "check more",
        "explain check"
      })
  void whatIsNotPlainIsLeftToTheParser(String line) {
    assertThat(CheckArguments.read(terminal(), line.split(" "))).isEmpty();
  }

  @Test
  void whateverIsReadMeansTheSameToTheParser() {
    Random random = new Random(9);
    List<OptionSpec> options = options();
    Terminal terminal = terminal();
    int read = 0;
    for (int round = 0; round < 1_000; round++) {
      List<String> args = new ArrayList<>();
      for (int count = random.nextInt(5); count > 0; count--) {
        OptionSpec option = options.get(random.nextInt(options.size()));
        String name = option.names()[random.nextInt(option.names().length)];
        String value = VALUES.get(random.nextInt(VALUES.size()));
        switch (option.arity().max() == 0 && random.nextInt(10) > 0 ? 0 : random.nextInt(12)) {
          case 0 -> args.add(name);
          case 1, 2, 3, 4, 5 -> args.addAll(List.of(name, value));
          case 6 -> args.add(name + value);
          default -> args.add(name + "=" + value);
        }
      }
      args.add(random.nextInt(3) > 0 ? 0 : random.nextInt(args.size() + 1), "check");
      String[] line = args.toArray(new String[0]);
      Optional<CheckRequest> plain = CheckArguments.read(terminal, line);
      if (plain.isPresent()) {
        read++;
        assertThat(plain).as(args.toString()).isEqualTo(parsed(terminal, line));
      }
    }
    assertThat(read).isGreaterThan(100);
  }
}
