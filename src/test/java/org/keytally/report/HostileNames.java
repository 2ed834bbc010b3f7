package org.keytally.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.check.Access;
import org.keytally.check.AccessChange;
import org.keytally.check.AccessChange.CreatedFile;
import org.keytally.check.AccessChange.EncryptedFile;
import org.keytally.check.AccessChange.KeyChange;
import org.keytally.check.AccessChange.KeyHolderKind;
import org.keytally.check.AccessChange.NewRecipient;
import org.keytally.check.AccessChange.ReaderChange;
import org.keytally.check.EvidenceKind;
import org.keytally.check.Finding;
import org.keytally.check.Note;
import org.keytally.check.Reader;
import org.keytally.check.Report;
import org.keytally.check.Subject;
import org.keytally.clan.GeneratorGraph;
import org.keytally.clan.GeneratorId;
import org.keytally.clan.Manifest;
import org.keytally.config.Severity;
import org.keytally.sops.KeyType;

/** Names that whoever writes a pull request might choose, so that a report says what they want. */
final class HostileNames {

  /** The private key is one of these; it stands in no report. */
  static final String PRIVATE = "AGE-SECRET-KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".repeat(2);

  static final List<String> ALL =
      List.of(
          "a\n::error file=flake.nix,line=1::forged",
          "::error::forged",
          "  ::set-output name=x::forged",
          "a ::add-mask::forged",
          "a%0A::error::forged",
          "a\r\n##[error]forged",
          "##[add-mask]forged",
          "##vso[task.setvariable]forged",
          "##teamcity[buildStatus text='forged']",
          "a,title=forged:line=9::forged",
          "<img src=x onerror=alert(1)>",
          "</code></pre><script>alert(1)</script>",
          "--><script>alert(1)</script><!--",
          "]]><failure message=\"forged\"/>",
          "\" onmouseover=\"alert(1)",
          "' onmouseover='alert(1)",
          "&lt;b&gt;&#64;",
          "[click](https://evil.example/)",
          "![x](https://evil.example/x.png)",
          "[a]: https://evil.example/",
          "https://evil.example/ www.evil.example",
          "<https://evil.example/>",
          "me@evil.example",
          "@torvalds #1 org/repo#2 :white_check_mark:",
          "`a` **b** __c__ ~~d~~ $e$",
          "``` \n# forged",
          "`",
          "``",
          " ",
          "| a | b |\n| --- | --- |",
          "a|b\\|c\\",
          "1. forged",
          "- forged",
          "# forged",
          "{0} {{1}} [text](1)",
          "\u001b[2J\u001b[1;1Hforged\u001b]0;title\u0007",
          "\u009b31mforged",
          "\u202egnp.exe \u2066x\u2069",
          "zero\u200bwidth\ufeff",
          "\u0000\u0001\u0008\ufffe\uffff",
          "lone \ud800 and \udc00",
          "section_start:0:x\r\u001b[0Kforged",
          "../../etc/passwd",
          "javascript:alert(1)",
          "data:text/html,x",
          "//evil.example/x",
          PRIVATE,
          "x".repeat(5_000));

  private HostileNames() {}

  /** One report with every name in every place that a name can have. */
  static Report report() {
    List<Finding> findings = new ArrayList<>();
    for (String name : ALL) {
      findings.add(finding(name, Subject.Type.USER, List.of()));
      findings.add(finding(name, Subject.Type.FILE, List.of(name, name + "2")));
    }
    return Samples.compared(
        Samples.report(findings.toArray(new Finding[0])), existing(findings), notes(), access());
  }

  private static List<Report.Excused> existing(List<Finding> findings) {
    List<Report.Excused> existing = new ArrayList<>();
    for (Finding finding : findings) {
      existing.add(new Report.Excused(finding, Report.Excuse.ACCEPTED));
    }
    return existing;
  }

  /** Every name as that of a file, as a sentence and as a line of a difference. */
  static List<Note> notes() {
    List<Note> notes = new ArrayList<>();
    for (String name : ALL) {
      notes.add(new Note(Optional.of(name), name, List.of("-" + name, name)));
    }
    return notes;
  }

  /** A change in which every name is that of a person, a key, a file and a reader. */
  static AccessChange access() {
    List<ReaderChange> readers = new ArrayList<>();
    List<CreatedFile> created = new ArrayList<>();
    List<EncryptedFile> files = new ArrayList<>();
    List<KeyChange> keys = new ArrayList<>();
    List<NewRecipient> recipients = new ArrayList<>();
    for (String name : ALL) {
      EncryptedFile file = new EncryptedFile(name, name);
      files.add(file);
      readers.add(new ReaderChange(Reader.Kind.PERSON, name, List.of(file), List.of(file)));
      readers.add(new ReaderChange(Reader.Kind.UNKNOWN, name, List.of(file), List.of()));
      created.add(new CreatedFile(file, List.of(name)));
      keys.add(new KeyChange(KeyHolderKind.ANCHOR, name, name, List.of(name), List.of(name)));
      recipients.add(new NewRecipient(name, Optional.of(name), Optional.of(name), List.of(file)));
    }
    return new AccessChange(readers, created, files, files, keys, recipients);
  }

  /** Everything that every name can be to access, against a base, with findings and a graph. */
  static AccessView view() {
    SortedSet<Reader> readers = new TreeSet<>();
    List<Access.Row> rows = new ArrayList<>();
    for (String name : ALL) {
      for (Reader.Kind kind : Reader.Kind.values()) {
        readers.add(new Reader(kind, name));
      }
      List<Access.Reason> reasons =
          List.of(
              new Access.Reason.Link(name),
              new Access.Reason.Group(name, name, name),
              new Access.Reason.Rule(name, 1, Optional.of(name)),
              new Access.Reason.FormerKey(name));
      List<Access.Key> keys = new ArrayList<>();
      for (Reader.Kind kind : Reader.Kind.values()) {
        Reader reader = new Reader(kind, name);
        boolean opens = kind != Reader.Kind.MACHINE;
        keys.add(new Access.Key(reader, KeyType.AGE, name, opens, reasons));
        keys.add(new Access.Key(reader, KeyType.AGE, name, opens, List.of()));
      }
      for (Access.Kind kind : Access.Kind.values()) {
        String label = kind == Access.Kind.VAR ? name + "/x/" + name : name;
        rows.add(
            new Access.Row(
                new EncryptedFile(label, name), kind, Access.Protection.ENCRYPTED, 1, 1, keys));
      }
      rows.add(
          new Access.Row(
              new EncryptedFile(name, name),
              Access.Kind.FILE,
              Access.Protection.CLEAR,
              0,
              1,
              List.of()));
    }
    Access access = new Access(List.copyOf(readers), rows);
    Report report = report();
    return new AccessView(
        "1",
        access,
        access,
        AccessView.Question.EVERYTHING,
        report.source(),
        Optional.of(access()),
        Optional.of(report),
        Optional.of(GeneratorGraph.of(generators())),
        Set.of(GeneratorId.shared(ALL.get(0))));
  }

  /** On two machines, generators that each need the next one. */
  private static Manifest generators() {
    SortedMap<String, Manifest.Machine> machines = new TreeMap<>();
    SortedMap<String, Manifest.Generator> generators = new TreeMap<>();
    for (int i = 0; i < ALL.size(); i++) {
      String needed = ALL.get((i + 1) % ALL.size());
      generators.put(
          ALL.get(i),
          new Manifest.Generator(
              i % 3 == 0,
              List.of(new Manifest.Dependency(needed, Optional.empty())),
              Optional.empty(),
              new TreeMap<>(),
              new TreeMap<>()));
    }
    Manifest.Settings settings = new Manifest.Settings("sops", List.of(), Optional.empty());
    for (String name : ALL.subList(0, 2)) {
      machines.put(
          name,
          new Manifest.Machine(
              Optional.empty(), List.of(), settings, generators, Optional.empty()));
    }
    return new Manifest(Optional.empty(), "", Map.of(), machines, new TreeMap<>());
  }

  private static Finding finding(String name, Subject.Type type, List<String> paths) {
    return new Finding(
        "recipient-extra",
        Severity.ERROR,
        Optional.of(name),
        7,
        paths,
        new Subject(type, name, Optional.of(name)),
        name + " can read " + name + ".",
        Optional.of("keytally repair --only " + name),
        EvidenceKind.TREE);
  }

  /** What holds for whatever a format writes: no control but the line feed, no private key. */
  static void assertHarmless(String written) {
    assertThat(written)
        .doesNotContain(PRIVATE)
        .doesNotContain(PRIVATE.substring(16))
        .endsWith("\n");
    written
        .codePoints()
        .forEach(
            c ->
                assertThat(c == '\n' || isShown(c))
                    .as("U+" + Integer.toHexString(c) + " is not shown")
                    .isTrue());
    for (String line : written.split("\n", -1)) {
      // The runner of GitHub: actions/runner, ActionCommand.cs
      assertThat(line.contains("##[") || line.contains("##vso[") || line.contains("##teamcity["))
          .as(line)
          .isFalse();
    }
  }

  private static boolean isShown(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.FORMAT -> false;
      default -> true;
    };
  }
}
