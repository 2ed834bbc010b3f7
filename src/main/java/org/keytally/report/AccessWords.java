package org.keytally.report;

import java.util.List;
import java.util.Map;
import org.keytally.check.Access;
import org.keytally.check.Access.Reason;
import org.keytally.check.Access.Row;
import org.keytally.check.Reader;

/** What the formats for people say of access in the same words: printable, with keys shortened. */
final class AccessWords {

  /** What is said of a key that nothing gives access. */
  static final String NO_REASON = "no reason: extra recipient";

  private final ShortKeys keys;
  private final boolean unicode;

  AccessWords(Access access, boolean unicode) {
    this.unicode = unicode;
    this.keys = new ShortKeys(unicode ? "…" : "...", Map.of());
    for (Reader reader : access.readers()) {
      keys.note(reader.name());
    }
    for (Row row : access.rows()) {
      for (Access.Key key : row.keys()) {
        keys.note(key.recipient());
      }
    }
  }

  String safe(String text) {
    return Printable.of(text, unicode);
  }

  /** A recipient, shortened. */
  String brief(String recipient) {
    return safe(keys.brief(recipient));
  }

  /** {@code alice}, {@code machine web01}, {@code anchor &ci}, {@code key age1…}. */
  String name(Reader reader) {
    return switch (reader.kind()) {
      case PERSON -> safe(reader.name());
      case MACHINE -> "machine " + safe(reader.name());
      case ANCHOR -> "anchor &" + safe(reader.name());
      case SERVICE -> "key service " + safe(reader.name());
      case UNKNOWN -> "key " + brief(reader.name());
    };
  }

  /**
   * Why a key opens a file, in a few words: the same for all files with the same kind of reason.
   */
  String why(Access.Key key) {
    StringBuilder text = new StringBuilder();
    for (Reason reason : key.reasons()) {
      String one = why(reason);
      // Two links to one group, as for a person with two users, need not be told apart here.
      if (text.indexOf(one) < 0) {
        text.append(text.isEmpty() ? "" : "; ").append(one);
      }
    }
    return text.isEmpty() ? NO_REASON : text.toString();
  }

  /** Why a key opens a file, in a few words. */
  String why(Reason reason) {
    if (reason instanceof Reason.Link) {
      return "link";
    } else if (reason instanceof Reason.Group group) {
      return "group " + safe(group.name());
    } else if (reason instanceof Reason.Rule rule) {
      return "creation rule "
          + safe(rule.path())
          + ":"
          + rule.line()
          + (rule.pathRegex().isPresent() ? " " + safe(rule.pathRegex().get()) : "");
    } else if (reason instanceof Reason.FormerKey former) {
      return "no reason: the former key of machine " + safe(former.machine());
    } else if (reason instanceof Reason.Declared) {
      return "Nix declares it; the link is not there yet";
    }
    return "no creation rule takes the file";
  }

  /** The links that make a reason. */
  List<String> links(Reason reason) {
    if (reason instanceof Reason.Link link) {
      return List.of(safe(link.path()));
    }
    return reason instanceof Reason.Group group
        ? List.of(safe(group.path()), safe(group.membership()))
        : List.of();
  }

  /** What has to be known of a file before its keys mean anything; empty for nearly all files. */
  static String caution(Row row) {
    return switch (row.protection()) {
      case CLEAR -> "in clear: everybody who has the repository reads it";
      case UNREADABLE -> "not a whole sops file: nobody can tell who reads it";
      case ENCRYPTED ->
          row.needed() < 2
              ? ""
              : "needs keys of " + row.needed() + " of its " + row.groups() + " key groups";
    };
  }
}
