package org.keytally.age;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A recipient that only a program {@code age-plugin-NAME} can encrypt to, {@code age1NAME1…} (C2SP
 * age-plugin). Whether its data is valid, only that program knows.
 */
public final class PluginRecipient extends Recipient {

  private static final String YUBIKEY = "yubikey";
  private static final String YUBIKEY_STANZA = "piv-p256";
  private static final String TAG = "tag";
  private static final String TAG_STANZA = "p256tag";
  private static final String HYBRID_TAG = "tagpq";
  private static final String HYBRID_TAG_STANZA = "mlkem768p256tag";
  private static final String LABEL = "age-encryption.org/";
  private static final int TAG_LENGTH = 4;
  private static final int POINT_LENGTH = 33;
  private static final int SHARE_LENGTH = 65;
  private static final int HYBRID_SHARE_LENGTH = 1153;
  private static final int HYBRID_LENGTH = 1249;
  private static final int HYBRID_POINT = 1184;

  /** Kinds of stanzas that have native readers; a plugin may not hide behind one. */
  private static final Set<String> NATIVE =
      Set.of(
          X25519Recipient.STANZA,
          HybridRecipient.STANZA,
          SshEd25519Recipient.STANZA,
          SshRsaRecipient.STANZA,
          "scrypt");

  private final String name;
  private final byte[] data;

  private PluginRecipient(String text, String name, byte[] data) {
    super(text, text);
    this.name = name;
    this.data = data;
  }

  static PluginRecipient parseText(String key) throws MalformedKeyException {
    Bech32.Decoded decoded = decode(key);
    if (!decoded.prefix().startsWith(AGE_PREFIX)) {
      throw malformed(key, "invalid type");
    }
    String name = decoded.prefix().substring(AGE_PREFIX.length());
    if (!isName(name)) {
      throw malformed(key, "invalid plugin name");
    }
    return new PluginRecipient(key, name, decoded.data());
  }

  /** Whether a name is of age's alphabet for plugins, which has no path separators. */
  static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean known =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.'
              || c == '+';
      if (!known) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** The plugin's name, in age's alphabet for it without path separators. */
  public String name() {
    return name;
  }

  @Override
  List<Stanza> wrap(byte[] fileKey, Sender sender) throws AgeException {
    return PluginProcess.wrap(name, text(), fileKey, sender.prompt());
  }

  @Override
  boolean canBe(Stanza stanza) {
    return switch (stanza.type()) {
      case YUBIKEY_STANZA -> name.equals(YUBIKEY) && isYubikeyTag(stanza);
      case TAG_STANZA ->
          (name.equals(TAG) || name.equals(YUBIKEY))
              && data.length == POINT_LENGTH
              && isTag(stanza, SHARE_LENGTH, data);
      case HYBRID_TAG_STANZA ->
          name.equals(HYBRID_TAG)
              && data.length == HYBRID_LENGTH
              && isTag(
                  stanza, HYBRID_SHARE_LENGTH, Arrays.copyOfRange(data, HYBRID_POINT, data.length));
      default ->
          !name.equals(TAG)
              && !name.equals(HYBRID_TAG)
              && !name.equals(YUBIKEY)
              && !NATIVE.contains(stanza.type());
    };
  }

  private boolean isYubikeyTag(Stanza stanza) {
    return stanza.arguments().size() == 2
        && stanza.argument(1, POINT_LENGTH).isPresent()
        && data.length == POINT_LENGTH
        && hasTag(stanza, TagHash.sha256(data));
  }

  private static boolean isTag(Stanza stanza, int shareLength, byte[] point) {
    if (stanza.arguments().size() != 2) {
      return false;
    }
    Optional<byte[]> share = stanza.argument(1, shareLength);
    if (share.isEmpty()) {
      return false;
    }
    byte[] message = Arrays.copyOf(share.get(), shareLength + TAG_LENGTH);
    System.arraycopy(TagHash.sha256(point), 0, message, shareLength, TAG_LENGTH);
    byte[] label = (LABEL + stanza.type()).getBytes(StandardCharsets.US_ASCII);
    return hasTag(stanza, TagHash.hmac(label, message));
  }

  private static boolean hasTag(Stanza stanza, byte[] hash) {
    String tag = RawBase64.encodeText(Arrays.copyOf(hash, TAG_LENGTH));
    return stanza.arguments().get(0).equals(tag);
  }
}
