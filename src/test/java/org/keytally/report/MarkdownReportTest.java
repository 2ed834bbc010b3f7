package org.keytally.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.report.Samples.BOB;
import static org.keytally.report.Samples.finding;
import static org.keytally.report.Samples.report;
import static org.keytally.report.Samples.saying;
import static org.keytally.report.Samples.written;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.keytally.check.AccessChange;
import org.keytally.check.AccessChange.CreatedFile;
import org.keytally.check.AccessChange.EncryptedFile;
import org.keytally.check.AccessChange.KeyChange;
import org.keytally.check.AccessChange.KeyHolderKind;
import org.keytally.check.AccessChange.NewRecipient;
import org.keytally.check.AccessChange.ReaderChange;
import org.keytally.check.EvidenceKind;
import org.keytally.check.Finding;
import org.keytally.check.Reader;
import org.keytally.check.Report;
import org.keytally.check.Subject;
import org.keytally.config.Severity;

class MarkdownReportTest {

  /** What a site that shows Markdown makes of it. */
  private static final class Page extends AbstractVisitor {

    private final Set<String> kinds = new TreeSet<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> codes = new ArrayList<>();
    private final List<String> html = new ArrayList<>();
    private final List<String> links = new ArrayList<>();
    private int cells;
    private int headings;

    static Page of(String markdown) {
      Page page = new Page();
      Parser.builder()
          .extensions(List.of(TablesExtension.create(), AutolinkExtension.create()))
          .build()
          .parse(markdown)
          .accept(page);
      return page;
    }

    @Override
    protected void visitChildren(Node parent) {
      kinds.add(parent.getClass().getSimpleName());
      super.visitChildren(parent);
    }

    @Override
    public void visit(Text text) {
      texts.add(text.getLiteral());
    }

    @Override
    public void visit(Code code) {
      codes.add(code.getLiteral());
    }

    @Override
    public void visit(HtmlInline inline) {
      html.add(inline.getLiteral());
    }

    @Override
    public void visit(HtmlBlock block) {
      html.add(block.getLiteral());
    }

    @Override
    public void visit(Link link) {
      links.add(link.getDestination());
    }

    @Override
    public void visit(Image image) {
      links.add(image.getDestination());
    }

    @Override
    public void visit(Heading heading) {
      headings++;
      visitChildren(heading);
    }

    @Override
    public void visit(CustomNode node) {
      cells += node instanceof TableCell ? 1 : 0;
      visitChildren(node);
    }
  }

  @Test
  void whatMattersStandsInATableBeforeTheFindings() {
    String written =
        written(
            new MarkdownReport(),
            report(
                saying("Something."),
                finding("key-shared", Severity.WARNING, new Subject(Subject.Type.PERSON, "al"))));

    assertThat(written)
        .startsWith(
            """
            ## keytally: 1 error, 1 warning.

            | severity | rule | findings | |
            | --- | --- | ---: | --- |
            | ❌ error | `recipient-extra` | 1 |""")
        .contains("\n- `secret token` in `sops/secrets/token/secret:3`: Something.\n")
        .contains("\n- `person al`: Something about al is wrong.\\\n  → `keytally repair`\n")
        .endsWith("workstation (--keyfile none).\n");
    Page page = Page.of(written);
    assertThat(page.cells).isEqualTo(3 * 4);
    assertThat(page.headings).isEqualTo(3);
    assertThat(page.codes).contains("secret token", "keytally repair");
  }

  @Test
  void hostileNamesAreShownAsTheyAre() {
    Page ordinary = Page.of(written(new MarkdownReport(), report(saying("x"), saying("y"))));
    for (String name : HostileNames.ALL) {
      Report hostile =
          report(
              new Finding(
                  "recipient-extra",
                  Severity.ERROR,
                  Optional.of("p" + name),
                  7,
                  List.of(),
                  new Subject(Subject.Type.USER, name),
                  name + " reads " + name + ".",
                  Optional.of("Ask " + name + "."),
                  EvidenceKind.TREE));
      String written = written(new MarkdownReport(), hostile);
      Page page = Page.of(written);

      assertThat(page.links).as(name).isEmpty();
      assertThat(page.html).as(name).allMatch("<!-- -->"::equals);
      assertThat(page.headings).as(name).isEqualTo(ordinary.headings);
      assertThat(page.cells).as(name).isEqualTo(ordinary.cells);
      assertThat(page.kinds)
          .as(name)
          .doesNotContain("Emphasis", "StrongEmphasis", "BlockQuote", "OrderedList");
      for (String text : page.texts) {
        assertThat(text).as(name).doesNotContainPattern("@\\w").doesNotContainPattern("#\\d");
        assertThat(text).as(name).doesNotContainPattern(":\\w+:").doesNotContain("://");
      }
      String shown = Printable.of(name, true);
      if (shown.length() < 1_000) {
        assertThat(page.codes).as(name).anyMatch(code -> code.equals("user " + shown));
        assertThat(String.join("", page.texts)).as(name).contains(shown.strip() + " reads ");
      }
    }
    HostileNames.assertHarmless(written(new MarkdownReport(), HostileNames.report()));
  }

  @Test
  void hostileNamesStayInTheCellsOfTheAccessTable() {
    Report report = Samples.compared(report(), List.of(), List.of(), HostileNames.access());
    Page page = Page.of(written(new MarkdownReport(), report));

    assertThat(page.links).isEmpty();
    assertThat(page.html).allMatch("<!-- -->"::equals);
    assertThat(page.headings).isEqualTo(2);
    assertThat(page.cells).isEqualTo(3 * 51);
    Page notes =
        Page.of(
            written(
                new MarkdownReport(),
                Samples.compared(report(), List.of(), HostileNames.notes(), AccessChange.NONE)));
    assertThat(notes.links).isEmpty();
    assertThat(notes.html).allMatch("<!-- -->"::equals);
    assertThat(notes.headings).isEqualTo(2);
    assertThat(notes.cells).isZero();
  }

  @Test
  void whoGainsAndWhoLosesStandsInATable() {
    EncryptedFile token = new EncryptedFile("token", "sops/secrets/token/secret");
    AccessChange change =
        new AccessChange(
            List.of(
                new ReaderChange(Reader.Kind.PERSON, "bob", List.of(token), List.of()),
                new ReaderChange(Reader.Kind.MACHINE, "web01", List.of(), List.of(token))),
            List.of(new CreatedFile(token, List.of("alice", BOB))),
            List.of(token),
            List.of(token),
            List.of(
                new KeyChange(
                    KeyHolderKind.USER, "bob", "sops/users/bob/key.json", List.of(BOB), List.of())),
            List.of(
                new NewRecipient(
                    BOB,
                    Optional.of("bob"),
                    Optional.of("sops/users/bob/key.json"),
                    List.of(token))));

    assertThat(
            written(new MarkdownReport(), Samples.compared(report(), List.of(), List.of(), change)))
        .contains(
            """
            > **NEW READER** bob (age1qqps…ukqf) reads 1 secret; the key comes with sops/users/bob/key.json.

            ### What the change does to access

            | who | change | what |
            | --- | --- | --- |
            | `bob` | gains 1 | `token` |
            | `machine web01` | loses 1 | `token` |
            | `token` | is new, read by | `alice`, `age1qqps…ukqf` |
            | `token` | is deleted |  |
            | `token` | is encrypted again |  |
            | `user bob` | now has the key | `age1qqps…ukqf` |
            """);
    assertThat(
            written(
                new MarkdownReport(),
                Samples.compared(report(), List.of(), List.of(), AccessChange.NONE)))
        .contains("Nobody gains or loses access.");
  }

  @Test
  void howeverMuchIsWrongThePageFitsIntoAStepSummary() {
    List<Finding> findings = new ArrayList<>();
    for (int rule = 0; rule < 100; rule++) {
      for (int i = 0; i < 30; i++) {
        findings.add(
            finding(
                "rule-" + rule,
                Severity.ERROR,
                new Subject(Subject.Type.USER, "`|*".repeat(2_000) + i),
                "a".repeat(4_000),
                "b".repeat(4_000),
                "c".repeat(4_000)));
      }
    }
    String written = written(new MarkdownReport(), report(findings.toArray(new Finding[0])));

    assertThat(written.getBytes(UTF_8).length).isLessThan(1 << 20);
    assertThat(written)
        .contains("- … and 10 more\n")
        .contains("The other rules are left out here: this page would be too long.");
  }

  @Test
  void aReportWithoutFindingsSaysWhatWasChecked() {
    assertThat(written(new MarkdownReport(), report()))
        .startsWith("## keytally: Everything that was checked tallies.\n\nChecked commit ");
  }
}
