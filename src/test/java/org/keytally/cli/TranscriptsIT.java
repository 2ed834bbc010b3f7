package org.keytally.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Plays each file of {@code src/test/resources/transcripts} against the tool as it was built. */
class TranscriptsIT {

  private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts");

  @TempDir Path folders;

  @TestFactory
  Stream<DynamicTest> transcripts() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(TRANSCRIPTS)) {
      files = all.sorted().toList();
    }
    return files.stream().map(this::test);
  }

  private DynamicTest test(Path file) {
    String name = file.getFileName().toString();
    return DynamicTest.dynamicTest(
        name,
        file.toUri(),
        () -> {
          Path home = Files.createDirectories(folders.resolve(name).resolve("home"));
          Path folder = Files.createDirectories(folders.resolve(name).resolve("work"));
          Transcript.parse(Files.readString(file)).play(folder, BuiltTool.environment(home));
        });
  }
}
