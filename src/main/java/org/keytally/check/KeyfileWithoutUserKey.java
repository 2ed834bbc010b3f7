package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.check.WorkstationEvidence.RegisteredKey;
import org.keytally.config.Severity;
import org.keytally.source.KeyFile;
import org.keytally.source.KeyFile.Entry;
import org.keytally.source.KeyFile.Origin;
import org.keytally.source.KeyFile.Problem.Kind;
import org.keytally.source.Workstation;

/**
 * No private key at hand belongs to a registered user. Only where a run asks for it: a plain check
 * calls the evidence unavailable instead.
 */
final class KeyfileWithoutUserKey extends Rule {

  KeyfileWithoutUserKey() {
    super(
        "keyfile-without-user-key",
        Severity.ERROR,
        "No private key on this workstation belongs to the user",
        "COR-06",
        "COR-07");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.workstation().isEmpty() || !evidence.workstation().get().demanded()) {
      return;
    }
    Workstation workstation = evidence.workstation().get();
    for (KeyFile keyFile : workstation.keyFiles()) {
      if (keyFile.has(Kind.ENCRYPTED)) {
        return;
      }
    }
    for (String key : wanted(evidence, workstation.user())) {
      if (workstation.holds(key)) {
        return;
      }
    }
    String whose = workstation.user().orElse("any registered user");
    List<KeyFile> keyFiles = workstation.keyFiles();
    Findings.Draft finding =
        findings
            .about(subject(workstation.user(), keyFiles))
            .from(EvidenceKind.WORKSTATION)
            .fix(fix(workstation.user(), keyFiles));
    List<KeyFile> present = new ArrayList<>();
    for (KeyFile keyFile : keyFiles) {
      if (keyFile.present() && keyFile.origin().isClan()) {
        present.add(keyFile);
      }
    }
    finding.add(
        (present.isEmpty() ? nothingThere(keyFiles) : nothingFitting(present, whose))
            + "; nothing that is encrypted to "
            + (workstation.user().isPresent() ? whose : "a person")
            + " can be opened on this workstation");
  }

  private static List<String> wanted(Evidence evidence, Optional<String> user) {
    if (user.isPresent()) {
      return WorkstationEvidence.keysOf(evidence, user.get());
    }
    List<String> keys = new ArrayList<>();
    for (RegisteredKey key : WorkstationEvidence.registered(evidence)) {
      keys.add(key.text());
    }
    return keys;
  }

  private static Subject subject(Optional<String> user, List<KeyFile> keyFiles) {
    return user.isPresent()
        ? new Subject(Subject.Type.PERSON, user.get())
        : new Subject(Subject.Type.KEYFILE, home(keyFiles));
  }

  private static String nothingThere(List<KeyFile> keyFiles) {
    for (KeyFile keyFile : keyFiles) {
      if (keyFile.has(Kind.UNREADABLE)) {
        return "No private key was found: "
            + keyFile.location()
            + " "
            + keyFile.problems().get(0).message();
      }
    }
    return "No private key was found: there is no "
        + home(keyFiles)
        + ", and neither SOPS_AGE_KEY nor SOPS_AGE_KEY_FILE is set";
  }

  private static String nothingFitting(List<KeyFile> present, String whose) {
    List<String> places = new ArrayList<>();
    int identities = 0;
    for (KeyFile keyFile : present) {
      String reason =
          keyFile.has(Kind.UNREADABLE) ? " (" + keyFile.problems().get(0).message() + ")" : "";
      places.add(keyFile.location() + reason);
      identities += keyFile.entries().size();
    }
    if (identities == 0) {
      return "There is no identity in " + Wording.list(places);
    }
    return (identities == 1 ? "The identity in " : "None of the " + identities + " identities in ")
        + Wording.list(places)
        + (identities == 1 ? " is not a key of " : " is a key of ")
        + whose;
  }

  private static String fix(Optional<String> user, List<KeyFile> keyFiles) {
    String name = user.map(Wording::quote).orElse("NAME");
    Optional<String> only = Optional.empty();
    int identities = 0;
    for (KeyFile keyFile : keyFiles) {
      if (keyFile.origin().isClan()) {
        for (Entry entry : keyFile.entries()) {
          identities++;
          only = entry.recipient();
        }
      }
    }
    String register = "clan secrets users add-key " + name + " --age-key ";
    return "To write the right one to "
        + home(keyFiles)
        + ": keytally keys sync --user "
        + name
        + (identities == 1 && only.isPresent()
            ? "; or register this one: " + register + only.get()
            : "; or register a key that is there: " + register + "age1…");
  }

  /** Where the person's keys belong: the file in force, else the place for one. */
  private static String home(List<KeyFile> keyFiles) {
    String place = "the key file";
    for (KeyFile keyFile : keyFiles) {
      if (keyFile.origin() == Origin.DEFAULT_FILE || keyFile.origin() == Origin.OPTION) {
        place = keyFile.location();
      }
    }
    Optional<KeyFile> inForce = WorkstationEvidence.inForce(keyFiles);
    return inForce.isPresent() ? inForce.get().location() : place;
  }
}
