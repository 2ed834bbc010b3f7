package org.keytally.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.age.Prompt;
import org.keytally.check.Report.EvidenceState;
import org.keytally.check.Report.EvidenceState.State;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.config.Configuration;
import org.keytally.config.Severity;
import org.keytally.demo.FleetBuilder;
import org.keytally.demo.FleetTree;
import org.keytally.git.Snapshot;
import org.keytally.sops.EncryptionSettings;
import org.keytally.sops.Format;
import org.keytally.sops.SopsDocument;
import org.keytally.source.Environment;
import org.keytally.source.IdentitySources;
import org.keytally.source.LoadedIdentities;
import org.keytally.verify.FleetProof;
import org.keytally.verify.FleetProver;

/** What private keys prove, as rules and reports tell it. */
class VerificationRulesTest {

  private static final String TOKEN_FILE = "sops/secrets/token/secret";
  private static final String WEB01_KEY = "sops/secrets/web01-age.key/secret";

  private final FleetBuilder fleet = SoundFleet.builder();

  @TempDir Path directory;

  private Evidence verified(String... owners) throws Exception {
    Path keyFile = directory.resolve("keys.txt");
    Files.write(keyFile, fleet.keyFile(owners));
    Snapshot snapshot = fleet.snapshot();
    Fleet read = FleetReader.read(snapshot, Configuration.DEFAULT);
    Environment nothing = new Environment(Map.of(), Optional.empty(), false);
    try (LoadedIdentities identities =
        new IdentitySources(nothing, Prompt.NOBODY).load(keyFile.toString())) {
      FleetProof proof = FleetProver.prove(snapshot, read, identities);
      return new Evidence(read, Configuration.DEFAULT, Optional.empty(), Optional.empty())
          .with(proof);
    }
  }

  private static List<Finding> findings(Evidence evidence) {
    return Check.run(evidence, Selection.ALL);
  }

  private static String reason(Evidence evidence) {
    return IdentityEvidence.state(evidence).reason().orElse("");
  }

  @Test
  void everyFileOfASoundFleetIsOpenedAndNothingIsFound() throws Exception {
    Evidence evidence = verified("alice");
    FleetTree tree = fleet.build();
    List<String> encrypted = new ArrayList<>();
    for (String path : tree.paths()) {
      if (tree.text(path).orElse("").contains("ENC[AES256_GCM,")) {
        encrypted.add(path);
      }
    }

    assertThat(findings(evidence)).isEmpty();
    assertThat(evidence.proof().orElseThrow().files()).containsOnlyKeys(encrypted);
    assertThat(evidence.proof().orElseThrow().opened()).isEqualTo(encrypted.size());
    assertThat(IdentityEvidence.state(evidence).state()).isEqualTo(State.USED);
    assertThat(reason(evidence)).isEqualTo("all " + encrypted.size() + " encrypted files opened");
  }

  @Test
  void whatNoIdentityOpensIsToldByNumberAndNotPassed() throws Exception {
    Evidence evidence = verified("db01");

    assertThat(findings(evidence)).isEmpty();
    assertThat(IdentityEvidence.state(evidence).state()).isEqualTo(State.USED);
    assertThat(reason(evidence))
        .isEqualTo("2 of 7 encrypted files opened; 5 not opened: no identity at hand opens them");
  }

  @Test
  void withoutAnyIdentityTheEvidenceIsUnavailableAndSaysWhatToType() throws Exception {
    EvidenceState state = IdentityEvidence.state(verified());

    assertThat(state.state()).isEqualTo(State.UNAVAILABLE);
    assertThat(state.reason().orElse(""))
        .startsWith("0 of 7 encrypted files opened; 7 not opened: there is no private key at hand")
        .endsWith("name a key file with --keyfile FILE");
  }

  @Test
  void aCheckThatDecryptsNothingSaysSo() throws Exception {
    Fleet read = FleetReader.read(fleet.snapshot(), Configuration.DEFAULT);
    Evidence plain = new Evidence(read, Configuration.DEFAULT, Optional.empty(), Optional.empty());

    assertThat(IdentityEvidence.state(plain).state()).isEqualTo(State.SKIPPED);
    assertThat(findings(plain)).isEmpty();
  }

  @Test
  void aChangedValueIsFoundOnlyByWhoeverCanOpenTheFile() throws Exception {
    String text = text(TOKEN_FILE);
    int at = text.indexOf("data:") + 5;
    char other = text.charAt(at) == 'A' ? 'B' : 'A';
    fleet.file(TOKEN_FILE, text.substring(0, at) + other + text.substring(at + 1));

    assertThat(findings(verified("db01"))).isEmpty();
    assertThat(findings(verified("alice")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("mac-mismatch");
              assertThat(finding.path()).contains(TOKEN_FILE);
              assertThat(finding.subject()).isEqualTo(new Subject(Subject.Type.SECRET, "token"));
              assertThat(finding.evidence()).isEqualTo(EvidenceKind.IDENTITY);
            });
  }

  @Test
  void aMacOfAnotherFileIsFound() throws Exception {
    String mac = "\"mac\": \"[^\"]*\"";
    String foreign = first(mac, text("vars/shared/ca/key/secret"));
    fleet.file(TOKEN_FILE, text(TOKEN_FILE).replaceFirst(mac, Matcher.quoteReplacement(foreign)));

    assertThat(findings(verified("alice")))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("sops.mac"));
  }

  @Test
  void theOneOfTwoRecipientsWhoHoldsAnotherDataKeyIsNamed() throws Exception {
    for (String loser : List.of("alice", "bob")) {
      FleetBuilder other = SoundFleet.builder();
      String stranger = other.build().text(TOKEN_FILE).orElseThrow();
      fleet.file(
          TOKEN_FILE,
          withWrappedKey(
              SoundFleet.builder().build().text(TOKEN_FILE).orElseThrow(),
              fleet.recipient(loser),
              wrappedKey(stranger, fleet.recipient(loser))));

      assertThat(findings(verified("alice", "bob")))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.rule()).isEqualTo("mac-mismatch");
                assertThat(finding.subject().name()).isEqualTo(fleet.recipient(loser));
                assertThat(finding.subject().owner()).contains(loser);
                assertThat(finding.path()).contains(TOKEN_FILE);
                assertThat(finding.message()).contains("another data key");
              });
    }
  }

  @Test
  void anEntryThatItsOwnRecipientCannotOpenIsFound() throws Exception {
    String text = text(TOKEN_FILE);
    fleet.file(
        TOKEN_FILE,
        withWrappedKey(text, fleet.recipient("alice"), wrappedKey(text, fleet.recipient("bob"))));

    assertThat(findings(verified("bob"))).isEmpty();
    Evidence alone = verified("alice");
    assertThat(findings(alone))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("mac-mismatch");
              assertThat(finding.subject().name()).isEqualTo(fleet.recipient("alice"));
            });
    assertThat(reason(alone)).startsWith("6 of 7 ");
  }

  @Test
  void aPrivateKeyThatIsNotTheMachinesIsFound() throws Exception {
    byte[] db01 = fleet.keyFile("db01");
    fleet.file(WEB01_KEY, encrypted(db01));

    assertThat(findings(verified("alice")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("machine-key-mismatch");
              assertThat(finding.path()).contains(WEB01_KEY);
              assertThat(finding.subject()).isEqualTo(new Subject(Subject.Type.MACHINE, "web01"));
              assertThat(finding.message())
                  .contains(fleet.recipient("db01"))
                  .doesNotContain("AGE-SECRET-KEY");
            });
  }

  @Test
  void textInThePlaceOfAMachinesPrivateKeyIsFoundAndNotShown() throws Exception {
    fleet.file(WEB01_KEY, encrypted("hunter2-canary\n".getBytes(UTF_8)));

    assertThat(findings(verified("alice")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("machine-key-mismatch");
              assertThat(finding.message()).contains("no age key").doesNotContain("canary");
            });
  }

  /** Every byte of every value, tag, initialisation vector and MAC, and of a value in clear. */
  @Test
  void noByteOfAnEncryptedFileCanBeFlippedUnnoticed() throws Exception {
    FleetBuilder small =
        FleetBuilder.seeded(3)
            .user("alice")
            .user("bob")
            .secretText(FleetBuilder.plain("token"), "hunter2", "alice", "bob")
            .anchor("alice")
            .anchor("bob")
            .rule("^secrets/", "alice", "bob");
    String clear = "visible_unencrypted: port8080";
    small.file(
        "secrets/app.yaml",
        SopsDocument.encrypt(
                Format.YAML,
                ("password: pass\nnumber: 42\n" + clear + "\n").getBytes(UTF_8),
                EncryptionSettings.to(List.of(small.recipient("alice"), small.recipient("bob"))))
            .text());
    FleetTree tree = small.build();
    Path keyFile = directory.resolve("alice.txt");
    Files.write(keyFile, small.keyFile("alice"));
    Environment nothing = new Environment(Map.of(), Optional.empty(), false);
    List<String> unnoticed = new ArrayList<>();
    int flipped = 0;
    try (LoadedIdentities identities =
        new IdentitySources(nothing, Prompt.NOBODY).load(keyFile.toString())) {
      assertThat(found(tree.snapshot(), identities)).isEmpty();
      for (String path : List.of(TOKEN_FILE, "secrets/app.yaml")) {
        byte[] content = tree.content(path).orElseThrow();
        Matcher guarded =
            Pattern.compile("ENC\\[[^\\]]*\\]|port8080").matcher(new String(content, UTF_8));
        while (guarded.find()) {
          for (int i = guarded.start(); i < guarded.end(); i++) {
            byte[] changed = content.clone();
            changed[i] ^= 1;
            flipped++;
            small.file(path, changed);
            if (!found(small.snapshot(), identities).contains(path)) {
              unnoticed.add(path + " at " + i + " in " + guarded.group());
            }
          }
        }
        small.file(path, content);
      }
    }

    assertThat(unnoticed).isEmpty();
    assertThat(flipped).isGreaterThan(800);
  }

  /** The files that errors are about. */
  private static List<String> found(Snapshot snapshot, LoadedIdentities identities)
      throws Exception {
    Fleet read = FleetReader.read(snapshot, Configuration.DEFAULT);
    Evidence evidence =
        new Evidence(read, Configuration.DEFAULT, Optional.empty(), Optional.empty())
            .with(FleetProver.prove(snapshot, read, identities));
    return findings(evidence).stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .map(finding -> finding.path().orElse(""))
        .toList();
  }

  private String text(String path) {
    return fleet.build().text(path).orElseThrow();
  }

  private byte[] encrypted(byte[] plaintext) throws Exception {
    List<String> readers = List.of(fleet.recipient("alice"), fleet.recipient("bob"));
    return SopsDocument.encrypt(Format.BINARY, plaintext, EncryptionSettings.to(readers)).text();
  }

  /** The wrapped data key of a recipient as it stands in the file. */
  private static String wrappedKey(String text, String recipient) {
    Matcher matcher = entry(recipient).matcher(text);
    assertThat(matcher.find()).isTrue();
    return matcher.group(2);
  }

  private static String withWrappedKey(String text, String recipient, String wrapped) {
    Matcher matcher = entry(recipient).matcher(text);
    assertThat(matcher.find()).isTrue();
    return text.substring(0, matcher.start(2)) + wrapped + text.substring(matcher.end(2));
  }

  private static Pattern entry(String recipient) {
    return Pattern.compile("(\"enc\": )(\"[^\"]*\")(,\\s*\"recipient\": \"" + recipient + "\")");
  }

  private static String first(String expression, String text) {
    Matcher matcher = Pattern.compile(expression).matcher(text);
    assertThat(matcher.find()).isTrue();
    return matcher.group();
  }
}
