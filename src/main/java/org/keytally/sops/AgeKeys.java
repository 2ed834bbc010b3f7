package org.keytally.sops;

import com.exceptionfactory.jagged.framework.armor.ArmoredEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;

/** Wraps data keys for age recipients: one armored age file for each (sops-file-format 3.2). */
final class AgeKeys {

  private AgeKeys() {}

  /** The entry for an X25519 recipient. */
  static KeyEntry wrap(String recipient, byte[] part) throws SopsException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (WritableByteChannel channel =
        new ArmoredEncryptingChannelFactory()
            .newEncryptingChannel(
                Channels.newChannel(out),
                List.of(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient)))) {
      channel.write(ByteBuffer.wrap(part));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new SopsException(
          SopsException.Kind.BAD_METADATA, "sops.age", "cannot encrypt to " + recipient);
    }
    return KeyEntry.age(recipient, out.toString(StandardCharsets.US_ASCII));
  }
}
