package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keytally.age.Identity;

/** YAML of every style, read and written side by side with real sops. */
class YamlAsSopsTest {

  private static final Path FOLDER = Path.of("src/test/resources/sops/yaml");
  private static final List<Identity> IDENTITIES = List.of(TestKeys.identity(TestKeys.IDENTITY));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anchors",
        "comments",
        "crlf",
        "documents",
        "flow",
        "indentation",
        "lists",
        "rules",
        "scalars"
      })
  void loadsAndEmitsWhatSopsLoadsAndEmits(String name) throws Exception {
    byte[] plain = Vectors.read(FOLDER.resolve(name + ".yaml"));
    RealSops sops = new RealSops(folder, TestKeys.IDENTITY);
    byte[] bySops = sops.encrypt("a.yaml", plain, "--age", TestKeys.RECIPIENT);

    byte[] here = encryptedLikeOldSops(plain);

    assertThat(masked(here)).isEqualTo(masked(bySops));
    SopsDocument document = SopsDocument.parse(Format.YAML, bySops);
    assertThat(document.verify(IDENTITIES).problems()).isEmpty();
    assertThat(text(document.decrypt(IDENTITIES))).isEqualTo(text(sops.decrypt("b.yaml", bySops)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anchors",
        "comments",
        "crlf",
        "documents",
        "flow",
        "indentation",
        "lists",
        "rules",
        "scalars"
      })
  void sopsDecryptsWhatIsEncryptedHere(String name) throws Exception {
    byte[] plain = Vectors.read(FOLDER.resolve(name + ".yaml"));
    SopsDocument document =
        SopsDocument.encrypt(
            Format.YAML, plain, EncryptionSettings.to(List.of(TestKeys.RECIPIENT)));

    assertThat(document.verify(IDENTITIES).problems()).isEmpty();
    assertThat(text(new RealSops(folder, TestKeys.IDENTITY).decrypt("a.yaml", document.text())))
        .isEqualTo(text(document.decrypt(IDENTITIES)));
  }

  @Test
  void aCommentThatSopsMovedToAnotherContainerIsStillAuthentic() throws Exception {
    byte[] plain = "a:\n  - k: [x, y]\n    # note\n  - z\n".getBytes(StandardCharsets.UTF_8);
    RealSops sops = new RealSops(folder, TestKeys.IDENTITY);
    byte[] bySops = sops.encrypt("a.yaml", plain, "--age", TestKeys.RECIPIENT);
    assertThat(text(sops.decrypt("b.yaml", bySops))).contains("#ENC[");

    SopsDocument document = SopsDocument.parse(Format.YAML, bySops);

    assertThat(document.verify(IDENTITIES).problems()).isEmpty();
    assertThat(text(document.decrypt(IDENTITIES))).contains("# note");
    assertThat(text(sops.decrypt("c.yaml", document.withNewDataKey(IDENTITIES).text())))
        .contains("# note");
  }

  /** Before 3.13 sops turned comments beside values into comments above them. */
  private static byte[] encryptedLikeOldSops(byte[] plain) throws SopsException {
    YamlStore store = new YamlStore();
    List<Branch> documents = new ArrayList<>();
    for (Branch document : store.loadPlain(plain)) {
      documents.add((Branch) withHeadComments(document));
    }
    TreeCipher.Encrypted encrypted =
        new TreeCipher(new ValueCipher(new byte[32]), SelectionRule.DEFAULT, false)
            .encrypt(documents);
    return store.emitPlain(encrypted.documents());
  }

  private static Node withHeadComments(Node node) {
    if (node instanceof Branch branch) {
      List<Branch.Item> items = new ArrayList<>();
      for (Branch.Item item : branch.items()) {
        if (item instanceof Branch.Pair pair) {
          items.add(new Branch.Pair(pair.key(), withHeadComments(pair.value())));
        } else if (item instanceof Comment comment) {
          items.add(comment.asHead());
        }
      }
      return new Branch(items);
    }
    if (node instanceof Sequence sequence) {
      List<Node> elements = new ArrayList<>();
      sequence.elements().forEach(element -> elements.add(withHeadComments(element)));
      return new Sequence(elements);
    }
    return node instanceof Comment comment ? comment.asHead() : node;
  }

  /** Without metadata; of each value its length and type; comments in lists as comments. */
  private static String masked(byte[] text) {
    return text(text)
        .replaceAll("(?s)(?<=^|\n)sops:\n.*?(?=\n---|$)", "")
        .replaceAll("\\{}\n---", "---")
        .replaceAll("\n+---", "\n---")
        .replaceAll("(?m)^( *)- (ENC\\[AES256_GCM,data:.*type:comment\\])$", "$1#$2")
        .replaceAll("data:([A-Za-z0-9+/=]*),iv:[^,]*,tag:[^,]*", "$1")
        .replaceAll("(?<=GCM,)([A-Za-z0-9+/]+)(=*)", "$2")
        .strip();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
