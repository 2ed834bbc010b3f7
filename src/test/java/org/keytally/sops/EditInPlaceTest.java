package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes of recipients and data keys leave the rest of a file byte for byte. */
class EditInPlaceTest {

  @TempDir Path folder;

  static List<Vectors.Case> withOneGroup() {
    return Vectors.all().stream().filter(vector -> !vector.name().equals("groups.yaml")).toList();
  }

  static List<Vectors.Case> all() {
    return Vectors.all();
  }

  @ParameterizedTest
  @MethodSource("withOneGroup")
  void anAddedRecipientOpensTheFileAndOnlyMetadataLinesChange(Vectors.Case vector)
      throws Exception {
    SopsDocument before = SopsDocument.parse(vector.format(), vector.encrypted());
    List<String> recipients = new ArrayList<>(ageRecipients(before));
    String added =
        Vectors.recipient(2).equals(recipients.get(recipients.size() - 1))
            ? TestKeys.RECIPIENT
            : Vectors.recipient(2);
    recipients.add(added);

    SopsDocument after = before.withRecipients(recipients, Vectors.identities());

    assertThat(ageRecipients(after)).containsExactlyInAnyOrderElementsOf(recipients);
    assertThat(linesOnlyIn(before, after)).as("removed").isEmpty();
    assertThat(linesOnlyIn(after, before))
        .hasSizeLessThan(60)
        .allMatch(EditInPlaceTest::isOfAnAgeEntry);
    SopsDocument back = after.withRecipients(ageRecipients(before), List.of());
    assertThat(text(back.text())).isEqualTo(text(before.text()));
    RealSops sops =
        new RealSops(
            folder, added.equals(TestKeys.RECIPIENT) ? TestKeys.IDENTITY : Vectors.identityText(2));
    assertThat(text(sops.decrypt(vector.name(), after.text())))
        .isEqualTo(
            text(
                after.decrypt(
                    List.of(
                        added.equals(TestKeys.RECIPIENT)
                            ? TestKeys.identity(TestKeys.IDENTITY)
                            : Vectors.identities().get(2)))));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aNewDataKeyChangesEveryValueAndNothingElse(Vectors.Case vector) throws Exception {
    SopsDocument before = SopsDocument.parse(vector.format(), vector.encrypted());

    SopsDocument after = before.withNewDataKey(Vectors.identities());

    assertThat(masked(after)).isEqualTo(masked(before));
    assertThat(values(after)).doesNotContainAnyElementsOf(values(before));
    assertThat(text(after.decrypt(Vectors.identities())))
        .isEqualTo(text(before.decrypt(Vectors.identities())));
    RealSops sops = new RealSops(folder, allIdentities()).withSshKey(Vectors.sshPrivateKey());
    assertThat(text(sops.decrypt(vector.name(), after.text())))
        .isEqualTo(text(after.decrypt(Vectors.identities())));
  }

  @Test
  void aRecipientOfALongCommentedFileChangesOnlyLinesOfTheSopsBlock() throws Exception {
    StringBuilder plain = new StringBuilder("# the fleet's passwords\n");
    for (int i = 0; plain.toString().lines().count() < 1000; i++) {
      plain.append("# service ").append(i).append("\nservice").append(i).append(":\n");
      plain.append("    # rotated every spring\n    password: p").append(i).append('\n');
      plain.append("    ports: # both\n        - ").append(i).append("\n        - 443\n");
    }
    SopsDocument before =
        SopsDocument.encrypt(
            Format.YAML,
            plain.toString().getBytes(StandardCharsets.UTF_8),
            EncryptionSettings.to(List.of(TestKeys.RECIPIENT)));
    // Hands have been on it: other indentation of the values, and a comment in clear.
    String edited =
        "# do not edit by hand\n"
            + text(before.text())
                .replace("\n        - ENC", "\n      -   ENC")
                .replace("sops:\n", "sops: # metadata\n");
    SopsDocument long1000 =
        SopsDocument.parse(Format.YAML, edited.getBytes(StandardCharsets.ISO_8859_1));

    SopsDocument after =
        long1000.withRecipients(
            List.of(TestKeys.RECIPIENT, Vectors.recipient(0)),
            List.of(TestKeys.identity(TestKeys.IDENTITY)));

    List<String> old = text(long1000.text()).lines().toList();
    List<String> now = text(after.text()).lines().toList();
    int sops = old.indexOf("sops: # metadata");
    assertThat(old.size()).isGreaterThan(1000);
    assertThat(now.subList(0, sops + 1)).isEqualTo(old.subList(0, sops + 1));
    assertThat(linesOnlyIn(long1000, after)).isEmpty();
    List<String> added = linesOnlyIn(after, long1000);
    System.out.println(
        "recipient change: " + old.size() + " lines before, +" + added.size() + " -0 lines");
    assertThat(added).hasSizeBetween(5, 10);
    assertThat(text(after.decrypt(List.of(Vectors.identities().get(0)))))
        .isEqualTo(text(long1000.decrypt(List.of(TestKeys.identity(TestKeys.IDENTITY)))));
  }

  private static boolean isOfAnAgeEntry(String line) {
    return line.contains("enc")
        || line.contains("recipient")
        || line.contains("AGE ENCRYPTED FILE")
        || line.strip().matches("[A-Za-z0-9+/=]+")
        || line.strip().matches("[{}\\],]+");
  }

  private static List<String> ageRecipients(SopsDocument document) {
    return document.groups().get(0).stream()
        .filter(key -> key.type() == KeyType.AGE)
        .map(MasterKey::identifier)
        .toList();
  }

  /** Lines of one text beyond those that the other has as well, counted. */
  private static List<String> linesOnlyIn(SopsDocument one, SopsDocument other) {
    List<String> lines = new ArrayList<>(text(one.text()).lines().toList());
    text(other.text()).lines().forEach(lines::remove);
    return lines;
  }

  private static String masked(SopsDocument document) {
    return text(document.text())
        .replaceAll("ENC\\[AES256_GCM,data:[^,]*,iv:[^,]*,tag:[^,]*", "ENC[")
        .replaceAll("(?s)-----BEGIN AGE.*?END AGE", "AGE")
        .replaceAll("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "TIME");
  }

  private static List<String> values(SopsDocument document) {
    return Pattern.compile("data:[^\\]]*,iv:[^,]*")
        .matcher(text(document.text()))
        .results()
        .map(MatchResult::group)
        .distinct()
        .toList();
  }

  private static String allIdentities() {
    return Vectors.identityText(0)
        + '\n'
        + Vectors.identityText(1)
        + '\n'
        + Vectors.identityText(2);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
