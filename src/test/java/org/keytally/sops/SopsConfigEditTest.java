package org.keytally.sops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SopsConfigEditTest {

  private static final String OLD =
      "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq";
  private static final String NEW =
      "age1tszzvtp6cey5gymegtmpd9e7y7lrqmrzycr7yg5xw5ruz3dcgdeqn0lgfc";
  private static final String BOB =
      "age1g6twkzfxw9a7vwryw6ydmdzjaw3aljjcfdqtzhn9rsdg8pqsvy9sunqy4y";

  private static final SopsConfigEdit.Places ALICE =
      new SopsConfigEdit.Places(Set.of(OLD), Map.of("alice", "alice-next"), true);

  private record Layout(String name, String before, String both) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Layout layout(String name, String before, String both) {
    return new Layout(name, filled(before), filled(both));
  }

  private static String filled(String text) {
    return text.replace("OLD", OLD).replace("NEW", NEW).replace("BOB", BOB);
  }

  static Stream<Layout> layouts() {
    String rule = "creation_rules:\n  - path_regex: ^secrets/\n";
    return Stream.of(
        layout(
            "anchors and groups with comments",
            """
            # who is who
            keys:
              - &alice OLD # her laptop
              # the other one
              - &bob BOB
            creation_rules:
              - path_regex: ^secrets/
                key_groups:
                  - age:
                      - *bob
                      - *alice   # may read
            """,
            """
            # who is who
            keys:
              - &alice OLD # her laptop
              - &alice-next NEW
              # the other one
              - &bob BOB
            creation_rules:
              - path_regex: ^secrets/
                key_groups:
                  - age:
                      - *bob
                      - *alice   # may read
                      - *alice-next
            """),
        layout(
            "inline lists",
            "keys: [&alice OLD, &bob BOB]\n" + rule + "    key_groups: [{age: [*alice, *bob]}]\n",
            "keys: [&alice OLD, &alice-next NEW, &bob BOB]\n"
                + rule
                + "    key_groups: [{age: [*alice, *alice-next, *bob]}]\n"),
        layout(
            "keys by name",
            "keys:\n  alice: &alice OLD\n  bob: &bob BOB\n" + rule + "    age: [*bob, *alice]\n",
            "keys:\n  alice: &alice OLD\n  alice-next: &alice-next NEW\n  bob: &bob BOB\n"
                + rule
                + "    age: [*bob, *alice, *alice-next]\n"),
        layout(
            "keys by name in braces",
            "keys: {alice: &alice OLD, bob: &bob BOB}\n" + rule + "    age: [*bob, *alice]",
            "keys: {alice: &alice OLD, alice-next: &alice-next NEW, bob: &bob BOB}\n"
                + rule
                + "    age: [*bob, *alice, *alice-next]"),
        layout(
            "a text parted by commas",
            rule + "    age: BOB,OLD\n",
            rule + "    age: BOB,OLD,NEW\n"),
        layout(
            "a folded text, the old key first",
            rule + "    age: >-\n      OLD,\n      BOB\n",
            rule + "    age: >-\n      OLD,NEW,\n      BOB\n"),
        layout("one quoted key", rule + "    age: \"OLD\"\n", rule + "    age: \"OLD,NEW\"\n"),
        layout(
            "keys spelled out in a list",
            rule + "    age:\n    - OLD\n    - BOB",
            rule + "    age:\n    - OLD\n    - NEW\n    - BOB"),
        layout(
            "the last line without its end",
            rule + "    age:\n    - BOB\n    - OLD",
            rule + "    age:\n    - BOB\n    - OLD\n    - NEW"),
        layout(
            "an alias where a text belongs",
            "keys:\n- &alice OLD\n" + rule + "    age: *alice\n",
            "keys:\n- &alice OLD\n- &alice-next NEW\n"
                + rule
                + "    age: [ *alice, *alice-next ]\n"),
        layout(
            "a list that rules share",
            "admins: &admins\n- OLD\n- BOB\n" + rule + "    age: *admins\n",
            "admins: &admins\n- OLD\n- NEW\n- BOB\n" + rule + "    age: *admins\n"),
        layout(
            "lines of another system and letters of another language",
            "# schlüssel ключ 🔑\r\nkeys:\r\n- &alice OLD\r\n"
                + rule.replace("\n", "\r\n")
                + "    age: [*alice]\r\n",
            "# schlüssel ключ 🔑\r\nkeys:\r\n- &alice OLD\r\n- &alice-next NEW\r\n"
                + rule.replace("\n", "\r\n")
                + "    age: [*alice, *alice-next]\r\n"));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void theNewKeyStandsAfterTheOldOneAndThenInItsPlace(Layout layout) throws Exception {
    byte[] both = edit(layout.before()).withBeside(ALICE, NEW);
    assertThat(new String(both, UTF_8)).isEqualTo(layout.both());
    assertThat(new String(SopsConfigEdit.of(".sops.yaml", both).withBeside(ALICE, NEW), UTF_8))
        .isEqualTo(layout.both());
    byte[] after = SopsConfigEdit.of(".sops.yaml", both).withInstead(ALICE, NEW);
    assertThat(new String(after, UTF_8)).isEqualTo(layout.before().replace(OLD, NEW));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void aKeyIsTakenOutWhereAnotherIsLeft(Layout layout) throws Exception {
    boolean isAlone = !layout.before().contains(BOB);
    if (isAlone) {
      assertThatThrownBy(() -> edit(layout.before()).without(ALICE))
          .isInstanceOf(SopsException.class);
      return;
    }
    String left = new String(edit(layout.before()).without(ALICE), UTF_8);
    assertThat(left).doesNotContain(OLD).contains(BOB);
    assertThat(SopsConfigReader.read(".sops.yaml", left.getBytes(UTF_8)).problems()).isEmpty();
  }

  @Test
  void anchorsOfOthersWithTheSameKeyStay() throws Exception {
    String before =
        filled(
            "keys:\n- &alice OLD\n- &dave OLD\ncreation_rules:\n- age: [*dave]\n- age: [*alice]\n");
    SopsConfigEdit.Places places =
        new SopsConfigEdit.Places(Set.of(OLD), Map.of("alice", "alice-next"), false);
    assertThat(new String(edit(before).withInstead(places, NEW), UTF_8))
        .isEqualTo(
            filled(
                """
                keys:
                - &alice NEW
                - &dave OLD
                creation_rules:
                - age: [*dave]
                - age: [*alice]
                """));
  }

  @Test
  void whatCannotBeEditedIsSaidWithItsLine() {
    assertThatThrownBy(
            () ->
                edit(filled("creation_rules:\n- age: \"\\x61" + OLD.substring(1) + "\"\n"))
                    .withBeside(ALICE, NEW))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining("line 2 of .sops.yaml");
    assertThatThrownBy(() -> edit("a: [")).isInstanceOf(SopsException.class);
  }

  private static SopsConfigEdit edit(String text) throws SopsException {
    return SopsConfigEdit.of(".sops.yaml", text.getBytes(UTF_8));
  }
}
