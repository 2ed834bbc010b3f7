package org.keytally.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        byte[] cut = Arrays.copyOf(file, length);
        assertThatThrownBy(() -> Age.decrypt(cut, List.of(identity)))
            .isInstanceOf(AgeException.class);
      }
    }
  }

  @Test
  void aPostQuantumKeyRoundTripsThroughItsTexts() throws Exception {
    try (HybridIdentity identity = HybridIdentity.generate(new SecureRandom());
        Identity again = Identity.parse(identity.encode())) {
      Recipient recipient = Recipient.parse(identity.publicKey().text());
      assertThat(recipient.text()).startsWith("age1pq1").hasSize(1959);
      byte[] file = Age.encrypt(recipient, DATA_KEY);
      assertThat(Age.decrypt(file, List.of(again))).isEqualTo(DATA_KEY);
      assertThat(AgeHeader.read(file).matches(recipient)).isTrue();
      assertThat(again.recipient()).contains(recipient);
    }
  }

  @Test
  void aHeaderTellsWhichRecipientsItCanBeForAndWhichNot() throws Exception {
    SecureRandom random = new SecureRandom();
    Recipient ssh =
        Recipient.parse(
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJo86FBZfUi2JdnyZuXrtAHrMDSFWb+o/X9sVTlwObIA");
    Recipient otherSsh =
        Recipient.parse(
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJHQ+CA7jcMWuCBxgLI6vVllPv3rFk0rpkQxWHQpVpxj");
    try (X25519Identity identity = X25519Identity.generate(random);
        HybridIdentity hybrid = HybridIdentity.generate(random)) {
      AgeHeader sshHeader = AgeHeader.read(Age.encrypt(ssh, DATA_KEY));
      assertThat(sshHeader.matches(ssh)).isTrue();
      assertThat(sshHeader.matches(otherSsh)).isFalse();
      assertThat(sshHeader.matches(identity.publicKey())).isFalse();
      AgeHeader header = AgeHeader.read(Age.encrypt(identity.publicKey(), DATA_KEY));
      assertThat(header.matches(ssh)).isFalse();
      assertThat(header.matches(hybrid.publicKey())).isFalse();
      assertThat(header.stanzas())
          .singleElement()
          .satisfies(entry -> assertThat(entry.type()).isEqualTo("X25519"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "age1tag,p256tag,Dajdvw,true",
    "age1tag,p256tag,Dajdvg,false",
    "age1yubikey,p256tag,Dajdvw,true",
    "age1yubikey,piv-p256,m+Nuyg,true",
    "age1yubikey,piv-p256,m+Nuyw,false",
    "age1other,piv-p256,m+Nuyg,false",
    "age1other,other,m+Nuyg,true",
    "age1other,X25519,m+Nuyg,false"
  })
  void aTaggedStanzaNamesItsKey(String kind, String stanza, String tag, boolean matches)
      throws Exception {
    byte[] point =
        Bech32.decode(
                Identity.ascii(
                    "age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2yqdj4e"))
            .data();
    String share =
        stanza.equals("piv-p256")
            ? RawBase64.encodeText(point)
            : "BOqTylUtZFwkMTxd6UENg8kopiMhRJBOUXMv5w2xVOmJu7eezoALGXiNtq5Vka+UQvaYbQvAdwjIJEDaoBaq"
                + "7So";
    String file =
        "age-encryption.org/v1\n-> "
            + stanza
            + " "
            + tag
            + " "
            + share
            + "\nbZQpLsV8uGqGPs70J6dVodiHejsZ5BODjaRsB0RcBqI\n"
            + "--- HK2NmOBN9Dpq0Gw6xMCuhFcQlQLvZ/wQUi/2scLG75s\n";
    Recipient recipient = Recipient.parse(Bech32.encodeText(kind, point));
    assertThat(AgeHeader.read(file).matches(recipient)).isEqualTo(matches);
  }

  @Test
  void aKeyOfLowOrderCannotBeEncryptedTo() throws Exception {
    Recipient recipient = Recipient.parse(Bech32.encodeText("age", new byte[32]));
    assertThatThrownBy(() -> Age.encrypt(recipient, DATA_KEY)).hasMessageContaining("low order");
  }

  @Test
  void noIdentityAtAllIsSaidSo() throws Exception {
    try (X25519Identity identity = X25519Identity.generate(new SecureRandom())) {
      byte[] file = Age.encrypt(identity.publicKey(), DATA_KEY);
      assertThatThrownBy(() -> Age.decrypt(file, List.of())).isInstanceOf(AgeException.class);
    }
  }
}
