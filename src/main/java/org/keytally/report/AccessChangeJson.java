package org.keytally.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.keytally.check.AccessChange;
import org.keytally.check.AccessChange.CreatedFile;
import org.keytally.check.AccessChange.EncryptedFile;
import org.keytally.check.AccessChange.KeyChange;
import org.keytally.check.AccessChange.NewRecipient;
import org.keytally.check.AccessChange.ReaderChange;

/** What a change does to access, as a member of a document for programs. */
final class AccessChangeJson {

  private AccessChangeJson() {}

  static void write(String name, AccessChange change, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeArrayFieldStart("readers");
    for (ReaderChange reader : change.readers()) {
      json.writeStartObject();
      json.writeStringField("kind", Phrases.lower(reader.kind()));
      json.writeStringField("name", Printable.withoutPrivateKeys(reader.name()));
      files("gained", reader.gained(), json);
      files("lost", reader.lost(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("created");
    for (CreatedFile created : change.created()) {
      json.writeStartObject();
      file(created.file(), json);
      texts("readers", created.readers(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
    files("deleted", change.deleted(), json);
    files("reencrypted", change.reencrypted(), json);
    json.writeArrayFieldStart("keys");
    for (KeyChange key : change.keys()) {
      json.writeStartObject();
      json.writeStringField("kind", Phrases.lower(key.kind()));
      json.writeStringField("name", Printable.withoutPrivateKeys(key.name()));
      json.writeStringField("path", Printable.withoutPrivateKeys(key.path()));
      texts("added", key.added(), json);
      texts("removed", key.removed(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("newRecipients");
    for (NewRecipient recipient : change.newRecipients()) {
      json.writeStartObject();
      json.writeStringField("recipient", Printable.withoutPrivateKeys(recipient.recipient()));
      if (recipient.owner().isPresent()) {
        json.writeStringField("owner", Printable.withoutPrivateKeys(recipient.owner().get()));
      }
      if (recipient.publishedIn().isPresent()) {
        json.writeStringField(
            "publishedIn", Printable.withoutPrivateKeys(recipient.publishedIn().get()));
      }
      files("files", recipient.files(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void files(String field, List<EncryptedFile> files, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (EncryptedFile file : files) {
      json.writeStartObject();
      file(file, json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void file(EncryptedFile file, JsonGenerator json) throws IOException {
    json.writeStringField("label", Printable.withoutPrivateKeys(file.label()));
    json.writeStringField("path", Printable.withoutPrivateKeys(file.path()));
  }

  private static void texts(String field, List<String> texts, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(Printable.withoutPrivateKeys(text));
    }
    json.writeEndArray();
  }
}
