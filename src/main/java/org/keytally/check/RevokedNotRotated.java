package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.config.Severity;
import org.keytally.git.Commit;
import org.keytally.history.KeyExposure;
import org.keytally.history.ReadValue;
import org.keytally.history.ReadValue.State;

/** A key was taken out of files whose values it could read are still the current ones. */
final class RevokedNotRotated extends Rule {

  RevokedNotRotated() {
    super(
        "revoked-not-rotated",
        Severity.WARNING,
        "A key was taken out of files, but the values that it could read are still the current"
            + " ones.",
        "SEC-24");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.past().isEmpty()) {
      return;
    }
    for (KeyExposure key : evidence.past().get().exposure().keys()) {
      int unchanged = key.count(State.UNCHANGED);
      int edited = key.count(State.EDITED);
      if (unchanged + edited > 0) {
        report(key, unchanged, edited, findings);
      }
    }
  }

  private static void report(KeyExposure key, int unchanged, int edited, Findings findings) {
    List<String> paths = new ArrayList<>();
    Optional<Commit> last = Optional.empty();
    for (ReadValue value : key.values()) {
      if (value.state() == State.UNCHANGED || value.state() == State.EDITED) {
        paths.add(value.path());
        if (value.lost().isPresent()
            && (last.isEmpty() || last.get().order() < value.lost().get().order())) {
          last = value.lost();
        }
      }
    }
    StringBuilder message = new StringBuilder();
    message.append(
        key.owner().isPresent()
            ? "A key of " + key.owner().get()
            : "A key whose owner the history does not name");
    message.append(" was taken away");
    if (last.isPresent()) {
      message.append(paths.size() > 1 ? ", last " : " ").append(Dates.of(last.get()));
    }
    message.append(", but it still opens ");
    if (unchanged > 0) {
      message.append(Wording.count(unchanged, "value"));
      message.append(Wording.agree(unchanged, " that is", " that are"));
      message.append(" unchanged since");
    }
    if (edited > 0) {
      message.append(unchanged > 0 ? " and " : "");
      message.append(Wording.count(edited, "value"));
      message.append(" written since with the same data key");
    }
    message.append(": whoever has the key and a clone has them.");
    int uncertain = key.count(State.UNCERTAIN);
    if (uncertain > 0) {
      message
          .append(" Of ")
          .append(Wording.count(uncertain, "further file"))
          .append(" it cannot be told whether the data key is new.");
    }
    findings
        .about(new Subject(Subject.Type.RECIPIENT, key.recipient(), key.owner()))
        .in(paths)
        .fix(
            "Replace the values at their source; encrypting the old ones again does not help. The"
                + " list with dates: keytally exposure --key "
                + Wording.quote(key.recipient()))
        .from(EvidenceKind.HISTORY)
        .add(message.toString());
  }
}
