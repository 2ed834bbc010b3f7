package org.keytally.age;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An identity that only a program {@code age-plugin-NAME} can use, {@code AGE-PLUGIN-NAME-1…}. Its
 * public key is not known here; key files name it in a comment.
 */
public final class PluginIdentity extends Identity {

  static final String PREFIX = "AGE-PLUGIN-";

  private final String name;
  private final byte[] encoding;
  private final Prompt prompt;

  private PluginIdentity(String name, byte[] encoding, Prompt prompt) {
    this.name = name;
    this.encoding = encoding;
    this.prompt = prompt;
  }

  static PluginIdentity read(byte[] line, Prompt prompt) throws MalformedKeyException {
    Bech32.Decoded decoded = Bech32.decode(line);
    Arrays.fill(decoded.data(), (byte) 0);
    String prefix = decoded.prefix();
    if (!prefix.endsWith("-") || prefix.length() <= PREFIX.length()) {
      throw new MalformedKeyException("no plugin name");
    }
    String name = prefix.substring(PREFIX.length(), prefix.length() - 1).toLowerCase(Locale.ROOT);
    if (!PluginRecipient.isName(name)) {
      throw new MalformedKeyException("invalid plugin name");
    }
    return new PluginIdentity(name, line.clone(), prompt);
  }

  /** The plugin's name in lower case. */
  public String name() {
    return name;
  }

  @Override
  public Optional<Recipient> recipient() {
    return Optional.empty();
  }

  @Override
  public void close() {
    Arrays.fill(encoding, (byte) 0);
  }

  @Override
  Optional<byte[]> unwrap(List<Stanza> stanzas) throws AgeException {
    return PluginProcess.unwrap(name, encoding, stanzas, prompt);
  }
}
