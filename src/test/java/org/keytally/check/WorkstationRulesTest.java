package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.keytally.clan.AgeStore;
import org.keytally.clan.Fleet;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Machines;
import org.keytally.clan.MemberKind;
import org.keytally.clan.PublishedKey;
import org.keytally.config.Configuration;
import org.keytally.config.Configuration.Person;
import org.keytally.config.Severity;
import org.keytally.sops.Anchor;
import org.keytally.sops.SopsConfig;
import org.keytally.source.KeyFile;
import org.keytally.source.KeyFile.Entry;
import org.keytally.source.KeyFile.Origin;
import org.keytally.source.KeyFile.Problem;
import org.keytally.source.KeyFile.RecipientComment;
import org.keytally.source.Workstation;

class WorkstationRulesTest {

  private static final String DEFAULT = "~/.config/sops/age/keys.txt";
  private static final String ALICE = "age1alice";
  private static final String BOB = "age1bob";
  private static final String STRANGER = "age1stranger";

  private final SortedMap<String, KeyHolder> users = new TreeMap<>();
  private final List<Anchor> anchors = new ArrayList<>();
  private final List<KeyFile> keyFiles = new ArrayList<>();
  private Configuration configuration = Configuration.DEFAULT;

  WorkstationRulesTest() {
    user("alice", ALICE);
    user("bob", BOB);
  }

  @Test
  void aKeyFileOfAnotherProjectIsNoFindingInAPlainCheck() {
    keyFiles.add(holding(Origin.DEFAULT_FILE, DEFAULT, STRANGER));

    assertThat(all(plain())).isEmpty();
    assertThat(WorkstationEvidence.unavailable(evidence(plain())))
        .contains("no identity at hand is a registered user's");
  }

  @Test
  void noKeyFileIsNoFindingInAPlainCheck() {
    keyFiles.add(absent(Origin.DEFAULT_FILE, DEFAULT));

    assertThat(all(plain())).isEmpty();
    assertThat(WorkstationEvidence.unavailable(evidence(plain()))).contains("there is no key file");
  }

  @Test
  void aRegisteredKeyMakesTheEvidenceAvailableAndIsNoFinding() {
    keyFiles.add(holding(Origin.DEFAULT_FILE, DEFAULT, STRANGER, ALICE));

    assertThat(all(plain())).isEmpty();
    assertThat(all(plain().demandedFor(Optional.of("alice")))).isEmpty();
    assertThat(WorkstationEvidence.unavailable(evidence(plain()))).isEmpty();
  }

  @Test
  void aKeyFileWithoutTheUsersKeyIsAnErrorWhenItIsAskedFor() {
    keyFiles.add(holding(Origin.DEFAULT_FILE, DEFAULT, STRANGER));

    Finding finding = only(plain().demandedFor(Optional.of("alice")));

    assertThat(finding.rule()).isEqualTo("keyfile-without-user-key");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.evidence()).isEqualTo(EvidenceKind.WORKSTATION);
    assertThat(finding.path()).isEmpty();
    assertThat(finding.subject()).isEqualTo(new Subject(Subject.Type.PERSON, "alice"));
    assertThat(finding.message())
        .startsWith("The identity in " + DEFAULT + " is not a key of alice");
    assertThat(finding.fix().orElse("")).contains("users add-key alice --age-key " + STRANGER);
  }

  @Test
  void theKeyOfAnotherUserIsNotThatOfTheOneAskedFor() {
    keyFiles.add(holding(Origin.DEFAULT_FILE, DEFAULT, BOB));

    assertThat(only(plain().demandedFor(Optional.of("alice"))).rule())
        .isEqualTo("keyfile-without-user-key");
    assertThat(all(plain().demandedFor(Optional.empty()))).isEmpty();
  }

  @Test
  void aMissingKeyFileIsAnErrorWhenItIsAskedFor() {
    keyFiles.add(absent(Origin.DEFAULT_FILE, DEFAULT));

    Finding finding = only(plain().demandedFor(Optional.empty()));

    assertThat(finding.rule()).isEqualTo("keyfile-without-user-key");
    assertThat(finding.message()).contains("there is no " + DEFAULT);
    assertThat(finding.subject()).isEqualTo(new Subject(Subject.Type.KEYFILE, DEFAULT));
  }

  @Test
  void aNamedKeyFileThatCannotBeReadSaysWhy() {
    keyFiles.add(
        with(
            absent(Origin.OPTION, "/tmp/keys"),
            new Problem(Problem.Kind.UNREADABLE, 0, "does not exist")));

    assertThat(only(plain().demandedFor(Optional.empty())).message())
        .contains("/tmp/keys does not exist");
  }

  @Test
  void aPassphraseHidesWhetherTheKeyIsThere() {
    keyFiles.add(
        with(
            holding(Origin.DEFAULT_FILE, DEFAULT),
            new Problem(Problem.Kind.ENCRYPTED, 0, "is encrypted")));

    assertThat(all(plain().demandedFor(Optional.of("alice")))).isEmpty();
    assertThat(WorkstationEvidence.unavailable(evidence(plain())))
        .contains("the key file is protected by a passphrase");
  }

  @Test
  void aConfiguredPersonIsKnownByAnyOfItsUsersAndAnchors() {
    configuration = people(person("al", List.of("alice"), List.of("al-tier2")));
    anchors.add(new Anchor("al-tier2", "age1anchor", 2, true));
    keyFiles.add(holding(Origin.DEFAULT_FILE, DEFAULT, "age1anchor"));

    assertThat(all(plain().demandedFor(Optional.of("al")))).isEmpty();
    assertThat(all(plain().demandedFor(Optional.of("alice"))))
        .extracting(Finding::rule)
        .containsExactly("keyfile-without-user-key");
  }

  @Test
  void anAnchorCountsWhereThereAreNoClanUsers() {
    users.clear();
    anchors.add(new Anchor("dev", STRANGER, 2, true));
    keyFiles.add(holding(Origin.DEFAULT_FILE, DEFAULT, STRANGER));

    assertThat(all(plain().demandedFor(Optional.empty()))).isEmpty();
  }

  @Test
  void anSshKeyThatSopsUsesCountsWithoutItsComment() {
    user("carol", "ssh-ed25519 AAAA carol@host");
    keyFiles.add(holding(Origin.SSH_DEFAULT_FILE, "~/.ssh/id_ed25519", "ssh-ed25519 AAAA"));

    assertThat(all(plain().demandedFor(Optional.of("carol")))).isEmpty();
  }

  @Test
  void keysOfSeveralPersonsAreAmbiguous() {
    keyFiles.add(holding(Origin.DEFAULT_FILE, DEFAULT, ALICE, BOB));

    Finding finding = only(plain());

    assertThat(finding.rule()).isEqualTo("keyfile-ambiguous");
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.message()).contains("keys of alice and bob");
  }

  @Test
  void keysOfTwoUsersOfOnePersonAreNotAmbiguous() {
    configuration = people(person("alice", List.of("alice", "bob"), List.of()));
    keyFiles.add(holding(Origin.DEFAULT_FILE, DEFAULT, ALICE, BOB));

    assertThat(all(plain())).isEmpty();
  }

  @Test
  void aKeyThatTwoUsersShareIsNotTheKeyFilesFault() {
    user("eve", ALICE);
    keyFiles.add(holding(Origin.DEFAULT_FILE, DEFAULT, ALICE));

    assertThat(all(plain())).isEmpty();
  }

  @Test
  void aCommentThatLiesAboutTheKeyIsAnError() {
    keyFiles.add(commented(DEFAULT, ALICE, 2, new RecipientComment(STRANGER, 1, 2)));

    Finding finding = only(plain());

    assertThat(finding.rule()).isEqualTo("keyfile-comment-mismatch");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.subject().name()).isEqualTo(STRANGER);
    assertThat(finding.message()).startsWith("In " + DEFAULT + ", line 1 names").contains("line 2");
    assertThat(finding.fix().orElse("")).endsWith("# public key: " + ALICE);
  }

  @Test
  void aCommentThatNamesTheUserOverAForeignKeyIsFoundInAPlainCheck() {
    keyFiles.add(commented(DEFAULT, STRANGER, 2, new RecipientComment(ALICE, 1, 2)));

    Finding finding = only(plain());

    assertThat(finding.rule()).isEqualTo("keyfile-comment-mismatch");
    assertThat(finding.subject().owner()).contains("alice");
  }

  @Test
  void aCommentWithoutAPrivateKeyIsAWarning() {
    keyFiles.add(commented(DEFAULT, ALICE, 1, new RecipientComment(STRANGER, 3, 0)));

    assertThat(only(plain()).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aFurtherKeyBesideATrueCommentIsAWarning() {
    keyFiles.add(
        commented(
            DEFAULT,
            ALICE,
            3,
            new RecipientComment("ssh-ed25519 AAAA", 1, 3),
            new RecipientComment(ALICE, 2, 3)));

    Finding finding = only(plain());

    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.subject().name()).isEqualTo("ssh-ed25519 AAAA");
  }

  @Test
  void aCommentOfAKeyThatAnotherSourceHoldsIsNoFinding() {
    keyFiles.add(commented(DEFAULT, ALICE, 1, new RecipientComment("ssh-ed25519 AAAA", 3, 0)));
    keyFiles.add(holding(Origin.SSH_DEFAULT_FILE, "~/.ssh/id_ed25519", "ssh-ed25519 AAAA"));

    assertThat(all(plain())).isEmpty();
  }

  @Test
  void commentsThatAreMixedUpAreWarnings() {
    keyFiles.add(
        new KeyFile(
            Origin.DEFAULT_FILE,
            DEFAULT,
            true,
            List.of(
                new Entry(Optional.of(ALICE), false, 2),
                new Entry(Optional.of(STRANGER), false, 4)),
            List.of(new RecipientComment(STRANGER, 1, 2), new RecipientComment(ALICE, 3, 4)),
            List.of()));

    assertThat(all(plain()))
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(
            tuple("keyfile-comment-mismatch", Severity.WARNING),
            tuple("keyfile-comment-mismatch", Severity.WARNING));
  }

  @Test
  void aTrueCommentIsNoFinding() {
    keyFiles.add(commented(DEFAULT, ALICE, 2, new RecipientComment(ALICE, 1, 2)));

    assertThat(all(plain())).isEmpty();
  }

  @Test
  void aPluginIdentityWithoutRecipientIsAnError() {
    keyFiles.add(
        with(
            holding(Origin.DEFAULT_FILE, DEFAULT, ALICE),
            new Problem(Problem.Kind.PLUGIN_WITHOUT_RECIPIENT, 4, "has no recipient")));

    Finding finding = only(plain());

    assertThat(finding.rule()).isEqualTo("keyfile-plugin-without-recipient");
    assertThat(finding.message()).contains("line 4 of " + DEFAULT);
  }

  @Test
  void aKeyFileOpenToOthersIsAWarning() {
    keyFiles.add(
        with(
            holding(Origin.DEFAULT_FILE, DEFAULT, ALICE),
            new Problem(Problem.Kind.PERMISSIONS, 0, "may be read by others")));

    Finding finding = only(plain());

    assertThat(finding.rule()).isEqualTo("keyfile-permissions");
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.message()).startsWith(DEFAULT + " may be read by others");
  }

  @Test
  void aBadLineIsAnErrorAndWindowsLinesAreAnInfo() {
    keyFiles.add(
        with(
            with(
                holding(Origin.DEFAULT_FILE, DEFAULT, ALICE),
                new Problem(Problem.Kind.BAD_LINE, 2, "begins with a blank")),
            new Problem(Problem.Kind.WINDOWS_LINES, 0, "has Windows line ends")));

    assertThat(all(plain()))
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(
            tuple("keyfile-malformed", Severity.ERROR), tuple("keyfile-malformed", Severity.INFO));
  }

  @Test
  void aVariableThatHidesTheUsersKeyIsAWarning() {
    keyFiles.add(holding(Origin.SOPS_AGE_KEY, "SOPS_AGE_KEY", STRANGER));
    keyFiles.add(holding(Origin.DEFAULT_FILE, DEFAULT, ALICE));

    Finding finding = only(plain());

    assertThat(finding.rule()).isEqualTo("keyfile-hidden");
    assertThat(finding.message()).startsWith("SOPS_AGE_KEY hides " + DEFAULT);
  }

  @Test
  void aVariableWithTheUsersKeyHidesNothing() {
    keyFiles.add(holding(Origin.SOPS_AGE_KEY, "SOPS_AGE_KEY", ALICE));
    keyFiles.add(holding(Origin.DEFAULT_FILE, DEFAULT, ALICE, STRANGER));

    assertThat(all(plain())).isEmpty();
  }

  @Test
  void aKeyFileWhereNobodyLooksIsAWarning() {
    keyFiles.add(absent(Origin.DEFAULT_FILE, "~/Library/Application Support/sops/age/keys.txt"));
    keyFiles.add(holding(Origin.UNUSED_FILE, DEFAULT, ALICE));

    Finding finding = only(plain());

    assertThat(finding.rule()).isEqualTo("keyfile-unused-path");
    assertThat(finding.fix().orElse("")).contains("Application Support");
  }

  @Test
  void aCopyOfTheKeyFileWhereNobodyLooksIsNoFinding() {
    keyFiles.add(holding(Origin.DEFAULT_FILE, "~/other/keys.txt", ALICE));
    keyFiles.add(holding(Origin.UNUSED_FILE, DEFAULT, ALICE));

    assertThat(all(plain())).isEmpty();
  }

  private Workstation plain() {
    return new Workstation(keyFiles);
  }

  private Finding only(Workstation workstation) {
    List<Finding> findings = all(workstation);
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  private List<Finding> all(Workstation workstation) {
    List<Rule> rules =
        List.of(
            new KeyfileWithoutUserKey(),
            new KeyfileAmbiguous(),
            new KeyfileCommentMismatch(),
            new KeyfilePluginWithoutRecipient(),
            new KeyfilePermissions(),
            new KeyfileHidden(),
            new KeyfileUnusedPath(),
            new KeyfileMalformed());
    List<Finding> found = new ArrayList<>();
    for (Rule rule : rules) {
      Findings findings = new Findings(rule.description(), rule.description().severity());
      rule.check(evidence(workstation), findings);
      found.addAll(findings.all());
    }
    return found;
  }

  private Evidence evidence(Workstation workstation) {
    Fleet fleet =
        new Fleet(
            Optional.of(""),
            users,
            new TreeMap<>(),
            new TreeMap<>(),
            new Machines(Set.of(), Set.of(), Set.of()),
            List.of(),
            List.of(),
            List.of(new SopsConfig(".sops.yaml", anchors, List.of(), List.of())),
            List.of(),
            new TreeMap<>(),
            AgeStore.EMPTY,
            List.of(),
            Optional.empty(),
            List.of());
    return new Evidence(fleet, configuration, Optional.empty(), Optional.of(workstation));
  }

  private void user(String name, String key) {
    users.put(
        name,
        new KeyHolder(
            MemberKind.USERS,
            name,
            "sops/users/" + name + "/key.json",
            List.of(new PublishedKey(key, "age", Optional.empty(), 1)),
            List.of()));
  }

  private static Configuration people(Person person) {
    return new Configuration(
        Optional.empty(),
        Optional.empty(),
        Map.of(person.name(), person),
        Set.of(),
        Set.of(),
        Map.of(),
        List.of(),
        List.of());
  }

  private static Person person(String name, List<String> users, List<String> anchors) {
    return new Person(name, users, anchors, Optional.empty(), Optional.empty(), 1);
  }

  private static KeyFile absent(Origin origin, String location) {
    return new KeyFile(origin, location, false, List.of(), List.of(), List.of());
  }

  private static KeyFile holding(Origin origin, String location, String... recipients) {
    List<Entry> entries = new ArrayList<>();
    for (String recipient : recipients) {
      entries.add(new Entry(Optional.of(recipient), false, entries.size() + 1));
    }
    return new KeyFile(origin, location, true, entries, List.of(), List.of());
  }

  private static KeyFile commented(
      String location, String recipient, int line, RecipientComment... comments) {
    return new KeyFile(
        Origin.DEFAULT_FILE,
        location,
        true,
        List.of(new Entry(Optional.of(recipient), false, line)),
        List.of(comments),
        List.of());
  }

  private static KeyFile with(KeyFile keyFile, Problem problem) {
    List<Problem> problems = new ArrayList<>(keyFile.problems());
    problems.add(problem);
    return new KeyFile(
        keyFile.origin(),
        keyFile.location(),
        keyFile.present(),
        keyFile.entries(),
        keyFile.recipientComments(),
        problems);
  }
}
