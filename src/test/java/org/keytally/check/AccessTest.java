package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.check.SoundFleet.TOKEN;
import static org.keytally.demo.FleetBuilder.plain;
import static org.keytally.demo.FleetBuilder.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keytally.check.Access.Protection;
import org.keytally.check.Access.Reason;
import org.keytally.check.Access.Row;
import org.keytally.check.Access.Standing;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.clan.Placement;
import org.keytally.config.Configuration;
import org.keytally.demo.FleetBuilder;
import org.keytally.demo.ManifestBuilder;

class AccessTest {

  private static final Reader ALICE = new Reader(Reader.Kind.PERSON, "alice");
  private static final Reader BOB = new Reader(Reader.Kind.PERSON, "bob");
  private static final Reader WEB = new Reader(Reader.Kind.MACHINE, "web01");
  private static final Reader DB = new Reader(Reader.Kind.MACHINE, "db01");

  private final FleetBuilder builder = SoundFleet.builder();

  private Access access() {
    try {
      Fleet fleet = FleetReader.read(builder.snapshot(), Configuration.DEFAULT);
      return Access.of(
          new Evidence(fleet, Configuration.DEFAULT, Optional.empty(), Optional.empty()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Row row(String label) {
    return access().rows().stream()
        .filter(row -> row.file().label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private static Access.Key key(Row row, Reader reader) {
    return row.keys().stream().filter(key -> key.reader().equals(reader)).findFirst().orElseThrow();
  }

  private static List<String> labels(Access access) {
    List<String> labels = new ArrayList<>();
    for (Row row : access.rows()) {
      labels.add(row.file().label());
    }
    return labels;
  }

  @Test
  void aMemberOfAGroupReadsByTheLinkToTheGroupAndItsMembership() {
    Access.Key key = key(row("token"), ALICE);

    assertThat(key.standing()).isEqualTo(Standing.GRANTED);
    assertThat(key.recipient()).isEqualTo(builder.recipient("users/alice"));
    assertThat(key.reasons())
        .containsExactly(
            new Reason.Group(
                "admins", "sops/secrets/token/groups/admins", "sops/groups/admins/users/alice"));
  }

  @Test
  void aLinkedMachineReadsByItsLink() {
    assertThat(key(row("token"), WEB).reasons())
        .containsExactly(new Reason.Link("sops/secrets/token/machines/web01"));
    assertThat(row("token").standing(DB)).isEqualTo(Standing.NONE);
  }

  @Test
  void aFileUnderSopsYamlIsReadByItsCreationRule() {
    Row row = row("secrets/app.yaml");

    assertThat(row.kind()).isEqualTo(Access.Kind.FILE);
    assertThat(row.standings().keySet()).containsExactly(ALICE, BOB, DB);
    assertThat(key(row, DB).reasons())
        .singleElement()
        .satisfies(
            reason -> {
              Reason.Rule rule = (Reason.Rule) reason;
              assertThat(rule.path()).isEqualTo(".sops.yaml");
              assertThat(rule.line()).isPositive();
              assertThat(rule.pathRegex()).contains("^secrets/.*\\.yaml$");
            });
  }

  @Test
  void aKeyWithoutLinkReadsForNoReason() {
    builder.extraRecipient(TOKEN, "machines/db01").unknownRecipient(TOKEN);
    Row row = row("token");

    assertThat(row.standing(DB)).isEqualTo(Standing.UNGRANTED);
    assertThat(key(row, DB).reasons()).isEmpty();
    assertThat(row.standing(new Reader(Reader.Kind.UNKNOWN, builder.unknownKey())))
        .isEqualTo(Standing.UNGRANTED);
  }

  @Test
  void whoIsLinkedButNotARecipientShouldReadAndCannot() {
    builder.dropRecipient(TOKEN, "bob");
    Row row = row("token");

    assertThat(row.standing(BOB)).isEqualTo(Standing.MISSING);
    assertThat(key(row, BOB).reasons()).singleElement().isInstanceOf(Reason.Group.class);
    assertThat(access().reads(BOB)).isEqualTo(access().reads(ALICE) - 1);
  }

  @Test
  void theFormerKeyOfAMachineIsNamedAndIsNoReason() {
    builder.replaceKeyWithoutReencryption("machines/web01");
    Row row = row("token");
    Access.Key former =
        row.keys().stream()
            .filter(key -> key.reader().kind() == Reader.Kind.UNKNOWN)
            .findFirst()
            .orElseThrow();

    assertThat(former.reasons()).containsExactly(new Reason.FormerKey("web01"));
    assertThat(former.standing()).isEqualTo(Standing.UNGRANTED);
    assertThat(row.standing(WEB)).isEqualTo(Standing.MISSING);
  }

  @Test
  void whatNixDeclaresIsAReasonBeforeTheLinkIsMade() {
    Placement psk = shared("vpn", "psk");
    builder
        .secret(psk, "groups/admins")
        .extraRecipient(psk, "machines/db01")
        .file(
            "clan-manifest.json",
            new ManifestBuilder().secret("db01", "vpn", "psk").share("db01", "vpn").json());

    assertThat(key(row("shared/vpn/psk"), DB).reasons()).containsExactly(new Reason.Declared());
    assertThat(row("shared/vpn/psk").standing(DB)).isEqualTo(Standing.GRANTED);
  }

  @Test
  void aFileThatNoRuleTakesSaysSo() {
    byte[] encrypted = builder.build().content("secrets/app.yaml").orElseThrow();
    builder.file("elsewhere/app.yaml", encrypted);

    assertThat(row("elsewhere/app.yaml").keys())
        .hasSize(3)
        .allSatisfy(key -> assertThat(key.reasons()).containsExactly(new Reason.Ungoverned()));
  }

  @Test
  void aFileInClearIsReadByEverybodyWhoHasTheRepository() {
    builder.plaintext(TOKEN, "hunter2");

    assertThat(row("token").protection()).isEqualTo(Protection.CLEAR);
    assertThat(row("token").keys()).isEmpty();
  }

  @Test
  void aPathIsAFileAFolderOrALabel() {
    Access access = access();

    assertThat(labels(access.at("sops/secrets/token/secret"))).containsExactly("token");
    assertThat(labels(access.at("token"))).containsExactly("token");
    assertThat(labels(access.at("tok"))).isEmpty();
    assertThat(labels(access.at("web01")))
        .containsExactly("web01/openssh/id_ed25519", "web01/root-password/hash");
    assertThat(labels(access.at("vars/shared"))).containsExactly("shared/ca/key");
    assertThat(labels(access.at(""))).hasSameSizeAs(access.rows());
  }

  @Test
  void oneReaderAloneHasOnlyItsOwnFiles() {
    Access access = access().by(List.of(DB));

    assertThat(access.readers()).containsExactly(DB);
    assertThat(labels(access)).containsExactly("secrets/app.yaml", "shared/ca/key");
    assertThat(access().byKey(builder.recipient("machines/db01"))).isEqualTo(access);
  }

  @Test
  void everybodyWithAKeyIsAReaderEvenOfNothing() {
    builder.user("carol");

    Reader carol = new Reader(Reader.Kind.PERSON, "carol");
    assertThat(access().readers()).containsExactly(ALICE, BOB, carol, DB, WEB);
    assertThat(access().reads(carol)).isZero();
    assertThat(access().withoutIdleReaders().readers()).doesNotContain(carol);
  }

  @Test
  void aSecretWithoutItsFileIsNoRow() {
    builder.secret(plain("gone"), "alice").remove("sops/secrets/gone/secret");

    assertThat(labels(access())).doesNotContain("gone");
  }
}
