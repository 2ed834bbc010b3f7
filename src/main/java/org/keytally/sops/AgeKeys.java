package org.keytally.sops;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.framework.armor.ArmoredDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.armor.ArmoredEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.keytally.age.Identity;

/** Stub. */
final class AgeKeys {
  private AgeKeys() {}

  static KeyEntry wrap(String recipient, byte[] part) throws SopsException {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (var channel =
          new ArmoredEncryptingChannelFactory()
              .newEncryptingChannel(
                  Channels.newChannel(out),
                  List.of(
                      X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient)))) {
        channel.write(ByteBuffer.wrap(part));
      }
      return KeyEntry.age(recipient, out.toString(StandardCharsets.US_ASCII));
    } catch (Exception e) {
      throw new SopsException(SopsException.Kind.BAD_METADATA, "sops.age", "bad " + e);
    }
  }

  static Optional<byte[]> unwrap(KeyEntry entry, List<Identity> identities) throws SopsException {
    int failed = 0;
    for (Identity identity : identities) {
      try {
        RecipientStanzaReader reader =
            X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(identity.text());
        try (var channel =
            new ArmoredDecryptingChannelFactory()
                .newDecryptingChannel(
                    Channels.newChannel(
                        new ByteArrayInputStream(
                            entry.wrapped().getBytes(StandardCharsets.US_ASCII))),
                    List.of(reader))) {
          ByteBuffer buffer = ByteBuffer.allocate(64);
          while (channel.read(buffer) > 0) {}
          byte[] result = new byte[buffer.position()];
          buffer.flip();
          buffer.get(result);
          return Optional.of(result);
        }
      } catch (Exception e) {
        failed++;
      }
    }
    if (failed > 1000) {
      throw new IllegalStateException();
    }
    return Optional.empty();
  }
}
