package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.cli.Terminal.Ability;
import org.keytally.source.Environment;

/** One run of the program inside the test's own process. */
final class Session {

  private final Path directory;
  private Map<String, String> environment = Map.of();
  private Set<Ability> abilities = Set.of(Ability.UNICODE);
  private OutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Clock clock = Clock.systemUTC();
  private InputStream in = InputStream.nullInputStream();
  private int code = -1;

  Session(Path directory) {
    this.directory = directory;
  }

  Session with(Map<String, String> variables) {
    environment = variables;
    return this;
  }

  Session on(Ability... able) {
    abilities = Set.of(able);
    return this;
  }

  Session on(LocalDate day) {
    clock = Clock.fixed(day.atStartOfDay(ZoneOffset.UTC).toInstant(), ZoneOffset.UTC);
    return this;
  }

  Session writingTo(OutputStream target) {
    out = target;
    return this;
  }

  Session reading(InputStream source) {
    in = source;
    return this;
  }

  Session run(String... args) {
    Terminal terminal =
        new Terminal(
            in,
            out,
            err,
            new Environment(
                environment, Optional.ofNullable(environment.get("HOME")).map(Path::of), false),
            directory,
            abilities,
            clock);
    code = Main.run(terminal, args);
    return this;
  }

  int code() {
    return code;
  }

  String out() {
    return out instanceof ByteArrayOutputStream bytes ? bytes.toString(UTF_8) : "";
  }

  String err() {
    return err.toString(UTF_8);
  }
}
