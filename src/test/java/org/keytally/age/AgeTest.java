package org.keytally.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgeTest {

  private static final byte[] DATA_KEY = new byte[32];

  @Test
  void whatIsEncryptedToAKeyIsDecryptedByIt() throws Exception {
    for (int length : new int[] {0, 1, 32, 33, 65_535, 65_536, 65_537, 200_000}) {
      byte[] plaintext = new byte[length];
      new SecureRandom().nextBytes(plaintext);
      try (X25519Identity identity = X25519Identity.generate(new SecureRandom())) {
        byte[] file = Age.encrypt(identity.publicKey(), plaintext);
        assertThat(Age.decrypt(file, List.of(identity))).isEqualTo(plaintext);
        assertThat(AgeHeader.read(file).matches(identity.publicKey())).isTrue();
      }
    }
  }

  @Test
  void armorHasLinesOfSixtyFourAndAFinalLineFeed() throws Exception {
    try (X25519Identity identity = X25519Identity.generate(new SecureRandom())) {
      String file =
          new String(Age.encrypt(identity.publicKey(), DATA_KEY), StandardCharsets.US_ASCII);
      assertThat(file)
          .startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n")
          .endsWith("\n-----END AGE ENCRYPTED FILE-----\n");
      assertThat(file.lines().skip(1).limit(file.lines().count() - 3))
          .allMatch(line -> line.length() == 64);
    }
  }

  @Test
  void aForeignIdentityFindsNothing() throws Exception {
    try (X25519Identity identity = X25519Identity.generate(new SecureRandom());
        X25519Identity other = X25519Identity.generate(new SecureRandom())) {
      byte[] file = Age.encrypt(identity.publicKey(), DATA_KEY);
      assertThatThrownBy(() -> Age.decrypt(file, List.of(other)))
          .isInstanceOfSatisfying(
              AgeException.class, e -> assertThat(e.kind()).isEqualTo(AgeException.Kind.NO_MATCH));
      assertThat(Age.decrypt(file, List.of(other, identity))).isEqualTo(DATA_KEY);
    }
  }

  @Test
  void everyFlippedBitOfABinaryFileIsNoticed() throws Exception {
    try (X25519Identity identity = X25519Identity.generate(new SecureRandom())) {
      byte[] file = Armor.decode(Age.encrypt(identity.publicKey(), DATA_KEY));
      for (int i = 0; i < file.length; i++) {
        for (int bit = 0; bit < Byte.SIZE; bit++) {
          byte[] changed = file.clone();
          changed[i] ^= (byte) (1 << bit);
          assertThatThrownBy(() -> Age.decrypt(changed, List.of(identity)))
              .as("byte %d bit %d", i, bit)
              .isInstanceOf(AgeException.class);
        }
      }
    }
  }

  @Test
  void everyChangedByteOfAnArmoredFileIsNoticedUnlessItIsABlankAtTheEnd() throws Exception {
    try (X25519Identity identity = X25519Identity.generate(new SecureRandom())) {
      byte[] file = Age.encrypt(identity.publicKey(), DATA_KEY);
      int accepted = 0;
      for (int i = 0; i < file.length; i++) {
        for (int bit = 0; bit < Byte.SIZE; bit++) {
          byte[] changed = file.clone();
          changed[i] ^= (byte) (1 << bit);
          try {
            assertThat(Age.decrypt(changed, List.of(identity))).isEqualTo(DATA_KEY);
            assertThat(i).isEqualTo(file.length - 1);
            accepted++;
          } catch (AgeException e) {
            assertThat(e.kind()).isNotEqualTo(AgeException.Kind.PLUGIN);
          }
        }
      }
      assertThat(accepted).isLessThan(Byte.SIZE);
    }
  }

  @Test
  void everyTruncationIsNoticed() throws Exception {
    try (X25519Identity identity = X25519Identity.generate(new SecureRandom())) {
      byte[] file = Armor.decode(Age.encrypt(identity.publicKey(), DATA_KEY));
      for (int length = 0; length < file.length; length++) {
        byte[] cut = java.util.Arrays.copyOf(file, length);
        assertThatThrownBy(() -> Age.decrypt(cut, List.of(identity)))
            .isInstanceOf(AgeException.class);
      }
    }
  }
}
