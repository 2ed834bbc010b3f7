package org.keytally.check;

import java.util.Optional;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Recipient;
import org.keytally.clan.Problem;
import org.keytally.config.Severity;
import org.keytally.sops.Anchor;
import org.keytally.sops.SopsConfig;

/** A key file does not hold usable public keys. */
final class KeyInvalid extends Rule {

  KeyInvalid() {
    super(
        "key-invalid",
        Severity.ERROR,
        "A key file does not hold usable public keys.",
        "KEY-02",
        "KEY-03",
        "KEY-04",
        "KEY-05",
        "KEY-06",
        "KEY-08");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located :
        evidence
            .problems()
            .of(
                Problem.Kind.KEY_FILE_UNPARSABLE,
                Problem.Kind.KEY_FILE_SHAPE,
                Problem.Kind.KEY_TYPE,
                Problem.Kind.KEY_MALFORMED,
                Problem.Kind.KEY_SPELLING,
                Problem.Kind.KEY_LIST_EMPTY)) {
      Problem problem = located.problem();
      findings
          .about(located.subject())
          .at(problem.path(), problem.line())
          .fix(fix(problem.kind()))
          .add(
              "The key of "
                  + located.subject().name()
                  + " cannot be used: "
                  + problem.message()
                  + '.');
    }
    for (SopsConfig config : evidence.fleet().sopsConfigs()) {
      for (Anchor anchor : config.anchors()) {
        Optional<String> trouble = trouble(anchor.value());
        if (trouble.isPresent()) {
          findings
              .about(new Subject(Subject.Type.ANCHOR, anchor.name()))
              .at(config.path(), anchor.line())
              .fix("Correct the key of &" + anchor.name() + '.')
              .add("The anchor &" + anchor.name() + " holds no usable key: " + trouble.get() + '.');
        }
      }
    }
  }

  /** Anchors may hold other things than keys; only what begins like an age key is judged. */
  private static Optional<String> trouble(String value) {
    if (!value.startsWith("age1") || value.indexOf(',') >= 0) {
      return Optional.empty();
    }
    try {
      Recipient.parse(value);
      return Optional.empty();
    } catch (MalformedKeyException e) {
      return Optional.of(e.reason());
    }
  }

  private static String fix(Problem.Kind kind) {
    return switch (kind) {
      case KEY_TYPE, KEY_SPELLING -> "keytally repair --only key-invalid";
      default -> "Correct the file, or restore it from history.";
    };
  }
}
