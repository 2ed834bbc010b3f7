package org.keytally.age;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.keytally.RealTools;
import org.keytally.age.AgeException.Kind;

/** All age vectors of C2SP CCTV: success or the right failure, each. */
class AgeVectorsTest {

  /** Expected result by the vectors' words, and what it is here. */
  private static final Map<String, Set<Kind>> FAILURES =
      Map.of(
          "no match", EnumSet.of(Kind.NO_MATCH, Kind.PASSPHRASE),
          "HMAC failure", EnumSet.of(Kind.MAC),
          "header failure", EnumSet.of(Kind.HEADER),
          "payload failure", EnumSet.of(Kind.PAYLOAD),
          "armor failure", EnumSet.of(Kind.ARMOR, Kind.HEADER));

  private static final class Vector {

    private final String name;
    private final Map<String, List<String>> header;
    private final byte[] file;

    private Vector(String name, Map<String, List<String>> header, byte[] file) {
      this.name = name;
      this.header = header;
      this.file = file;
    }

    static Vector read(Path path) {
      try {
        byte[] all = Files.readAllBytes(path);
        int split = 0;
        while (all[split] != '\n' || all[split + 1] != '\n') {
          split++;
        }
        Map<String, List<String>> header = new TreeMap<>();
        for (String line : new String(all, 0, split, StandardCharsets.UTF_8).split("\n", -1)) {
          int colon = line.indexOf(": ");
          header
              .computeIfAbsent(line.substring(0, colon), key -> new ArrayList<>())
              .add(line.substring(colon + 2));
        }
        byte[] file = Arrays.copyOfRange(all, split + 2, all.length);
        if (header.containsKey("compressed")) {
          file = new InflaterInputStream(new ByteArrayInputStream(file)).readAllBytes();
        }
        return new Vector(path.getFileName().toString(), header, file);
      } catch (IOException e) {
        throw new IllegalStateException(path.toString(), e);
      }
    }

    String one(String key) {
      return all(key).get(0);
    }

    List<String> all(String key) {
      return header.getOrDefault(key, List.of());
    }

    byte[] decrypt() throws Exception {
      if (!all("passphrase").isEmpty()) {
        return withPassphrases();
      }
      List<Identity> identities = new ArrayList<>();
      for (String identity : all("identity")) {
        identities.add(Identity.parse(identity.getBytes(StandardCharsets.US_ASCII)));
      }
      return Age.decrypt(file, identities);
    }

    private byte[] withPassphrases() throws AgeException {
      Optional<AgeException> failure = Optional.empty();
      for (String passphrase : all("passphrase")) {
        try {
          return IdentityFile.decrypt(file, passphrase.getBytes(StandardCharsets.UTF_8));
        } catch (AgeException e) {
          failure = Optional.of(e);
        }
      }
      throw failure.orElseThrow();
    }
  }

  private static List<Vector> vectors() throws IOException {
    try (Stream<Path> files = Files.list(RealTools.requireAgeVectors())) {
      return files.sorted().map(Vector::read).toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyVectorEndsAsItShould() throws IOException {
    return vectors().stream().map(v -> DynamicTest.dynamicTest(v.name, () -> check(v)));
  }

  @Test
  void thereAreAllOfThemAndNoneIsSkipped() throws Exception {
    Map<String, Integer> counts = new TreeMap<>();
    for (Vector vector : vectors()) {
      counts.merge(vector.one("expect"), 1, Integer::sum);
    }
    System.out.println("age vectors checked, none skipped: " + counts);
    assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(140);
    assertThat(counts.keySet()).contains("success").containsAll(FAILURES.keySet());
  }

  private static void check(Vector vector) throws Exception {
    String expected = vector.one("expect");
    try {
      byte[] plaintext = vector.decrypt();
      assertThat(expected).as("was decrypted").isEqualTo("success");
      assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(plaintext)))
          .isEqualTo(vector.one("payload"));
      assertThat(AgeHeader.read(vector.file).stanzas()).isNotEmpty();
    } catch (AgeException e) {
      assertThat(FAILURES).as("failed with %s", e.getMessage()).containsKey(expected);
      assertThat(FAILURES.get(expected)).as(e.getMessage()).contains(e.kind());
      assertThat(e.toString().toUpperCase(Locale.ROOT)).doesNotContain("AGE-SECRET-KEY");
    }
  }
}
