package org.keytally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.report.Samples.finding;
import static org.keytally.report.Samples.report;
import static org.keytally.report.Samples.saying;
import static org.keytally.report.Samples.written;

import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.keytally.check.Report;
import org.keytally.check.Rules;
import org.keytally.check.Subject;
import org.keytally.config.Severity;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class JunitReportTest {

  /** Reads the report after validating it against the schema that Surefire publishes. */
  private static Element suite(Report report) throws Exception {
    String written = written(new JunitReport(), report);
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(JunitReportTest.class.getResource("/report/surefire-test-report.xsd"))
        .newValidator()
        .validate(new StreamSource(new StringReader(written)));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(written)))
        .getDocumentElement();
  }

  @Test
  void errorsFailWarningsAreSkippedAndTheOtherRulesPass() throws Exception {
    Element suite =
        suite(
            report(
                saying("Something."),
                finding("key-shared", Severity.WARNING, new Subject(Subject.Type.PERSON, "al"))));

    assertThat(suite.getAttribute("tests")).isEqualTo(Integer.toString(Rules.ALL.size()));
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(Rules.ALL.size());
    Element first = (Element) suite.getElementsByTagName("testcase").item(0);
    assertThat(first.getAttribute("classname")).isEqualTo("keytally.recipient-extra");
    assertThat(first.getAttribute("name")).isEqualTo("secret token in sops/secrets/token/secret:3");
    assertThat(suite.getElementsByTagName("failure").item(0).getTextContent())
        .isEqualTo("Something.");
    assertThat(((Element) suite.getElementsByTagName("skipped").item(0)).getAttribute("message"))
        .startsWith("warning: ");
  }

  @Test
  void aReportWithoutFindingsPassesEveryRule() throws Exception {
    Element suite = suite(report());

    assertThat(suite.getAttribute("failures")).isEqualTo("0");
    assertThat(suite.getElementsByTagName("failure").getLength()).isZero();
    assertThat(suite.getElementsByTagName("property").getLength()).isEqualTo(3);
  }

  @Test
  void hostileNamesAddNoElement() throws Exception {
    Report hostile = HostileNames.report();
    HostileNames.assertHarmless(written(new JunitReport(), hostile));
    NodeList failures = suite(hostile).getElementsByTagName("failure");

    assertThat(failures.getLength()).isEqualTo(hostile.findings().size());
    for (int i = 0; i < failures.getLength(); i++) {
      assertThat(((Element) failures.item(i)).getAttribute("type")).isEqualTo("recipient-extra");
    }
  }
}
