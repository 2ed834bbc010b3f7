package org.keytally.sops;

/**
 * Looks for values in clear where comments select what is encrypted. That needs the whole tree with
 * its comments, and such files are rare, so they are read a second time.
 */
final class CommentAudit implements TreeWalk.Visitor {

  private final byte[] content;
  private final ProblemList problems;

  private CommentAudit(byte[] content, ProblemList problems) {
    this.content = content;
    this.problems = problems;
  }

  static void judge(Format format, byte[] content, SelectionRule rule, ProblemList problems) {
    try {
      new TreeWalk(rule, true, new CommentAudit(content, problems))
          .walk(Store.of(format).loadEncrypted(content).documents());
    } catch (SopsException e) {
      problems.add(
          e.kind() == SopsException.Kind.TOO_LARGE
              ? SopsProblem.Kind.TOO_LARGE
              : SopsProblem.Kind.UNPARSABLE,
          0,
          "the values that comments select cannot be looked at");
    }
  }

  @Override
  public Node visit(Node leaf, TreeWalk.Place place, boolean selected) {
    if (selected
        && leaf instanceof Scalar scalar
        && !scalar.isEmpty()
        && !EncryptedText.claims(scalar.text())) {
      problems.add(
          SopsProblem.Kind.VALUE_IN_CLEAR,
          line(leaf.span()),
          "the value of " + place.field() + " stands in clear");
    }
    return leaf;
  }

  private int line(Span span) {
    if (!span.isKnown()) {
      return 0;
    }
    int line = 1;
    for (int i = 0; i < span.start() && i < content.length; i++) {
      if (content[i] == '\n') {
        line++;
      }
    }
    return line;
  }
}
