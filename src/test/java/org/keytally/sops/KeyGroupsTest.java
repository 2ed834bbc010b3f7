package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keytally.age.Identity;

/** Recipients of key groups, foreign keys, and what can be told of wrapped keys. */
class KeyGroupsTest {

  private static final List<Identity> ALL = Vectors.identities();
  private static final Identity OUTSIDER = TestKeys.identity(TestKeys.IDENTITY);

  @TempDir Path folder;

  @Test
  void anySharesUpToTheThresholdRecoverTheSecretAndFewerDoNot() {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    byte[][] shares = ShamirShares.split(secret, 5, 3);

    for (int a = 0; a < 5; a++) {
      for (int b = a + 1; b < 5; b++) {
        assertThat(ShamirShares.combine(List.of(shares[a], shares[b]))).isNotEqualTo(secret);
        for (int c = b + 1; c < 5; c++) {
          List<byte[]> three = List.of(shares[a], shares[b], shares[c]);
          assertThat(ShamirShares.combine(three)).isEqualTo(secret);
          assertThat(ShamirShares.interpolate(three, 5)).isEqualTo(Arrays.copyOf(shares[4], 32));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.9.4", "3.10.2", "3.12.2", "3.13.2"})
  void aRecipientJoinsAGroupWhoseKeyIsAtHandAndTheOthersStayVerbatim(String version)
      throws Exception {
    SopsDocument before = groups(version);
    List<List<MasterKey>> wanted = copy(before.groups());
    wanted.get(1).add(age(TestKeys.RECIPIENT));

    SopsDocument after = before.withKeyGroups(wanted, ALL);

    assertThat(after.groups()).isEqualTo(wanted);
    List<String> kept = lines(after);
    kept.removeAll(lines(before));
    assertThat(kept).hasSizeLessThan(10);
    assertThat(lines(after)).containsSubsequence(lines(before));
    List<Identity> two = List.of(OUTSIDER, ALL.get(2));
    assertThat(after.decrypt(two)).isEqualTo(before.decrypt(ALL));
    RealSops sops = new RealSops(folder, TestKeys.IDENTITY + '\n' + Vectors.identityText(0));
    assertThat(sops.decrypt("a.yaml", after.text())).isEqualTo(before.decrypt(ALL));
  }

  @Test
  void theShareOfAGroupThatNobodyOpensFollowsFromEnoughOthers() throws Exception {
    SopsDocument before = groups("3.13.2");
    List<List<MasterKey>> wanted = copy(before.groups());
    wanted.get(2).add(age(TestKeys.RECIPIENT));

    SopsDocument after = before.withKeyGroups(wanted, List.of(ALL.get(0), ALL.get(1)));

    assertThat(after.decrypt(List.of(ALL.get(0), OUTSIDER))).isEqualTo(before.decrypt(ALL));
    List<Optional<String>> digests =
        after.proveKeys(List.of(ALL.get(2), OUTSIDER)).stream()
            .filter(proof -> proof.group() == 2)
            .map(KeyProof::digest)
            .toList();
    assertThat(digests).hasSize(2).doesNotContain(Optional.empty());
    assertThat(digests.get(0)).isEqualTo(digests.get(1));
  }

  @Test
  void theSharesOfOldWritersHaveCoordinatesThatNobodyKnows() throws Exception {
    SopsDocument before = groups("3.9.4");
    List<List<MasterKey>> wanted = copy(before.groups());
    wanted.get(2).add(age(TestKeys.RECIPIENT));

    assertThatThrownBy(() -> before.withKeyGroups(wanted, List.of(ALL.get(0), ALL.get(1))))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining("key group 3")
        .hasMessageContaining("before 3.10");
  }

  @Test
  void anotherNumberOfGroupsSplitsTheKeyAnew() throws Exception {
    SopsDocument before = groups("3.13.2");
    SopsDocument one = before.withKeyGroups(List.of(List.of(age(TestKeys.RECIPIENT))), ALL);
    SopsDocument three =
        one.withKeyGroups(
            List.of(
                List.of(age(Vectors.recipient(0))),
                List.of(age(Vectors.recipient(1))),
                List.of(age(Vectors.recipient(2)))),
            List.of(OUTSIDER));

    assertThat(one.decrypt(List.of(OUTSIDER))).isEqualTo(before.decrypt(ALL));
    assertThat(three.decrypt(ALL)).isEqualTo(before.decrypt(ALL));
    assertThatThrownBy(() -> three.decrypt(List.of(ALL.get(0), ALL.get(1))))
        .hasMessageContaining("2 of 3 key groups");
    RealSops sops = new RealSops(folder, TestKeys.IDENTITY);
    assertThat(sops.decrypt("a.yaml", one.text())).isEqualTo(before.decrypt(ALL));
  }

  @Test
  void aRecipientLeavesWithoutAnyIdentity() throws Exception {
    SopsDocument before =
        SopsDocument.parse(
            Format.YAML,
            Vectors.of("3.13.2").stream()
                .filter(vector -> vector.name().equals("three.yaml"))
                .findFirst()
                .orElseThrow()
                .encrypted());

    SopsDocument after =
        before.withRecipients(List.of(Vectors.recipient(0), Vectors.recipient(2)), List.of());

    assertThat(after.groups().get(0))
        .extracting(MasterKey::identifier)
        .containsExactly(Vectors.recipient(0), Vectors.recipient(2));
    assertThat(lines(before)).containsSubsequence(lines(after));
    assertThatThrownBy(() -> after.decrypt(List.of(ALL.get(1))))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining("none of the identities");
  }

  @Test
  void keysOfOtherServicesAreKeptVerbatimAndRefusedByName() throws Exception {
    SopsDocument own =
        SopsDocument.encrypt(
            Format.YAML,
            "a: b\n".getBytes(StandardCharsets.UTF_8),
            EncryptionSettings.to(List.of(TestKeys.RECIPIENT)));
    String foreign =
        """
            pgp:
                - created_at: "2026-01-01T00:00:00Z"
                  enc: |-
                    -----BEGIN PGP MESSAGE-----

                    hQIMA0t4uZHfl9qg
                    -----END PGP MESSAGE-----
                  fp: FBC7B9E2A4F9289AC0C1D4843D16CEE4A27381B4
            unencrypted_suffix:\
        """;
    SopsDocument mixed =
        SopsDocument.parse(
            Format.YAML,
            text(own)
                .replace("    unencrypted_suffix:", foreign.indent(0).stripTrailing())
                .getBytes(StandardCharsets.UTF_8));

    SopsDocument after =
        mixed.withRecipients(List.of(TestKeys.RECIPIENT, Vectors.recipient(0)), List.of(OUTSIDER));

    assertThat(lines(after)).containsSubsequence(lines(mixed));
    assertThat(after.groups().get(0))
        .extracting(MasterKey::type)
        .containsExactly(KeyType.PGP, KeyType.AGE, KeyType.AGE);
    assertThatThrownBy(() -> after.withNewDataKey(List.of(OUTSIDER)))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining("pgp key FBC7B9E2A4F9289AC0C1D4843D16CEE4A27381B4")
        .hasMessageContaining("nothing was changed");
    assertThatThrownBy(
            () ->
                own.withKeyGroups(
                    List.of(List.of(new MasterKey(KeyType.KMS, "arn:aws:kms:x", 0))),
                    List.of(OUTSIDER)))
        .hasMessageContaining("kms key arn:aws:kms:x");
  }

  @Test
  void keysThatWrapTheSameAreToldFromOneThatDoesNot() throws Exception {
    SopsDocument one = encrypted("a: b\n", Vectors.recipient(0), Vectors.recipient(1));
    SopsDocument other = encrypted("a: b\n", Vectors.recipient(0), Vectors.recipient(1));

    List<KeyProof> same = one.proveKeys(ALL);
    assertThat(same.get(0).digest()).isPresent().isEqualTo(same.get(1).digest());

    int cut = text(one).indexOf("- enc", text(one).indexOf("- enc") + 1);
    int rest = text(one).indexOf("    lastmodified");
    int otherCut = text(other).indexOf("- enc", text(other).indexOf("- enc") + 1);
    int otherRest = text(other).indexOf("    lastmodified");
    String mixed =
        text(one).substring(0, cut)
            + text(other).substring(otherCut, otherRest)
            + text(one).substring(rest);
    SopsDocument spliced = SopsDocument.parse(Format.YAML, mixed.getBytes(StandardCharsets.UTF_8));
    List<KeyProof> differing = spliced.proveKeys(ALL);
    assertThat(differing.get(0).digest()).isPresent();
    assertThat(differing.get(1).digest()).isPresent().isNotEqualTo(differing.get(0).digest());
    assertThat(spliced.proveKeys(List.of(ALL.get(0))).get(1).digest()).isEmpty();
  }

  private static SopsDocument encrypted(String yaml, String... recipients) throws SopsException {
    return SopsDocument.encrypt(
        Format.YAML,
        yaml.getBytes(StandardCharsets.UTF_8),
        EncryptionSettings.to(List.of(recipients)));
  }

  private static SopsDocument groups(String version) throws SopsException {
    return SopsDocument.parse(Format.YAML, new Vectors.Case(version, "groups.yaml").encrypted());
  }

  private static List<List<MasterKey>> copy(List<List<MasterKey>> groups) {
    List<List<MasterKey>> copy = new ArrayList<>();
    groups.forEach(group -> copy.add(new ArrayList<>(group)));
    return copy;
  }

  private static MasterKey age(String recipient) {
    return new MasterKey(KeyType.AGE, recipient, 0);
  }

  private static List<String> lines(SopsDocument document) {
    return new ArrayList<>(text(document).lines().toList());
  }

  private static String text(SopsDocument document) {
    return new String(document.text(), StandardCharsets.UTF_8);
  }
}
