package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What the built tool brings with it. */
class LibrariesIT {

  @Test
  void noLibraryMakesJavaCheckASignatureAtEachStart() throws Exception {
    List<String> names = new ArrayList<>();
    List<String> signatures = new ArrayList<>();
    try (Stream<Path> libraries = Files.list(BuiltTool.home().resolve("lib"))) {
      for (Path library : libraries.toList()) {
        names.add(library.getFileName().toString());
        try (JarFile jar = new JarFile(library.toFile())) {
          for (ZipEntry entry : Collections.list(jar.entries())) {
            if (entry.getName().startsWith("META-INF/") && entry.getName().endsWith(".SF")) {
              signatures.add(library.getFileName() + ": " + entry.getName());
            }
          }
        }
      }
    }
    assertThat(names).anyMatch(name -> name.startsWith("bcprov-"));
    assertThat(signatures).isEmpty();
  }
}
