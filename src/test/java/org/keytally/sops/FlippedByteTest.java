package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever single byte of a value, tag, initialisation vector or MAC is changed, {@code verify}
 * says so. All positions are tried. The only changes it cannot see are those that change nothing:
 * another spelling of the same boolean or null.
 */
class FlippedByteTest {

  private static final int[] MASKS = {0x01, 0x20};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3.13.2/rich.yaml",
        "3.13.2/unencrypted_regex.yaml",
        "3.13.2/comment_regex.yaml",
        "3.13.2/mac_only.yaml",
        "3.13.2/multidoc.yaml",
        "3.13.2/rich.json",
        "3.13.2/rich.env",
        "3.13.2/rich.ini",
        "3.13.2/text.key",
        "3.13.2/groups.yaml",
        "3.9.4/rich.ini",
        "3.12.2/rich.json"
      })
  void isReportedAtEveryPosition(String name) throws Exception {
    byte[] text = Vectors.read(Vectors.FOLDER.resolve(Path.of(name)));
    Format format = Format.ofPath(name);
    Store.Encrypted loaded = Store.of(format).loadEncrypted(text);
    Metadata metadata = Metadata.of(loaded.sops());
    List<String> unseen = new ArrayList<>();
    int tried = 0;
    try (DataKey dataKey = KeyUnlock.recover(metadata, new KeyOpener(Vectors.identities()))) {
      assertThat(SopsDocument.parse(format, text).verify(dataKey).problems()).isEmpty();
      for (int position : positions(loaded, metadata)) {
        for (int mask : MASKS) {
          tried++;
          byte[] flipped = text.clone();
          flipped[position] ^= (byte) mask;
          if (!isReported(format, flipped, dataKey) && !saysTheSame(format, flipped, loaded)) {
            unseen.add(position + " ^ " + mask + " in " + around(text, position));
          }
        }
      }
    }
    System.out.println(name + ": " + tried + " flips, all reported");
    assertThat(tried).isGreaterThan(300);
    assertThat(unseen).isEmpty();
  }

  private static boolean isReported(Format format, byte[] text, DataKey dataKey) {
    try {
      return !SopsDocument.parse(format, text).verify(dataKey).isSound();
    } catch (SopsException e) {
      return true;
    }
  }

  /** Whether the text, read back, holds the very same values. */
  private static boolean saysTheSame(Format format, byte[] text, Store.Encrypted before)
      throws SopsException {
    Store.Encrypted after = Store.of(format).loadEncrypted(text);
    return TreeCompare.sameValues(after.documents(), before.documents());
  }

  private static Set<Integer> positions(Store.Encrypted loaded, Metadata metadata) {
    Set<Integer> positions = new TreeSet<>();
    for (Branch document : loaded.documents()) {
      collect(document, !metadata.macOnlyEncrypted(), positions);
    }
    for (Branch copy : loaded.copies()) {
      copy.get("mac").ifPresent(mac -> collect(mac, true, positions));
      copy.get("lastmodified").ifPresent(time -> collect(time, true, positions));
    }
    return positions;
  }

  private static void collect(Node node, boolean plainToo, Set<Integer> positions) {
    if (node instanceof Branch branch) {
      for (Branch.Item item : branch.items()) {
        collect(
            item instanceof Branch.Pair pair ? pair.value() : (Comment) item, plainToo, positions);
      }
    } else if (node instanceof Sequence sequence) {
      sequence.elements().forEach(element -> collect(element, plainToo, positions));
    } else if (node instanceof Comment comment) {
      if (ValueCipher.looksEncrypted(comment.bytes())) {
        add(comment.span(), comment.bytes().length, positions);
      }
    } else if (node instanceof Scalar scalar
        && (plainToo || ValueCipher.looksEncrypted(scalar.bytes()))
        && !scalar.isEmpty()) {
      add(scalar.span(), scalar.span().end() - scalar.span().start(), positions);
    }
  }

  private static void add(Span span, int length, Set<Integer> positions) {
    for (int i = span.end() - length; i < span.end(); i++) {
      positions.add(i);
    }
  }

  private static String around(byte[] text, int position) {
    int start = Math.max(0, position - 20);
    int end = Math.min(text.length, position + 10);
    return new String(text, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
