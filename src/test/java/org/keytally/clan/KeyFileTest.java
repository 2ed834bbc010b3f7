package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.keytally.clan.FleetReaderTest.ALICE;
import static org.keytally.clan.FleetReaderTest.WEB;
import static org.keytally.clan.Tree.named;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.keytally.clan.Problem.Kind;

class KeyFileTest {

  private static final String PATH = "sops/users/alice/key.json";
  private static final String FINGERPRINT = "0123456789ABCDEF0123456789ABCDEF01234567";
  private static final String IDENTITY =
      "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

  private static KeyHolder alice(String keyFile) {
    return named(new Tree().file(PATH, keyFile).fleet().users(), "alice");
  }

  private static List<Kind> kinds(KeyHolder holder) {
    return holder.problems().stream().map(Problem::kind).toList();
  }

  private static String key(String publickey) {
    return "{\"publickey\": \"" + publickey + "\", \"type\": \"age\"}";
  }

  @Test
  void aListOfKeysIsReadWithLines() {
    KeyHolder alice = alice("[\n" + key(ALICE) + ",\n" + key(WEB) + "\n]");
    assertThat(alice.problems()).isEmpty();
    assertThat(alice.keys())
        .extracting(PublishedKey::text, PublishedKey::type, PublishedKey::line)
        .containsExactly(tuple(ALICE, "age", 2), tuple(WEB, "age", 3));
    assertThat(alice.keys()).allSatisfy(key -> assertThat(key.recipient()).isPresent());
  }

  @Test
  void theOldFormWithOneObjectIsReadAndSaidToBeOld() {
    KeyHolder alice = alice(key(ALICE));
    assertThat(alice.keys()).extracting(PublishedKey::text).containsExactly(ALICE);
    assertThat(kinds(alice)).containsExactly(Kind.KEY_FILE_OBJECT_FORM);
  }

  @Test
  void whatClanPrintsOfAUserIsAcceptedWhenPasted() {
    KeyHolder alice =
        alice(
            "[{\"publickey\":\""
                + ALICE
                + "\",\"type\":\"AGE\",\"username\":\"a\",\"source\":\"x\"}]");
    assertThat(alice.problems()).isEmpty();
    assertThat(alice.keys()).extracting(PublishedKey::type).containsExactly("age");
  }

  @Test
  void aFolderWithoutKeyFileIsAHolderWithoutKeys() {
    KeyHolder bob = named(new Tree().file("sops/users/bob/notes.txt", "hi").fleet().users(), "bob");
    assertThat(bob.keys()).isEmpty();
    assertThat(kinds(bob)).containsExactlyInAnyOrder(Kind.KEY_FILE_MISSING, Kind.STRAY_ENTRY);
  }

  @Test
  void conflictMarkersAreNamedWithTheirLine() {
    KeyHolder alice =
        alice("[\n<<<<<<< HEAD\n" + key(ALICE) + "\n=======\n" + key(WEB) + "\n>>>>>>> b\n]");
    assertThat(alice.problems())
        .extracting(Problem::kind, Problem::line)
        .containsExactly(tuple(Kind.KEY_FILE_UNPARSABLE, 2));
  }

  @Test
  void whatIsNotJsonIsUnparsable() {
    for (String text :
        List.of("", "age1", "[" + key(ALICE), "[" + key(ALICE) + "] x", "{\"publickey\": }")) {
      assertThat(kinds(alice(text))).as(text).contains(Kind.KEY_FILE_UNPARSABLE);
    }
  }

  @Test
  void aByteOrderMarkIsRefusedAsClanRefusesIt() {
    assertThat(kinds(alice("\uFEFF[" + key(ALICE) + "]")))
        .containsExactly(Kind.KEY_FILE_UNPARSABLE);
  }

  @Test
  void keysBeforeABrokenPlaceAreKept() {
    assertThat(alice("[" + key(ALICE) + ", {").keys())
        .extracting(PublishedKey::text)
        .containsExactly(ALICE);
  }

  @Test
  void anotherShapeThanAListOfObjectsIsAProblemAndTheRestIsRead() {
    assertThat(kinds(alice("\"" + ALICE + "\""))).containsExactly(Kind.KEY_FILE_SHAPE);
    KeyHolder alice =
        alice("[\"x\", [[1]], " + key(ALICE) + ", {\"type\":\"age\"}, " + key("") + "]");
    assertThat(kinds(alice))
        .containsExactly(
            Kind.KEY_FILE_SHAPE, Kind.KEY_FILE_SHAPE, Kind.KEY_FILE_SHAPE, Kind.KEY_FILE_SHAPE);
    assertThat(alice.keys()).extracting(PublishedKey::text).containsExactly(ALICE);
  }

  @Test
  void aPublicKeyThatIsNoTextIsAProblem() {
    assertThat(kinds(alice("[{\"publickey\": [\"a\"], \"type\": \"age\"}]")))
        .containsExactly(Kind.KEY_FILE_SHAPE);
  }

  @Test
  void aMemberThatStandsTwiceIsAProblem() {
    KeyHolder alice =
        alice("[{\"publickey\":\"x\",\"publickey\":\"" + ALICE + "\",\"type\":\"age\"}]");
    assertThat(kinds(alice)).containsExactly(Kind.KEY_FILE_SHAPE);
    assertThat(alice.keys()).extracting(PublishedKey::text).containsExactly(ALICE);
  }

  @Test
  void aKeyWithoutTypeIsToldItsType() {
    KeyHolder alice = alice("[{\"publickey\": \"" + ALICE + "\"}]");
    assertThat(kinds(alice)).containsExactly(Kind.KEY_TYPE);
    assertThat(alice.problems().get(0).message()).contains("by its form it is age");
    assertThat(alice.keys()).hasSize(1);
  }

  @Test
  void anUnknownTypeIsAProblem() {
    assertThat(kinds(alice("[{\"publickey\":\"" + ALICE + "\",\"type\":\"gpg\"}]")))
        .containsExactly(Kind.KEY_TYPE);
    assertThat(kinds(alice("[{\"publickey\":\"" + FINGERPRINT + "\",\"type\":7}]")))
        .containsExactly(Kind.KEY_TYPE);
  }

  @Test
  void aMistypedKeyIsMalformed() {
    String mistyped = ALICE.substring(0, ALICE.length() - 1) + "q";
    assertThat(kinds(alice("[" + key(mistyped) + "]"))).containsExactly(Kind.KEY_MALFORMED);
    assertThat(kinds(alice("[" + key("hello") + "]"))).containsExactly(Kind.KEY_MALFORMED);
    assertThat(kinds(alice("[" + key("ssh-ed25519 AAAA") + "]")))
        .containsExactly(Kind.KEY_MALFORMED);
  }

  @Test
  void anotherSpellingThanSopsUsesIsAProblem() {
    assertThat(kinds(alice("[" + key(ALICE + " ") + "]"))).containsExactly(Kind.KEY_SPELLING);
    assertThat(kinds(alice("[" + key(ALICE + "," + WEB) + "]"))).containsExactly(Kind.KEY_SPELLING);
    assertThat(kinds(alice("[" + key(ALICE + "\\n") + "]"))).containsExactly(Kind.KEY_SPELLING);
    String lower = FINGERPRINT.toLowerCase(java.util.Locale.ROOT);
    assertThat(kinds(alice("[{\"publickey\":\"" + lower + "\",\"type\":\"pgp\"}]")))
        .containsExactly(Kind.KEY_SPELLING);
    assertThat(
            kinds(
                alice(
                    "[{\"publickey\":\"0123 "
                        + FINGERPRINT.substring(4)
                        + "\",\"type\":\"pgp\"}]")))
        .containsExactly(Kind.KEY_SPELLING);
  }

  @Test
  void aKeyOfTheOtherTypesFormIsMalformed() {
    assertThat(kinds(alice("[" + key(FINGERPRINT) + "]"))).containsExactly(Kind.KEY_MALFORMED);
    assertThat(kinds(alice("[{\"publickey\":\"" + ALICE + "\",\"type\":\"pgp\"}]")))
        .containsExactly(Kind.KEY_MALFORMED);
    assertThat(kinds(alice("[{\"publickey\":\"ABCD\",\"type\":\"pgp\"}]")))
        .containsExactly(Kind.KEY_MALFORMED);
  }

  @Test
  void aFingerprintIsRead() {
    KeyHolder alice = alice("[{\"publickey\":\"" + FINGERPRINT + "\",\"type\":\"pgp\"}]");
    assertThat(alice.problems()).isEmpty();
    assertThat(alice.keys()).extracting(PublishedKey::text).containsExactly(FINGERPRINT);
  }

  @Test
  void aPrivateKeyAsPublicKeyIsAProblemAndIsNotKept() {
    KeyHolder alice = alice("[\n" + key(IDENTITY) + ",\n" + key(ALICE) + "]");
    assertThat(alice.problems())
        .extracting(Problem::kind, Problem::line)
        .containsExactly(tuple(Kind.PRIVATE_KEY, 2));
    assertThat(alice.toString()).doesNotContain("GFPYYSJZ");
    assertThat(alice.keys()).extracting(PublishedKey::text).containsExactly(ALICE);
  }

  @Test
  void aTruncatedPrivateKeyAsPublicKeyIsAProblemToo() {
    KeyHolder alice = alice("[" + key("age-secret-key-1gfpyysjz") + "]");
    assertThat(kinds(alice)).containsExactly(Kind.PRIVATE_KEY);
    assertThat(alice.keys()).isEmpty();
  }

  @Test
  void aPrivateKeyInsteadOfJsonIsNeverQuoted() {
    KeyHolder alice = alice(IDENTITY);
    assertThat(kinds(alice)).containsExactly(Kind.PRIVATE_KEY, Kind.KEY_FILE_UNPARSABLE);
    assertThat(alice.toString()).doesNotContain("GFPYYSJZ");
  }

  @Test
  void aPrivateKeyBesideAKeyFileIsAProblemOfTheHolder() {
    Fleet fleet =
        new Tree().user("alice", ALICE).file("sops/users/alice/keys.txt", "#\n" + IDENTITY).fleet();
    assertThat(named(fleet.users(), "alice").problems())
        .extracting(Problem::kind, Problem::path, Problem::line)
        .containsExactlyInAnyOrder(
            tuple(Kind.PRIVATE_KEY, "sops/users/alice/keys.txt", 2),
            tuple(Kind.STRAY_ENTRY, "sops/users/alice/keys.txt", 0));
    assertThat(fleet.privateKeys()).isEmpty();
  }

  @Test
  void anEmptyListIsAProblem() {
    assertThat(kinds(alice("[]"))).containsExactly(Kind.KEY_LIST_EMPTY);
  }

  @Test
  void theSameKeyTwiceIsAProblem() {
    KeyHolder alice = alice("[" + key(ALICE) + "," + key(ALICE) + "]");
    assertThat(kinds(alice)).containsExactly(Kind.KEY_TWICE);
    assertThat(alice.keys()).hasSize(2);
  }

  @Test
  void aMemberThatClanDoesNotKnowIsSaid() {
    assertThat(
            kinds(alice("[{\"publickey\":\"" + ALICE + "\",\"type\":\"age\",\"note\":{\"a\":1}}]")))
        .containsExactly(Kind.KEY_FILE_MEMBER);
  }

  @Test
  void namesThatClanRefusesAreProblemsButStillHolders() {
    Tree tree =
        new Tree()
            .user("Alice", ALICE)
            .user("alice", WEB)
            .machine("web_1", ALICE)
            .user("e\nvil", ALICE)
            .user("a".repeat(33), ALICE);
    Fleet fleet = tree.fleet();
    assertThat(kinds(named(fleet.users(), "Alice"))).containsExactly(Kind.INVALID_NAME);
    assertThat(kinds(named(fleet.users(), "alice"))).containsExactly(Kind.NAMES_DIFFER_IN_CASE);
    assertThat(kinds(named(fleet.keyedMachines(), "web_1"))).containsExactly(Kind.INVALID_NAME);
    assertThat(kinds(named(fleet.users(), "e\nvil"))).containsExactly(Kind.INVALID_NAME);
    assertThat(kinds(named(fleet.users(), "a".repeat(33)))).containsExactly(Kind.INVALID_NAME);
  }

  @Test
  void aLinkNamedLikeItsFolderIsAStrayEntry() {
    Tree tree =
        new Tree()
            .machine("web", WEB)
            .link("sops/machines/web/web", "/nix/store/somewhere")
            .link("sops/machines/other", "web");
    Fleet fleet = tree.fleet();
    assertThat(named(fleet.keyedMachines(), "web").problems())
        .extracting(Problem::kind, Problem::path)
        .containsExactly(tuple(Kind.STRAY_ENTRY, "sops/machines/web/web"));
    assertThat(fleet.problems())
        .extracting(Problem::kind, Problem::path)
        .containsExactly(tuple(Kind.STRAY_ENTRY, "sops/machines/other"));
    assertThat(fleet.keyedMachines()).containsOnlyKeys("web");
  }

  @Test
  void aKeyFileThatLinksToAnotherIsFollowedAsClanDoes() {
    Tree tree = new Tree().user("alice", ALICE).link("sops/users/al/key.json", "../alice/key.json");
    KeyHolder al = named(tree.fleet().users(), "al");
    assertThat(al.keys()).extracting(PublishedKey::text).containsExactly(ALICE);
    assertThat(kinds(al)).containsExactly(Kind.STRAY_ENTRY);
    KeyHolder lost =
        named(new Tree().link("sops/users/al/key.json", "../../x").fleet().users(), "al");
    assertThat(kinds(lost)).containsExactly(Kind.KEY_FILE_UNPARSABLE);
  }

  @Test
  void aHugeKeyFileIsNotRead() {
    assertThat(kinds(alice("[" + " ".repeat(2 << 20) + "]"))).containsExactly(Kind.UNREADABLE);
    assertThat(kinds(alice(" ".repeat((int) Contents.LIMIT + 1)))).containsExactly(Kind.UNREADABLE);
  }

  @Test
  void deepNestingIsUnparsable() {
    assertThat(kinds(alice("[".repeat(100_000)))).contains(Kind.KEY_FILE_UNPARSABLE);
    assertThat(kinds(alice("[{\"x\":" + "[".repeat(100_000)))).contains(Kind.KEY_FILE_UNPARSABLE);
  }
}
