package org.keytally.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.keytally.age.Prompt;

/**
 * Passphrases from the program in {@code SSH_ASKPASS}, as ssh asks for them (ssh(1)): the question
 * is its only argument, its first line of output the answer. Only an absolute path is run.
 */
public final class AskPass implements Prompt {

  private static final int LONGEST = 1 << 12;

  private final Path program;
  private final Environment environment;

  private AskPass(Path program, Environment environment) {
    this.program = program;
    this.environment = environment;
  }

  /** The program that the environment names; absent where it names none that can be run. */
  public static Optional<Prompt> of(Environment environment) {
    Optional<Path> named = environment.variable("SSH_ASKPASS").flatMap(Environment::path);
    boolean usable =
        named.isPresent() && named.get().isAbsolute() && Files.isExecutable(named.get());
    return usable ? Optional.of(new AskPass(named.get(), environment)) : Optional.empty();
  }

  @Override
  public boolean tell(String message) {
    return false;
  }

  @Override
  public Optional<byte[]> secret(String question) {
    ProcessBuilder builder = new ProcessBuilder(program.toString(), question);
    builder.environment().clear();
    builder.environment().putAll(environment.variables());
    builder.environment().remove("SOPS_AGE_KEY");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    byte[] printed = new byte[LONGEST];
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      int length;
      try (InputStream in = process.getInputStream()) {
        length = in.readNBytes(printed, 0, printed.length);
      }
      int end = 0;
      while (end < length && printed[end] != '\n' && printed[end] != '\r') {
        end++;
      }
      return process.waitFor() == 0 && length < LONGEST
          ? Optional.of(Arrays.copyOf(printed, end))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      Arrays.fill(printed, (byte) 0);
    }
  }

  @Override
  public Optional<String> answer(String question) {
    return Optional.empty();
  }

  @Override
  public Optional<Boolean> confirm(String question, String yes, Optional<String> no) {
    return Optional.empty();
  }
}
