package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the built tool brings with it. */
class LibrariesIT {

  @Test
  void javaHasNoSignatureOfBouncyCastleToCheckAtEachStart() throws Exception {
    List<Path> found;
    try (Stream<Path> libraries = Files.list(BuiltTool.home().resolve("lib"))) {
      found =
          libraries.filter(path -> path.getFileName().toString().startsWith("bcprov-")).toList();
    }
    assertThat(found).hasSize(1);
    try (JarFile jar = new JarFile(found.get(0).toFile())) {
      assertThat(jar.stream().filter(entry -> entry.getName().endsWith(".SF"))).isEmpty();
      assertThat(jar.isMultiRelease()).isTrue();
      assertThat(jar.getEntry("org/bouncycastle/math/ec/rfc7748/X25519.class")).isNotNull();
    }
  }
}
