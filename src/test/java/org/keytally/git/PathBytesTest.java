package org.keytally.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PathBytesTest {

  private static String decode(int... bytes) {
    byte[] path = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      path[i] = (byte) bytes[i];
    }
    String text = PathBytes.decode(path, 0, path.length);
    assertThat(PathBytes.encode(text)).isEqualTo(path);
    return text;
  }

  @Test
  void utf8IsDecodedAsSuch() {
    assertThat(decode('a', '/', 0xC3, 0xA4)).isEqualTo("a/ä");
    assertThat(decode(0xF0, 0x9F, 0x94, 0x91)).isEqualTo("\uD83D\uDD11");
    assertThat(decode(0xEF, 0xBF, 0xBD)).isEqualTo("\uFFFD");
    assertThat(decode()).isEmpty();
  }

  @Test
  void everyOtherByteIsALoneSurrogate() {
    assertThat(decode('a', 0xFF, 'b')).isEqualTo("a\uDCFFb");
    assertThat(decode(0xC3)).isEqualTo("\uDCC3");
    // A surrogate, an overlong form and a truncated sequence are no UTF-8.
    assertThat(decode(0xED, 0xB2, 0x80)).isEqualTo("\uDCED\uDCB2\uDC80");
    assertThat(decode(0xC0, 0xAF)).isEqualTo("\uDCC0\uDCAF");
    assertThat(decode(0xF0, 0x9F, 0x94, 'x')).isEqualTo("\uDCF0\uDC9F\uDC94x");
    assertThat(decode(0xFF, 0xEF, 0xBF, 0xBD)).isEqualTo("\uDCFF\uFFFD");
  }

  @Test
  void noTwoPathsBecomeOne() {
    Random random = new Random(7);
    int[] alphabet = {'a', '/', 0x80, 0xBF, 0xC3, 0xA4, 0xE2, 0x82, 0xAC, 0xED, 0xB2, 0xF0, 0x9F};
    Set<String> bytes = new HashSet<>();
    Set<String> texts = new HashSet<>();
    for (int round = 0; round < 20_000; round++) {
      byte[] path = new byte[random.nextInt(7)];
      for (int i = 0; i < path.length; i++) {
        path[i] = (byte) alphabet[random.nextInt(alphabet.length)];
      }
      String text = PathBytes.decode(path, 0, path.length);
      assertThat(PathBytes.encode(text)).isEqualTo(path);
      bytes.add(new String(path, StandardCharsets.ISO_8859_1));
      texts.add(text);
    }
    assertThat(texts).hasSameSizeAs(bytes);
  }

  @Test
  void messagesShowControlCharactersAndStrayBytesEscaped() {
    assertThat(PathBytes.shown("a\n\u001b[1m\u009b\u007f\uDCFFä"))
        .isEqualTo("a\\x0a\\x1b[1m\\x9b\\x7f\\xffä");
  }
}
