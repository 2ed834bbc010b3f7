package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file that sops wrote opens to what sops says it holds (sops-file-format 12). */
class WrittenBySopsTest {

  private static final Map<String, Map<String, String>> TABLE = new TreeMap<>();

  static List<Vectors.Case> all() {
    return Vectors.all();
  }

  static List<Vectors.Case> newest() {
    return Vectors.of("3.13.2");
  }

  @ParameterizedTest
  @MethodSource("all")
  void decryptsToWhatSopsDecryptsItTo(Vectors.Case vector) throws Exception {
    note(vector, "FAILED");
    SopsDocument document = SopsDocument.parse(vector.format(), vector.encrypted());

    assertThat(document.verify(Vectors.identities()).problems()).isEmpty();
    assertThat(text(document.decrypt(Vectors.identities()))).isEqualTo(text(goldenOf(vector)));
    note(vector, "ok");
  }

  /** Before 3.10 sops ended JSON without a line feed; the layout here is always that of 3.13. */
  private static byte[] goldenOf(Vectors.Case vector) {
    byte[] decrypted = vector.decrypted();
    boolean isOldJson = vector.format() == Format.JSON && vector.version().equals("3.9.4");
    return isOldJson ? (text(decrypted) + '\n').getBytes(StandardCharsets.ISO_8859_1) : decrypted;
  }

  @ParameterizedTest
  @MethodSource("newest")
  void emitsAnEncryptedFileAsSopsDoes(Vectors.Case vector) throws Exception {
    Store store = Store.of(vector.format());
    Store.Encrypted loaded = store.loadEncrypted(vector.encrypted());

    byte[] emitted = store.emitEncrypted(loaded.documents(), Metadata.of(loaded.sops()).toBranch());

    assertThat(text(emitted)).isEqualTo(text(vector.encrypted()));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void note(Vectors.Case vector, String result) {
    TABLE.computeIfAbsent(vector.name(), name -> new TreeMap<>()).put(vector.version(), result);
  }

  @AfterAll
  static void printTable() {
    StringBuilder table = new StringBuilder("\ncase                    ");
    List<String> versions = List.of("3.9.4", "3.10.2", "3.12.2", "3.13.2");
    versions.forEach(version -> table.append("%-8s".formatted(version)));
    TABLE.forEach(
        (name, results) -> {
          table.append("\n%-24s".formatted(name));
          versions.forEach(
              version -> table.append("%-8s".formatted(results.getOrDefault(version, "-"))));
        });
    System.out.println(table);
  }
}
