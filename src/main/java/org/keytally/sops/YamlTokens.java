package org.keytally.sops;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.scanner.Scanner;
import org.yaml.snakeyaml.scanner.ScannerImpl;
import org.yaml.snakeyaml.tokens.BlockMappingStartToken;
import org.yaml.snakeyaml.tokens.BlockSequenceStartToken;
import org.yaml.snakeyaml.tokens.ScalarToken;
import org.yaml.snakeyaml.tokens.Token;

/**
 * The tokens of a YAML text, and its comments with the tokens that go-yaml attaches them to. Which
 * container a comment belongs to decides under which path it is encrypted, so go-yaml's rules of
 * thumb (indentation, empty lines, what stands on the same line) are followed to the letter.
 * Positions are code points.
 */
final class YamlTokens {

  /** Where a comment stands to what it is attached to. */
  enum Position {
    HEAD,
    LINE,
    FOOT
  }

  /**
   * One line of a comment.
   *
   * @param start of the comment character; -1 for an empty line between comments
   */
  record Line(int start, int end) {

    static final Line EMPTY = new Line(-1, -1);

    boolean isEmpty() {
      return start < 0;
    }
  }

  /**
   * Lines of comment that belong together.
   *
   * @param attachedAt the comment belongs to the first token that starts here or later
   * @param scanStart where the look for comments began
   * @param start of the first comment character
   * @param column of the start, from 1; 0 for comments behind a token
   * @param end behind what was looked at
   */
  record CommentBlock(
      Position position,
      List<Line> lines,
      int attachedAt,
      int scanStart,
      int start,
      int column,
      int end) {}

  /**
   * A token at the place where go-yaml has it: ends of blocks move before comments of the block.
   */
  record Placed(Token token, int start) {

    boolean is(Token.ID id) {
      return token.getTokenId() == id;
    }

    Mark mark() {
      return token.getStartMark();
    }
  }

  private final int[] text;
  private final int[] lineStarts;
  private final List<Placed> tokens = new ArrayList<>();
  private final List<CommentBlock> comments = new ArrayList<>();

  /** Indentation of the open blocks, innermost first. */
  private final Deque<Integer> indents = new ArrayDeque<>();

  private int flowDepth;
  private int deepest;

  /** Scans a whole text; throws SnakeYAML's exceptions. */
  YamlTokens(int[] codePoints) {
    text = codePoints;
    lineStarts = lineStarts(codePoints);
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    options.setNestingDepthLimit(Store.MAX_DEPTH);
    Scanner scanner = new ScannerImpl(YamlText.of(codePoints), options);
    while (true) {
      // Only a look makes the scanner fetch.
      Token token = scanner.peekToken();
      scanner.getToken();
      place(token);
      if (token.getTokenId() == Token.ID.StreamEnd || deepest > Store.MAX_DEPTH) {
        return;
      }
    }
  }

  List<Placed> tokens() {
    return tokens;
  }

  List<CommentBlock> comments() {
    return comments;
  }

  boolean isTooDeep() {
    return deepest > Store.MAX_DEPTH;
  }

  /** Block tokens that have no text of their own wait here for the token that causes them. */
  private final List<Token> waiting = new ArrayList<>();

  private int previousEnd;
  private int previousStart;
  private int beforePreviousStart;
  private Token.ID previous = Token.ID.StreamStart;

  private void place(Token token) {
    switch (token.getTokenId()) {
      case BlockEnd, BlockMappingStart, BlockSequenceStart -> waiting.add(token);
      case Key -> {
        // A key without a question mark has no text of its own.
        if (token.getEndMark().getIndex() == token.getStartMark().getIndex()) {
          waiting.add(token);
        } else {
          placeWithText(token);
        }
      }
      default -> placeWithText(token);
    }
  }

  private void placeWithText(Token token) {
    int start = token.getStartMark().getIndex();
    int scanStart = previousEnd;
    if (previous != Token.ID.StreamStart || start > 0) {
      scanStart = scanLineComment(token);
      scanComments(scanStart, start);
    }
    int blockEnd = scanStart - 1;
    for (Token early : waiting) {
      blockEnd = placeWithoutText(early, blockEnd);
    }
    waiting.clear();
    tokens.add(new Placed(token, start));
    switch (token.getTokenId()) {
      case FlowMappingStart, FlowSequenceStart -> flowDepth++;
      case FlowMappingEnd, FlowSequenceEnd -> flowDepth--;
      default -> {}
    }
    deepest = Math.max(deepest, flowDepth + indents.size());
    if (token instanceof ScalarToken scalar && isBlock(scalar)) {
      scanHeaderComment(start);
    }
    beforePreviousStart = previousStart;
    previousStart = start;
    previous = token.getTokenId();
    previousEnd = endOf(token);
  }

  private int placeWithoutText(Token token, int blockEnd) {
    int end = blockEnd;
    if (token.getTokenId() == Token.ID.BlockEnd) {
      int indent = indents.isEmpty() ? 0 : indents.pop();
      end = beforeCommentsOf(indent, blockEnd);
      tokens.add(new Placed(token, end));
      return end;
    }
    if (token instanceof BlockMappingStartToken || token instanceof BlockSequenceStartToken) {
      indents.push(token.getStartMark().getColumn());
    }
    tokens.add(new Placed(token, token.getStartMark().getIndex()));
    return end;
  }

  /** The end of a block stands before comments that follow at its own indentation. */
  private int beforeCommentsOf(int indent, int blockEnd) {
    int end = blockEnd;
    int stop = blockEnd;
    for (int i = comments.size() - 1; i >= 0; i--) {
      CommentBlock comment = comments.get(i);
      if (comment.end() < stop) {
        break;
      }
      if (comment.column() == indent + 1) {
        end = comment.start();
      }
      stop = comment.scanStart();
    }
    return end;
  }

  private static boolean isBlock(ScalarToken scalar) {
    return scalar.getStyle() == DumperOptions.ScalarStyle.LITERAL
        || scalar.getStyle() == DumperOptions.ScalarStyle.FOLDED;
  }

  /** Where go-yaml's scanner stands after a token: behind the blanks that it had to look beyond. */
  private int endOf(Token token) {
    int end = token.getEndMark().getIndex();
    if (token instanceof ScalarToken scalar && (scalar.getPlain() || isBlock(scalar))) {
      while (end < text.length && (isBlank(text[end]) || isBreak(text[end]))) {
        end++;
      }
    }
    return end;
  }

  /** A comment behind the previous token on its line; gives where the scanner stands after it. */
  private int scanLineComment(Token next) {
    boolean mayHave =
        switch (previous) {
          case BlockEntry, StreamStart, DocumentStart, DocumentEnd, Directive -> false;
          default -> true;
        };
    int at = previousEnd;
    while (at < text.length && isBlank(text[at])) {
      at++;
    }
    if (!mayHave
        || at >= text.length
        || text[at] != '#'
        || at >= Math.max(next.getStartMark().getIndex(), at + 1)
        || newlinesBefore(at) > 0) {
      return previousEnd;
    }
    int end = lineEnd(at);
    boolean belongsToEarlier =
        (flowDepth == 0 && previous == Token.ID.Value) || previous == Token.ID.FlowEntry;
    comments.add(
        new CommentBlock(
            Position.LINE,
            List.of(new Line(at, end)),
            belongsToEarlier ? beforePreviousStart : previousStart,
            0,
            at,
            0,
            0));
    return end;
  }

  private void scanHeaderComment(int start) {
    int at = start + 1;
    while (at < text.length && !isBreak(text[at])) {
      if (text[at] == '#' && isBlank(text[at - 1])) {
        comments.add(
            new CommentBlock(
                Position.LINE, List.of(new Line(at, lineEnd(at))), start, 0, at, 0, 0));
        return;
      }
      at++;
    }
  }

  /** Comments on lines of their own between two tokens. */
  private void scanComments(int scanStart, int end) {
    int at = scanStart;
    while (at < end && text[at] != '#') {
      at++;
    }
    if (at >= end) {
      return;
    }
    new Gap(scanStart, at).scan();
  }

  /** The look at one gap between tokens that holds comments. */
  private final class Gap {

    private final int nextIndent = Math.max(indents.isEmpty() ? -1 : indents.peek(), 0);
    private final int footLine;

    private int scanStart;
    private int attachedAt;
    private boolean firstEmpty;
    private boolean recentEmpty;
    private List<Line> lines = new ArrayList<>();
    private int start;
    private int startLine;
    private int startColumn;
    private int at;
    private int line;
    private int column;

    Gap(int scanStart, int firstComment) {
      this.scanStart = scanStart;
      at = firstComment;
      attachedAt = previous == Token.ID.FlowEntry ? beforePreviousStart : previousStart;
      int newlines = newlinesBefore(firstComment);
      firstEmpty = newlines <= 1;
      line = lineOf(firstComment);
      column = columnOf(firstComment);
      int foot = -1;
      if (lineOf(scanStart) > 0) {
        foot = line - newlines + 1;
        if (newlines == 0 && column > 1) {
          foot++;
        }
      }
      footLine = foot;
    }

    void scan() {
      while (true) {
        column++;
        int c = at < text.length ? text[at] : 0;
        if (isBlank(c)) {
          at++;
          continue;
        }
        boolean closesFlow = flowDepth > 0 && (c == ']' || c == '}');
        boolean isEnd = at >= text.length;
        if (closesFlow || isEnd || isBreak(c)) {
          emptyLine(closesFlow, isEnd);
          if (isEnd || closesFlow) {
            break;
          }
          firstEmpty = false;
          recentEmpty = true;
          column = 0;
          line++;
          at++;
          continue;
        }
        if (!lines.isEmpty() && column - 1 < nextIndent && column != startColumn) {
          // At another indentation it belongs to what went before, not to what comes.
          finish(Position.FOOT);
        }
        if (c != '#') {
          break;
        }
        commentLine();
      }
      if (!lines.isEmpty()) {
        attachedAt = start;
        add(Position.HEAD, at - 1);
      }
    }

    private void emptyLine(boolean closesFlow, boolean isEnd) {
      if (!closesFlow && recentEmpty) {
        return;
      }
      boolean isDedented = startColumn - 1 < nextIndent;
      boolean isFoot =
          closesFlow
              || (firstEmpty
                  && ((startLine == footLine && previous != Token.ID.Value) || isDedented));
      if (lines.isEmpty()) {
        return;
      }
      if (isFoot) {
        if (isDedented) {
          attachedAt = start;
        }
        finish(Position.FOOT);
      } else if (!isEnd) {
        lines.add(Line.EMPTY);
      }
    }

    private void commentLine() {
      int end = lineEnd(at);
      if (lines.isEmpty()) {
        start = at;
        startLine = line;
        startColumn = column;
      }
      lines.add(new Line(at, end));
      recentEmpty = false;
      line = lineOf(at);
      column = 0;
      // Only the first character of a line end is passed over: with CRLF go-yaml sees an empty
      // line after every comment.
      at = Math.min(end + 1, text.length);
    }

    private void finish(Position position) {
      add(position, at);
      scanStart = at;
      attachedAt = at;
    }

    private void add(Position position, int end) {
      comments.add(
          new CommentBlock(position, lines, attachedAt, scanStart, start, startColumn, end));
      lines = new ArrayList<>();
    }
  }

  private int newlinesBefore(int position) {
    int newlines = 0;
    int at = position - 1;
    while (at >= 0 && (isBlank(text[at]) || isBreak(text[at]))) {
      boolean isSecondOfPair = text[at] == '\r' && at + 1 < text.length && text[at + 1] == '\n';
      if (isBreak(text[at]) && !isSecondOfPair) {
        newlines++;
      }
      at--;
    }
    return newlines;
  }

  private int lineEnd(int from) {
    int end = from;
    while (end < text.length && !isBreak(text[end])) {
      end++;
    }
    return end;
  }

  private int lineOf(int position) {
    int found = Arrays.binarySearch(lineStarts, position);
    return found >= 0 ? found : -found - 2;
  }

  private int columnOf(int position) {
    return position - lineStarts[lineOf(position)];
  }

  private static int[] lineStarts(int[] text) {
    int[] starts = new int[16];
    int lines = 1;
    for (int i = 0; i < text.length; i++) {
      boolean isFirstOfPair = text[i] == '\r' && i + 1 < text.length && text[i + 1] == '\n';
      if (isBreak(text[i]) && !isFirstOfPair) {
        if (lines == starts.length) {
          starts = Arrays.copyOf(starts, 2 * lines);
        }
        starts[lines++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, lines);
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isBreak(int c) {
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }
}
