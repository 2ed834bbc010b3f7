package org.keytally.report;

import java.util.ArrayList;
import java.util.List;
import org.keytally.check.AccessChange;
import org.keytally.check.AccessChange.CreatedFile;
import org.keytally.check.AccessChange.EncryptedFile;
import org.keytally.check.AccessChange.KeyChange;
import org.keytally.check.AccessChange.NewRecipient;
import org.keytally.check.AccessChange.ReaderChange;

/** What a change does to access, as the rows of a table; all text is printable. */
final class AccessChangeTable {

  /**
   * One row.
   *
   * @param who a person, a machine, an anchor or a key; or the file that comes or goes
   * @param change what happens, in our own words
   * @param what names of files, readers or keys
   */
  record Row(String who, String change, List<String> what) {

    Row {
      what = List.copyOf(what);
    }
  }

  private final Phrases phrases;

  AccessChangeTable(Phrases phrases) {
    this.phrases = phrases;
  }

  /** Those who had no key here before: one sentence about each, for the top of a report. */
  List<String> newReaders(AccessChange change) {
    List<String> sentences = new ArrayList<>();
    for (NewRecipient recipient : change.newRecipients()) {
      String key = phrases.brief(recipient.recipient());
      int count = recipient.files().size();
      sentences.add(
          (recipient.owner().isPresent()
                  ? phrases.safe(recipient.owner().get()) + " (" + key + ")"
                  : "key " + key + ", which belongs to nobody,")
              + " reads "
              + count
              + (count == 1 ? " secret" : " secrets")
              + (recipient.publishedIn().isPresent()
                  ? "; the key comes with " + phrases.safe(recipient.publishedIn().get())
                  : "; no file of this change publishes the key")
              + ".");
    }
    return sentences;
  }

  /** Everything that changes; empty if nobody gains or loses anything. */
  List<Row> rows(AccessChange change) {
    List<Row> rows = new ArrayList<>();
    for (ReaderChange reader : change.readers()) {
      if (!reader.gained().isEmpty()) {
        rows.add(new Row(name(reader), "gains " + reader.gained().size(), labels(reader.gained())));
      }
      if (!reader.lost().isEmpty()) {
        rows.add(new Row(name(reader), "loses " + reader.lost().size(), labels(reader.lost())));
      }
    }
    for (CreatedFile created : change.created()) {
      List<String> readers = new ArrayList<>();
      for (String reader : created.readers()) {
        readers.add(phrases.brief(reader));
      }
      rows.add(
          new Row(
              phrases.safe(created.file().label()),
              readers.isEmpty() ? "is new, read by nobody" : "is new, read by",
              readers));
    }
    for (EncryptedFile deleted : change.deleted()) {
      rows.add(new Row(phrases.safe(deleted.label()), "is deleted", List.of()));
    }
    for (EncryptedFile file : change.reencrypted()) {
      rows.add(new Row(phrases.safe(file.label()), "is encrypted again", List.of()));
    }
    for (KeyChange key : change.keys()) {
      String holder = holder(key);
      if (!key.removed().isEmpty()) {
        rows.add(new Row(holder, "no longer has the key", keys(key.removed())));
      }
      if (!key.added().isEmpty()) {
        rows.add(new Row(holder, "now has the key", keys(key.added())));
      }
    }
    return rows;
  }

  private String name(ReaderChange reader) {
    return switch (reader.kind()) {
      case PERSON -> phrases.safe(reader.name());
      case MACHINE -> "machine " + phrases.safe(reader.name());
      case ANCHOR -> "anchor &" + phrases.safe(reader.name());
      case SERVICE -> "key service " + phrases.safe(reader.name());
      case UNKNOWN -> "key " + phrases.brief(reader.name());
    };
  }

  private String holder(KeyChange key) {
    String name = phrases.safe(key.name());
    return switch (key.kind()) {
      case USER -> "user " + name;
      case MACHINE -> "machine " + name;
      case ANCHOR -> "anchor &" + name;
    };
  }

  private List<String> labels(List<EncryptedFile> files) {
    List<String> labels = new ArrayList<>();
    for (EncryptedFile file : files) {
      labels.add(phrases.safe(file.label()));
    }
    return labels;
  }

  private List<String> keys(List<String> keys) {
    List<String> brief = new ArrayList<>();
    for (String key : keys) {
      brief.add(phrases.brief(key));
    }
    return brief;
  }
}
