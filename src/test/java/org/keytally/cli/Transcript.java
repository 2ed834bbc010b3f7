package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A terminal session written down: what is typed, what is answered, and at the end the files that
 * stand in the folder when it begins.
 *
 * <pre>
 * # Text for the reader.
 * $ keytally check --rev nope
 * 2| keytally: 'nope' names no commit [..]
 * ? 3
 * -- path/of/a/file --
 * its content
 * </pre>
 *
 * <p>A line after {@code $} is run by {@code sh}, always in the same folder. The lines after it are
 * its standard output; those after {@code 2|} its standard error; {@code ?} gives the exit code
 * where it is not 0. In a line {@code [..]} stands for any text, and a line of just {@code ...} for
 * any lines. Lines that begin with {@code #} and blank lines between a comment and a command are
 * for the reader. Output that would be taken for anything else is written after {@code 1|}.
 */
final class Transcript {

  private static final long LIMIT_SECONDS = 120;

  /** One command and what it answers. */
  private record Step(int line, String command, List<String> out, List<String> err, int code) {}

  private final List<Step> steps = new ArrayList<>();
  private final Map<String, String> files = new LinkedHashMap<>();

  private Transcript() {}

  static Transcript parse(String text) {
    Transcript transcript = new Transcript();
    String[] lines = text.split("\n", -1);
    int at = 0;
    while (at < lines.length && !isFileHeader(lines[at])) {
      if (lines[at].startsWith("$ ")) {
        at = transcript.step(lines, at);
      } else if (lines[at].isEmpty() || lines[at].startsWith("#")) {
        at++;
      } else {
        throw new IllegalArgumentException("line " + (at + 1) + " belongs to no command");
      }
    }
    while (at < lines.length) {
      String path = lines[at].substring(3, lines[at].length() - 3);
      StringBuilder content = new StringBuilder();
      for (at++; at < lines.length && !isFileHeader(lines[at]); at++) {
        if (at < lines.length - 1 || !lines[at].isEmpty()) {
          content.append(lines[at]).append('\n');
        }
      }
      transcript.files.put(path, content.toString());
    }
    return transcript;
  }

  private static boolean isFileHeader(String line) {
    return line.startsWith("-- ") && line.endsWith(" --") && line.length() > 6;
  }

  private int step(String[] lines, int start) {
    List<String> out = new ArrayList<>();
    List<String> err = new ArrayList<>();
    int code = 0;
    int at = start + 1;
    for (; at < lines.length; at++) {
      String line = lines[at];
      if (line.startsWith("$ ") || line.startsWith("# ") || isFileHeader(line)) {
        break;
      }
      if (line.startsWith("2|")) {
        err.add(withoutBlank(line));
      } else if (line.startsWith("1|")) {
        out.add(withoutBlank(line));
      } else if (line.startsWith("? ")) {
        code = Integer.parseInt(line.substring(2));
      } else {
        out.add(line);
      }
    }
    // Blank lines before the next command are for the reader.
    while (!out.isEmpty() && out.get(out.size() - 1).isEmpty()) {
      out.remove(out.size() - 1);
    }
    steps.add(new Step(start + 1, lines[start].substring(2), out, err, code));
    return at;
  }

  private static String withoutBlank(String line) {
    return line.startsWith(" ", 2) ? line.substring(3) : line.substring(2);
  }

  /**
   * Acts the session out.
   *
   * @param folder empty
   * @param environment of all commands, and nothing else
   */
  void play(Path folder, Map<String, String> environment) throws IOException, InterruptedException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    for (Step step : steps) {
      Path out = Files.createTempFile("out", null);
      Path err = Files.createTempFile("err", null);
      ProcessBuilder builder =
          new ProcessBuilder("sh", "-c", step.command())
              .directory(folder.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      String said = Files.readString(out, UTF_8);
      String complained = Files.readString(err, UTF_8);
      Files.delete(out);
      Files.delete(err);
      String place = "line " + step.line() + ": " + step.command() + "\n" + said + complained;
      assertThat(ended).as(place + "takes too long").isTrue();
      assertThat(process.exitValue()).as(place + "exit code").isEqualTo(step.code());
      assertThat(said).as(place + "standard output").matches(pattern(step.out()));
      assertThat(complained).as(place + "standard error").matches(pattern(step.err()));
    }
  }

  private static Pattern pattern(List<String> expected) {
    StringBuilder pattern = new StringBuilder();
    for (String line : expected) {
      if (line.equals("...")) {
        pattern.append("(?:[^\\n]*\\n)*");
      } else {
        for (String part : line.split("(?<=\\[\\.\\.])|(?=\\[\\.\\.])", -1)) {
          pattern.append(part.equals("[..]") ? "[^\\n]*" : Pattern.quote(part));
        }
        pattern.append("\\n");
      }
    }
    return Pattern.compile(pattern.toString());
  }
}
