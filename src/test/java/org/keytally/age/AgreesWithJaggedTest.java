package org.keytally.age;

import static org.assertj.core.api.Assertions.assertThat;

import com.exceptionfactory.jagged.framework.armor.ArmoredDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.armor.ArmoredEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Another implementation in Java reads what we write, and the other way round. */
class AgreesWithJaggedTest {

  @Test
  void bothReadWhatTheOtherWrote() throws Exception {
    for (int length : new int[] {0, 32, 65_536, 65_537, 150_000}) {
      byte[] plaintext = new byte[length];
      new SecureRandom().nextBytes(plaintext);
      try (X25519Identity identity = X25519Identity.generate(new SecureRandom())) {
        String secret = new String(identity.encode(), StandardCharsets.US_ASCII);
        byte[] ours = Age.encrypt(identity.publicKey(), plaintext);
        try (InputStream in =
            Channels.newInputStream(
                new ArmoredDecryptingChannelFactory()
                    .newDecryptingChannel(
                        Channels.newChannel(new ByteArrayInputStream(ours)),
                        List.of(
                            X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(
                                secret))))) {
          assertThat(in.readAllBytes()).isEqualTo(plaintext);
        }

        ByteArrayOutputStream theirs = new ByteArrayOutputStream();
        try (WritableByteChannel out =
            new ArmoredEncryptingChannelFactory()
                .newEncryptingChannel(
                    Channels.newChannel(theirs),
                    List.of(
                        X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(
                            identity.publicKey().text())))) {
          out.write(ByteBuffer.wrap(plaintext));
        }
        assertThat(Age.decrypt(theirs.toByteArray(), List.of(identity))).isEqualTo(plaintext);
      }
    }
  }
}
