package org.keytally.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.keytally.check.AccessChange;
import org.keytally.check.AccessChange.CreatedFile;
import org.keytally.check.AccessChange.EncryptedFile;
import org.keytally.check.AccessChange.KeyChange;
import org.keytally.check.AccessChange.NewRecipient;
import org.keytally.check.AccessChange.ReaderChange;
import org.keytally.report.Style.Detail;
import org.keytally.report.TextPage.Ink;

/** What a change does to access, for a person: new readers first, then a table. */
final class AccessChangeText {

  /** Files of one row that are shown unless all are asked for. */
  private static final int FILES = 10;

  /** Rows of one kind that are shown unless all are asked for. */
  private static final int ROWS = 30;

  private final Style style;
  private final ShortKeys keys;
  private final TextPage page;

  AccessChangeText(Style style, ShortKeys keys, TextPage page) {
    this.style = style;
    this.keys = keys;
    this.page = page;
  }

  /** Takes note of the keys that will be shown. */
  static void note(AccessChange change, ShortKeys keys) {
    for (ReaderChange reader : change.readers()) {
      keys.note(reader.name());
    }
    for (CreatedFile created : change.created()) {
      for (String reader : created.readers()) {
        keys.note(reader);
      }
    }
    for (KeyChange key : change.keys()) {
      for (String added : key.added()) {
        keys.note(added);
      }
      for (String removed : key.removed()) {
        keys.note(removed);
      }
    }
    for (NewRecipient recipient : change.newRecipients()) {
      keys.note(recipient.recipient());
    }
  }

  void write(AccessChange change) throws IOException {
    for (NewRecipient recipient : change.newRecipients()) {
      page.put("NEW READER: " + newReader(recipient), Ink.YELLOW).end();
    }
    if (style.detail() == Detail.BRIEF) {
      return;
    }
    if (!change.newRecipients().isEmpty()) {
      page.end();
    }
    if (change.isEmpty()) {
      page.put("Nobody gains or loses access.").end();
      page.end();
      return;
    }
    page.put("What the change does to access", Ink.BOLD).end();
    List<String[]> rows = new ArrayList<>();
    for (ReaderChange reader : change.readers()) {
      if (!reader.gained().isEmpty()) {
        rows.add(row(name(reader), "gains", reader.gained()));
      }
      if (!reader.lost().isEmpty()) {
        rows.add(row(name(reader), "loses", reader.lost()));
      }
    }
    table(rows);
    rows.clear();
    for (CreatedFile created : change.created()) {
      rows.add(
          new String[] {
            "new",
            safe(created.file().label()),
            created.readers().isEmpty()
                ? "read by nobody"
                : "read by " + list(created.readers(), true)
          });
    }
    for (EncryptedFile deleted : change.deleted()) {
      rows.add(new String[] {"deleted", safe(deleted.label()), ""});
    }
    for (EncryptedFile file : change.reencrypted()) {
      rows.add(new String[] {"re-encrypted", safe(file.label()), ""});
    }
    for (KeyChange key : change.keys()) {
      rows.add(new String[] {keyWord(key), safe(key.name()), keyDetail(key)});
    }
    table(rows);
    page.end();
  }

  private String newReader(NewRecipient recipient) {
    String key = safe(keys.brief(recipient.recipient()));
    StringBuilder text = new StringBuilder();
    if (recipient.owner().isPresent()) {
      text.append(safe(recipient.owner().get())).append(" (").append(key).append(')');
    } else {
      text.append("key ").append(key).append(", which belongs to nobody");
    }
    int count = recipient.files().size();
    text.append(' ').append(style.arrow()).append(' ').append(count);
    text.append(count == 1 ? " secret" : " secrets");
    if (recipient.publishedIn().isPresent()) {
      text.append("; the key comes with ").append(safe(recipient.publishedIn().get()));
    }
    return text.toString();
  }

  private String name(ReaderChange reader) {
    return switch (reader.kind()) {
      case PERSON -> safe(reader.name());
      case MACHINE -> "machine " + safe(reader.name());
      case ANCHOR -> "anchor &" + safe(reader.name());
      case SERVICE -> "key service " + safe(reader.name());
      case UNKNOWN -> "key " + safe(keys.brief(reader.name()));
    };
  }

  private String[] row(String name, String verb, List<EncryptedFile> files) {
    List<String> labels = new ArrayList<>();
    for (EncryptedFile file : files) {
      labels.add(file.label());
    }
    return new String[] {name, verb + " " + files.size(), list(labels, false)};
  }

  private static String keyWord(KeyChange key) {
    return switch (key.kind()) {
      case USER -> "key of user";
      case MACHINE -> "key of machine";
      case ANCHOR -> "anchor";
    };
  }

  private String keyDetail(KeyChange key) {
    StringBuilder text = new StringBuilder();
    for (String removed : key.removed()) {
      text.append(text.isEmpty() ? "-" : " -").append(safe(keys.brief(removed)));
    }
    for (String added : key.added()) {
      text.append(text.isEmpty() ? "+" : " +").append(safe(keys.brief(added)));
    }
    return text.toString();
  }

  private String list(List<String> names, boolean recipients) {
    int shown = style.detail() == Detail.FULL ? names.size() : Math.min(FILES, names.size());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < shown; i++) {
      text.append(i == 0 ? "" : ", ");
      text.append(safe(recipients ? keys.brief(names.get(i)) : names.get(i)));
    }
    if (shown < names.size()) {
      text.append(" and ").append(names.size() - shown).append(" more; -v shows all");
    }
    return text.toString();
  }

  /** Columns as wide as their widest cell; the last one is broken at the width of the page. */
  private void table(List<String[]> rows) throws IOException {
    int shown = style.detail() == Detail.FULL ? rows.size() : Math.min(ROWS, rows.size());
    int first = 0;
    int second = 0;
    for (int i = 0; i < shown; i++) {
      first = Math.max(first, Columns.of(rows.get(i)[0]));
      second = Math.max(second, Columns.of(rows.get(i)[1]));
    }
    first = Math.min(first, style.width() / 3);
    second = Math.min(second, style.width() / 3);
    for (int i = 0; i < shown; i++) {
      String[] row = rows.get(i);
      String begin = Columns.padded(row[0], first) + "  " + Columns.padded(row[1], second);
      page.paragraph(2, 6 + first + second, (begin + "  " + row[2]).stripTrailing(), Ink.NONE);
    }
    if (shown < rows.size()) {
      page.put("  " + style.ellipsis() + " and " + (rows.size() - shown) + " more; -v shows all")
          .end();
    }
  }

  private String safe(String text) {
    return Printable.of(text, style.unicode());
  }
}
