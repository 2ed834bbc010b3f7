package org.keytally.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A page for a browser that needs nothing else: styles and script stand in it, and its content
 * security policy names them by their digests, so that nothing is loaded from elsewhere and nothing
 * runs that a name of the repository might bring. Light or dark as the reader has it.
 */
final class HtmlPage {

  private final Writer out;
  private final String script;

  /**
   * Begins a page.
   *
   * @param style our own, added to that of all pages
   * @param script our own; empty for none
   */
  HtmlPage(String style, String script, Writer out) throws IOException {
    this.out = out;
    this.script = script;
    String styles = resource("page.css") + style;
    raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
    raw(digest(styles));
    raw(script.isEmpty() ? "" : "; script-src " + digest(script));
    raw("; base-uri 'none'; form-action 'none'\">\n");
    raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    raw("<title>keytally</title>\n<style>" + styles + "</style>\n</head>\n<body>\n");
  }

  /** A style or script that comes with the program. */
  static String resource(String name) throws IOException {
    try (InputStream in = HtmlPage.class.getResourceAsStream("/org/keytally/report/" + name)) {
      if (in == null) {
        throw new FileNotFoundException("the program lacks its file " + name);
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** A source expression (Content Security Policy Level 3, section 2.3.1). */
  private static String digest(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Ends the page, with its script. */
  void end() throws IOException {
    raw(script.isEmpty() ? "" : "<script>" + script + "</script>\n");
    raw("</body>\n</html>\n");
  }

  /** Markup of our own; names are {@link Markup#escaped} in it. */
  HtmlPage raw(String markup) throws IOException {
    out.write(markup);
    return this;
  }

  /** Text; it must be printable already. */
  HtmlPage text(String printable) throws IOException {
    return raw(Markup.escaped(printable));
  }

  void paragraph(String printable) throws IOException {
    if (!printable.isEmpty()) {
      raw("<p>").text(printable).raw("</p>\n");
    }
  }

  static String code(String printable) {
    return "<code>" + Markup.escaped(printable) + "</code>";
  }
}
