package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keytally.age.Identity;
import org.keytally.age.X25519Identity;

/** How often private keys are used for one file, and what is left of that. */
class KeyOpenerTest {

  private static final byte[] PLAINTEXT = "token: abc\n".getBytes(StandardCharsets.US_ASCII);

  private final X25519Identity first = X25519Identity.generate(new SecureRandom());
  private final X25519Identity second = X25519Identity.generate(new SecureRandom());

  @Test
  void aWrappedKeyIsOpenedOnceForAllThatIsDoneWithTheFile() throws Exception {
    SopsDocument document = document(first);
    try (KeyOpener opener = new KeyOpener(List.of(first))) {
      assertThat(document.decrypt(opener)).isEqualTo(PLAINTEXT);
      first.close();

      assertThat(document.decrypt(opener)).isEqualTo(PLAINTEXT);
      assertThat(document.verify(opener).problems()).isEmpty();
      SopsDocument shared = document.withKeyGroups(keys(first, second), opener);
      assertThat(shared.decrypt(opener)).isEqualTo(PLAINTEXT);
      assertThat(shared.decrypt(List.of(second))).isEqualTo(PLAINTEXT);
      assertThat(shared.withNewDataKey(opener).decrypt(List.of(second))).isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void nothingIsRememberedForOtherPrivateKeysNorAfterTheEnd() throws Exception {
    SopsDocument document = document(first);
    KeyOpener opener = new KeyOpener(List.of(first));
    document.decrypt(opener);
    first.close();

    assertThatThrownBy(() -> document.decrypt(opener.by(List.of(second))))
        .isInstanceOf(SopsException.class);
    opener.close();
    assertThatThrownBy(() -> document.decrypt(opener)).isInstanceOf(SopsException.class);
  }

  @Test
  void anEntryThatNamesAnotherRecipientIsOpenedAllTheSame() throws Exception {
    SopsDocument document = document(first);
    String text = new String(document.text(), StandardCharsets.US_ASCII);
    SopsDocument mislabelled =
        SopsDocument.parse(
            Format.YAML,
            text.replace(first.publicKey().text(), second.publicKey().text())
                .getBytes(StandardCharsets.US_ASCII));

    assertThat(mislabelled.decrypt(List.of(second, first))).isEqualTo(PLAINTEXT);
  }

  @Test
  void theReadersStayingTheSameTheDocumentIsTheSame() throws Exception {
    SopsDocument document = document(first, second);

    assertThat(document.withKeyGroups(keys(first, second), List.of())).isSameAs(document);
    assertThat(document.withKeyGroups(keys(second), List.of())).isNotSameAs(document);
  }

  private static SopsDocument document(X25519Identity... readers) throws SopsException {
    List<String> recipients = new ArrayList<>();
    for (X25519Identity reader : readers) {
      recipients.add(reader.publicKey().text());
    }
    return SopsDocument.encrypt(
        Format.YAML,
        PLAINTEXT,
        new EncryptionSettings(List.of(recipients), 0, Optional.empty(), false));
  }

  private static List<List<MasterKey>> keys(Identity... identities) {
    List<MasterKey> keys = new ArrayList<>();
    for (Identity identity : identities) {
      keys.add(new MasterKey(KeyType.AGE, identity.recipient().orElseThrow().text(), 0));
    }
    return List.of(keys);
  }
}
