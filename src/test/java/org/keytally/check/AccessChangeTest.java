package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.check.SoundFleet.CA;
import static org.keytally.check.SoundFleet.HOST_KEY;
import static org.keytally.check.SoundFleet.ROOT_PASSWORD;
import static org.keytally.check.SoundFleet.TOKEN;
import static org.keytally.demo.FleetBuilder.plain;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keytally.check.AccessChange.EncryptedFile;
import org.keytally.check.AccessChange.KeyChange;
import org.keytally.check.AccessChange.KeyHolderKind;
import org.keytally.check.AccessChange.ReaderChange;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.clan.Owners;
import org.keytally.config.Configuration;
import org.keytally.demo.FleetBuilder;
import org.keytally.git.Snapshot;

class AccessChangeTest {

  private final FleetBuilder builder = SoundFleet.builder();
  private final Snapshot base = builder.snapshot();

  private AccessChange change() {
    try {
      Fleet before = FleetReader.read(base, Configuration.DEFAULT);
      Fleet after = FleetReader.read(builder.snapshot(), Configuration.DEFAULT);
      return AccessChange.between(
          before,
          Owners.of(before, Configuration.DEFAULT),
          after,
          Owners.of(after, Configuration.DEFAULT));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> labels(List<EncryptedFile> files) {
    List<String> labels = new ArrayList<>();
    for (EncryptedFile file : files) {
      labels.add(file.label());
    }
    return labels;
  }

  @Test
  void whatStaysTheSameChangesNobodysAccess() {
    assertThat(change().isEmpty()).isTrue();
  }

  @Test
  void aUserAddedToAGroupGainsEverySecretOfTheGroup() {
    builder.user("carol").group("admins", "carol");
    AccessChange change = change();

    assertThat(change.readers()).hasSize(1);
    ReaderChange carol = change.readers().get(0);
    assertThat(carol.kind()).isEqualTo(Reader.Kind.PERSON);
    assertThat(carol.name()).isEqualTo("carol");
    assertThat(labels(carol.gained()))
        .containsExactlyInAnyOrder(
            "token",
            HOST_KEY.label(),
            ROOT_PASSWORD.label(),
            CA.label(),
            "web01-age.key",
            "db01-age.key");
    assertThat(carol.lost()).isEmpty();
    assertThat(change.reencrypted()).isEmpty();
    assertThat(change.keys())
        .containsExactly(
            new KeyChange(
                KeyHolderKind.USER,
                "carol",
                "sops/users/carol/key.json",
                List.of(builder.recipient("users/carol")),
                List.of()));
    assertThat(change.newRecipients()).hasSize(1);
    assertThat(change.newRecipients().get(0).owner()).contains("carol");
    assertThat(change.newRecipients().get(0).publishedIn()).contains("sops/users/carol/key.json");
    assertThat(change.newRecipients().get(0).files()).hasSize(6);
  }

  @Test
  void whoLosesASecretIsNamedToo() {
    builder.dropRecipient(TOKEN, "bob");
    AccessChange change = change();

    assertThat(change.readers())
        .containsExactly(
            new ReaderChange(
                Reader.Kind.PERSON,
                "bob",
                List.of(),
                List.of(new EncryptedFile("token", "sops/secrets/token/secret"))));
    assertThat(change.newRecipients()).isEmpty();
  }

  @Test
  void createdDeletedAndReencryptedFilesAreToldApart() {
    builder
        .secret(plain("fresh"), "alice", "machines/web01")
        .secretText(TOKEN, "another text", "groups/admins", "machines/web01")
        .remove("secrets/app.yaml");
    AccessChange change = change();

    assertThat(change.created()).hasSize(1);
    assertThat(change.created().get(0).file().label()).isEqualTo("fresh");
    assertThat(change.created().get(0).readers()).containsExactly("alice", "machine web01");
    assertThat(labels(change.deleted())).containsExactly("secrets/app.yaml");
    assertThat(labels(change.reencrypted())).containsExactly("token");
    assertThat(change.readers()).isEmpty();
  }

  @Test
  void aKeyOfNobodyIsNamedInFullAndIntroducedNowhere() {
    builder.unknownRecipient(TOKEN);
    AccessChange change = change();

    assertThat(change.readers()).hasSize(1);
    assertThat(change.readers().get(0).kind()).isEqualTo(Reader.Kind.UNKNOWN);
    assertThat(change.readers().get(0).name()).startsWith("age1").hasSize(62);
    assertThat(change.newRecipients()).hasSize(1);
    assertThat(change.newRecipients().get(0).owner()).isEmpty();
    assertThat(change.newRecipients().get(0).publishedIn()).isEmpty();
  }

  @Test
  void anAnchorIntroducesKeysOnlyForFilesUnderCreationRules() {
    builder.anchorWithOwnKey("ci").rule("^deploy/.*$", "ci", "alice").ruledFile("deploy/a", "x");
    AccessChange ruled = change();
    assertThat(ruled.newRecipients()).hasSize(1);
    assertThat(ruled.newRecipients().get(0).owner()).contains("anchor &ci");
    assertThat(ruled.newRecipients().get(0).publishedIn()).contains(".sops.yaml");

    builder.extraRecipient(TOKEN, ruled.newRecipients().get(0).recipient());
    assertThat(change().newRecipients().get(0).publishedIn()).isEmpty();
  }

  @Test
  void aReplacedKeyIsAChangeOfKeysAndNotOfAccess() {
    builder.replaceKeyWithoutReencryption("bob");
    AccessChange change = change();

    assertThat(change.readers()).isEmpty();
    assertThat(change.keys())
        .extracting(KeyChange::kind)
        .containsExactly(KeyHolderKind.USER, KeyHolderKind.ANCHOR);
    assertThat(change.keys().get(0).added()).hasSize(1);
    assertThat(change.keys().get(0).removed()).hasSize(1);
  }
}
