package org.keytally.report;

import java.util.Locale;

/** The formats of reports, named as on the command line in lower case. */
public enum ReportFormat {
  TEXT {
    @Override
    public ReportWriter writer(Style style) {
      return new TextReport(style);
    }
  },
  JSON {
    @Override
    public ReportWriter writer(Style style) {
      return new JsonReport();
    }
  },
  SARIF {
    @Override
    public ReportWriter writer(Style style) {
      return new SarifReport();
    }
  },
  JUNIT {
    @Override
    public ReportWriter writer(Style style) {
      return new JunitReport();
    }
  },
  GITHUB {
    @Override
    public ReportWriter writer(Style style) {
      return new GithubReport();
    }
  },
  GITLAB {
    @Override
    public ReportWriter writer(Style style) {
      return new GitlabReport();
    }
  },
  MARKDOWN {
    @Override
    public ReportWriter writer(Style style) {
      return new MarkdownReport();
    }
  },
  HTML {
    @Override
    public ReportWriter writer(Style style) {
      return new HtmlReport();
    }
  };

  /**
   * A writer of this format.
   *
   * @param style of the terminal; formats for machines take no notice of it
   */
  public abstract ReportWriter writer(Style style);

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
