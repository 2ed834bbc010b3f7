package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One line of comment, without the comment character. */
final class Comment implements Node, Branch.Item {

  private final byte[] text;
  private final boolean inline;
  private final Span span;

  /**
   * @param inline whether it stood behind a value on the same line
   */
  Comment(byte[] text, boolean inline, Span span) {
    this.text = text;
    this.inline = inline;
    this.span = span;
  }

  byte[] bytes() {
    return text;
  }

  String text() {
    return new String(text, StandardCharsets.UTF_8);
  }

  boolean isInline() {
    return inline;
  }

  Comment withText(byte[] newText) {
    return new Comment(newText, inline, span);
  }

  Comment asHead() {
    return inline ? new Comment(text, false, span) : this;
  }

  @Override
  public Span span() {
    return span;
  }

  @Override
  public void wipe() {
    Arrays.fill(text, (byte) 0);
  }
}
