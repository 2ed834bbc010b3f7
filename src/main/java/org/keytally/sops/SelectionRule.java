package org.keytally.sops;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * Which leaves of a tree are encrypted: at most one of six rules (sops-file-format 6).
 *
 * @param argument suffix or regular expression; never empty
 */
public record SelectionRule(Kind kind, String argument) {

  /** What holds where none is written. */
  public static final SelectionRule DEFAULT =
      new SelectionRule(Kind.UNENCRYPTED_SUFFIX, "_unencrypted");

  /** The rules, named as their fields in the metadata. */
  public enum Kind {
    UNENCRYPTED_SUFFIX("unencrypted_suffix"),
    ENCRYPTED_SUFFIX("encrypted_suffix"),
    UNENCRYPTED_REGEX("unencrypted_regex"),
    ENCRYPTED_REGEX("encrypted_regex"),
    UNENCRYPTED_COMMENT_REGEX("unencrypted_comment_regex"),
    ENCRYPTED_COMMENT_REGEX("encrypted_comment_regex");

    private final String field;

    Kind(String field) {
      this.field = field;
    }

    /** The name of the field in the metadata. */
    public String field() {
      return field;
    }
  }

  /** The rule made ready to be asked for many leaves. */
  Selection selection() {
    return new Selection(this);
  }

  /** A rule with its expression compiled; one that does not compile matches nothing, as in sops. */
  static final class Selection {

    private final SelectionRule rule;
    private final Optional<Pattern> pattern;

    private Selection(SelectionRule rule) {
      this.rule = rule;
      this.pattern =
          switch (rule.kind()) {
            case UNENCRYPTED_SUFFIX, ENCRYPTED_SUFFIX -> Optional.empty();
            case UNENCRYPTED_REGEX,
                ENCRYPTED_REGEX,
                UNENCRYPTED_COMMENT_REGEX,
                ENCRYPTED_COMMENT_REGEX ->
                compile(rule.argument());
          };
    }

    private static Optional<Pattern> compile(String expression) {
      try {
        return Optional.of(Expressions.compile(expression));
      } catch (PatternSyntaxException e) {
        return Optional.empty();
      }
    }

    /**
     * Whether a leaf is selected for encryption.
     *
     * @param path the string keys from the root to the leaf; for a comment those of its container
     * @param comments for each level of nesting the comments before the current item
     * @param isComment whether the leaf is the last of those comments itself
     */
    boolean selects(List<String> path, List<List<String>> comments, boolean isComment) {
      return switch (rule.kind()) {
        case UNENCRYPTED_SUFFIX -> !anyEndsWith(path);
        case ENCRYPTED_SUFFIX -> anyEndsWith(path);
        case UNENCRYPTED_REGEX -> !anyMatches(path);
        case ENCRYPTED_REGEX -> anyMatches(path);
        case UNENCRYPTED_COMMENT_REGEX -> !anyCommentMatches(comments, false);
        case ENCRYPTED_COMMENT_REGEX -> anyCommentMatches(comments, isComment);
      };
    }

    /** Whether the rule looks at comments, so that their text must be kept while walking. */
    boolean looksAtComments() {
      return rule.kind() == Kind.UNENCRYPTED_COMMENT_REGEX
          || rule.kind() == Kind.ENCRYPTED_COMMENT_REGEX;
    }

    /** Whether a comment's ciphertext would be taken for a marker, which sops cannot read back. */
    boolean mistakesForMarker(String ciphertext) {
      return rule.kind() == Kind.UNENCRYPTED_COMMENT_REGEX && matches(ciphertext);
    }

    private boolean anyEndsWith(List<String> path) {
      for (String component : path) {
        if (component.endsWith(rule.argument())) {
          return true;
        }
      }
      return false;
    }

    private boolean anyMatches(List<String> path) {
      for (String component : path) {
        if (matches(component)) {
          return true;
        }
      }
      return false;
    }

    private boolean anyCommentMatches(List<List<String>> comments, boolean exceptLast) {
      for (int level = 0; level < comments.size(); level++) {
        List<String> ofLevel = comments.get(level);
        boolean isLastLevel = level == comments.size() - 1;
        int count = ofLevel.size() - (exceptLast && isLastLevel ? 1 : 0);
        for (int i = 0; i < count; i++) {
          if (matches(ofLevel.get(i))) {
            return true;
          }
        }
      }
      return false;
    }

    private boolean matches(String text) {
      return pattern.isPresent() && pattern.get().matcher(text).find();
    }
  }
}
