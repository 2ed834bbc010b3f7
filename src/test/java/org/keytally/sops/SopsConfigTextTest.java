package org.keytally.sops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SopsConfigTextTest {

  private static final String ALICE =
      "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq";
  private static final String BOB =
      "age1qgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqm84xrl";
  private static final String NEXT =
      "age1qvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxwgzug";

  private static final String LISTS =
      """
      # Who reads what. \uD83D\uDD11
      keys:
        - &alice ALICE   # at home
        - &bob "BOB"
      creation_rules:
        - path_regex: ^a/
          key_groups:
            - age:
                - *alice
                - *bob # too
        - path_regex: ^b/
          age: *alice
        - path_regex: ^c/
          age: [*alice, *bob]
        - path_regex: ^d/
          age: >-
            ALICE,
            BOB
        - path_regex: ^e/
          age: ALICE
      """
          .replace("ALICE", ALICE)
          .replace("BOB", BOB);

  private static SopsConfigText text(String text) throws SopsException {
    return SopsConfigText.of(text.getBytes(UTF_8));
  }

  private static String string(SopsConfigText text) {
    return new String(text.bytes(), UTF_8);
  }

  private static List<List<String>> keys(SopsConfigText text) {
    SopsConfig config = SopsConfigReader.read(".sops.yaml", text.bytes());
    assertThat(config.problems()).isEmpty();
    List<List<String>> rules = new ArrayList<>();
    for (CreationRule rule : config.rules()) {
      List<String> keys = new ArrayList<>();
      rule.groups().forEach(group -> group.forEach(key -> keys.add(key.identifier())));
      rules.add(keys);
    }
    return rules;
  }

  @Test
  void aKeyIsPutBesideAnotherWhereverThatStands() throws Exception {
    SopsConfigText both = text(LISTS).withKeyBeside(ALICE, NEXT, "alice-next");
    assertThat(keys(both))
        .containsExactly(
            List.of(ALICE, NEXT, BOB),
            List.of(ALICE, NEXT),
            List.of(ALICE, NEXT, BOB),
            List.of(ALICE, NEXT, BOB),
            List.of(ALICE, NEXT));
    assertThat(string(both))
        .contains("  - &alice " + ALICE + "   # at home\n  - &alice-next " + NEXT + "\n  - &bob")
        .contains("          - *alice\n          - *alice-next\n          - *bob # too\n")
        .contains("age: [*alice, *alice-next]\n")
        .contains("age: [*alice, *alice-next, *bob]\n")
        .startsWith("# Who reads what. \uD83D\uDD11\n");
  }

  @Test
  void theNewKeyTakesThePlaceOfTheOld() throws Exception {
    SopsConfigText both = text(LISTS).withKeyBeside(ALICE, NEXT, "alice-next");
    SopsConfigText dropped = both.withoutAnchor("alice-next").withAnchorValue("alice", NEXT);
    assertThat(string(dropped)).contains("  - &alice " + NEXT + "   # at home\n  - &bob");
    SopsConfigText replaced = text(LISTS).withKeyReplaced(ALICE, NEXT);
    assertThat(string(replaced)).isEqualTo(LISTS.replace(ALICE, NEXT));
  }

  @Test
  void anAnchorGoesWithItsAliases() throws Exception {
    String without = string(text(LISTS).withoutAnchor("bob"));
    assertThat(without)
        .isEqualTo(
            LISTS
                .replace("  - &bob \"" + BOB + "\"\n", "")
                .replace("          - *bob # too\n", "")
                .replace("[*alice, *bob]", "[*alice]"));
    assertThatThrownBy(() -> text(LISTS).withoutAnchor("alice"))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining("line 12");
  }

  @Test
  void aListIsNeverLeftEmpty() {
    String one = "keys:\n  - &alice " + ALICE + "\n";
    assertThatThrownBy(() -> text(one).withoutAnchor("alice"))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining("line 2");
  }

  @Test
  void anAnchorIsAddedAndUsedInSomeRulesOnly() throws Exception {
    SopsConfigText added =
        text(LISTS).withAnchorAfter("bob", "carol", NEXT).withAliasBeside(Map.of(11, BOB), "carol");
    assertThat(string(added)).contains("          - *bob # too\n          - *carol\n");
    assertThat(keys(added).get(0)).containsExactly(ALICE, BOB, NEXT);
    assertThat(keys(added).get(2)).containsExactly(ALICE, BOB);
  }

  @Test
  void anchorsInFieldsGetAFieldBesideThem() throws Exception {
    String fields =
        """
        keys:
          people:
            alice: &alice ALICE
        creation_rules:
          - age:
            - *alice
        """
            .replace("ALICE", ALICE);
    assertThat(string(text(fields).withKeyBeside(ALICE, NEXT, "alice-next")))
        .isEqualTo(
            fields
                .replace(ALICE + "\n", ALICE + "\n    alice-next: &alice-next " + NEXT + "\n")
                .replace("- *alice\n", "- *alice\n    - *alice-next\n"));
  }

  @Test
  void windowsLinesAndAMissingLastBreakAreKept() throws Exception {
    String windows = "\uFEFFkeys:\r\n  - &alice " + ALICE + "\r\n  - &bob " + BOB;
    assertThat(string(text(windows).withKeyBeside(BOB, NEXT, "n")))
        .isEqualTo(windows + "\n  - &n " + NEXT);
    assertThat(string(text(windows).withKeyBeside(ALICE, NEXT, "n")))
        .isEqualTo(windows.replace(ALICE, ALICE + "\r\n  - &n " + NEXT));
  }

  @Test
  void whatCannotBeChangedInPlaceIsRefused() {
    assertThatThrownBy(() -> text(LISTS).withKeyReplaced(NEXT, BOB))
        .isInstanceOf(SopsException.class);
    assertThatThrownBy(() -> text(LISTS).withAnchorValue("carol", BOB))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining("carol");
    assertThatThrownBy(() -> text("a: [")).isInstanceOf(SopsException.class);
  }
}
