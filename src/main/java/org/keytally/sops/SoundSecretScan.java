package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keytally.age.ArmoredX25519;
import org.keytally.age.Recipient;
import org.keytally.age.X25519Recipient;

/**
 * Reads files of the binary store that have nothing wrong with them, as nearly all secrets of a
 * fleet: in one pass over the bytes, building nothing but the answer. At the first oddity it gives
 * up and says nothing, and {@link JsonStoreScan} with {@link MetadataReader} say what is the
 * matter. What it does read, these two read the same.
 */
final class SoundSecretScan {

  /** More is read the other way: keys are compared with each other here. */
  private static final int MOST_KEYS = 64;

  private static final byte[] LINE_BREAK = ascii("\\n");
  private static final byte[] DATA = ascii("data");
  private static final byte[] SOPS = ascii("sops");
  private static final byte[] AGE = ascii("age");
  private static final byte[] MAC = ascii("mac");
  private static final byte[] LAST_MODIFIED = ascii("lastmodified");
  private static final byte[] VERSION = ascii("version");
  private static final byte[] UNENCRYPTED_SUFFIX = ascii("unencrypted_suffix");
  private static final byte[] RECIPIENT = ascii("recipient");
  private static final byte[] ENC = ascii("enc");

  /** Lists that versions before 3.11 wrote into every file, empty. */
  private static final byte[][] OTHER_KEYS = {
    ascii("kms"), ascii("gcp_kms"), ascii("azure_kv"), ascii("hc_vault"), ascii("pgp")
  };

  private final byte[] bytes;
  private final RecipientPool pool;
  private int at;
  private int line = 1;

  /** Where the text or name stands that was passed last. */
  private int from;

  private int to;

  private @Nullable String ciphertext;
  private @Nullable String version;
  private @Nullable String lastModified;
  private boolean mac;
  private boolean suffix;
  private int empty;
  private @Nullable List<MasterKey> keys;

  private SoundSecretScan(byte[] bytes, RecipientPool pool) {
    this.bytes = bytes;
    this.pool = pool;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What a sound file tells; absent for any other. */
  static Optional<SopsFile> read(byte[] content, RecipientPool pool) {
    SoundSecretScan scan = new SoundSecretScan(content, pool);
    return scan.document() ? Optional.of(scan.file()) : Optional.empty();
  }

  private SopsFile file() {
    return new SopsFile(
        Format.BINARY,
        keys == null ? List.of() : List.of(keys),
        0,
        Optional.ofNullable(version),
        Optional.ofNullable(lastModified),
        Optional.ofNullable(ciphertext),
        List.of());
  }

  private boolean document() {
    if (!take('{')) {
      return false;
    }
    boolean metadata = false;
    do {
      if (!name()) {
        return false;
      }
      if (is(DATA) && ciphertext == null) {
        CiphertextDigest digest = new CiphertextDigest();
        if (!encrypted()) {
          return false;
        }
        digest.add(bytes, from, to);
        ciphertext = digest.text().orElse("");
      } else if (is(SOPS) && !metadata) {
        metadata = true;
        if (!metadata()) {
          return false;
        }
      } else {
        return false;
      }
    } while (take(','));
    return take('}') && isEnd() && metadata && ciphertext != null;
  }

  private boolean metadata() {
    if (!take('{')) {
      return false;
    }
    do {
      if (!name() || !field()) {
        return false;
      }
    } while (take(','));
    return take('}') && mac && version != null && lastModified != null && keys != null;
  }

  private boolean field() {
    if (is(AGE)) {
      return keys == null && keys();
    }
    if (is(MAC)) {
      boolean first = !mac;
      mac = true;
      return first && encrypted();
    }
    if (is(LAST_MODIFIED)) {
      if (lastModified != null || !text()) {
        return false;
      }
      lastModified = string();
      return MetadataReader.isTimestamp(lastModified);
    }
    if (is(VERSION)) {
      if (version != null || !text()) {
        return false;
      }
      version = pool.share(string());
      return MetadataReader.isVersion(version);
    }
    if (is(UNENCRYPTED_SUFFIX)) {
      boolean first = !suffix;
      suffix = true;
      return first && text();
    }
    for (int i = 0; i < OTHER_KEYS.length; i++) {
      if (is(OTHER_KEYS[i])) {
        boolean first = (empty & 1 << i) == 0;
        empty |= 1 << i;
        return first && nothing();
      }
    }
    return false;
  }

  /** The list of age keys: at least one, each with its data key. */
  private boolean keys() {
    if (!take('[')) {
      return false;
    }
    List<MasterKey> found = new ArrayList<>(4);
    do {
      blanks();
      int start = line;
      if (found.size() == MOST_KEYS || !key(start, found)) {
        return false;
      }
    } while (take(','));
    keys = pool.shareKeys(found);
    return take(']');
  }

  private boolean key(int start, List<MasterKey> found) {
    if (!take('{')) {
      return false;
    }
    boolean wrapped = false;
    String recipient = null;
    do {
      if (!name()) {
        return false;
      }
      if (is(RECIPIENT)) {
        if (recipient != null || !text()) {
          return false;
        }
        recipient = pool.share(string());
      } else if (!is(ENC) || wrapped || !wrapped()) {
        return false;
      } else {
        wrapped = true;
      }
    } while (take(','));
    if (!take('}') || !wrapped || recipient == null || !isX25519(recipient)) {
      return false;
    }
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).identifier().equals(recipient)) {
        return false;
      }
    }
    return found.add(new MasterKey(KeyType.AGE, recipient, start));
  }

  /** With blanks around it sops takes it for the same key, spelled otherwise. */
  private boolean isX25519(String recipient) {
    Optional<Recipient> parsed = pool.parsed(recipient);
    return parsed.isPresent()
        && parsed.get() instanceof X25519Recipient key
        && key.text().length() == recipient.length();
  }

  /** The data key, wrapped for an X25519 recipient. */
  private boolean wrapped() {
    if (!take('"')) {
      return false;
    }
    at = ArmoredX25519.end(bytes, at, LINE_BREAK);
    return at >= 0 && at < bytes.length && bytes[at++] == '"';
  }

  /** An empty list. */
  private boolean nothing() {
    blanks();
    if (at + 4 <= bytes.length
        && bytes[at] == 'n'
        && bytes[at + 1] == 'u'
        && bytes[at + 2] == 'l'
        && bytes[at + 3] == 'l') {
      at += 4;
      return true;
    }
    return take('[') && take(']');
  }

  /** A whole encrypted value. */
  private boolean encrypted() {
    if (!take('"')) {
      return false;
    }
    from = at;
    at = EncryptedText.end(bytes, at);
    to = at;
    return at >= 0 && at < bytes.length && bytes[at++] == '"';
  }

  /** A name with its colon. */
  private boolean name() {
    return text() && take(':');
  }

  private boolean is(byte[] name) {
    return Arrays.equals(bytes, from, to, name, 0, name.length);
  }

  /** A text of ASCII without escapes. */
  private boolean text() {
    if (!take('"')) {
      return false;
    }
    from = at;
    while (at < bytes.length && bytes[at] >= ' ' && bytes[at] != '\\') {
      if (bytes[at] == '"') {
        to = at++;
        return true;
      }
      at++;
    }
    return false;
  }

  private String string() {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private boolean take(char wanted) {
    blanks();
    if (at < bytes.length && bytes[at] == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private boolean isEnd() {
    blanks();
    return at == bytes.length;
  }

  private void blanks() {
    while (at < bytes.length) {
      byte b = bytes[at];
      if (b == '\n') {
        line++;
      } else if (b != ' ' && b != '\t' && b != '\r') {
        return;
      }
      at++;
    }
  }
}
