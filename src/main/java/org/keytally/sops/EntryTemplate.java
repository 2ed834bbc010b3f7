package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lays a new key entry out like one that stands in the file. */
final class EntryTemplate {

  private EntryTemplate() {}

  /** The text of the list's first entry with the values of another. */
  static byte[] fill(byte[] text, Sequence list, KeyEntry entry, Layout layout) {
    Branch template = (Branch) list.elements().get(0);
    int offset = template.span().start();
    byte[] model = Arrays.copyOfRange(text, offset, template.span().end());
    TextEdits edits = new TextEdits();
    for (Branch.Pair pair : template.pairs()) {
      String value = pair.key().equals("enc") ? entry.wrapped() : entry.identifier();
      Span span = pair.value().span();
      byte[] replacement = layout.valueText(text, span, value.getBytes(StandardCharsets.UTF_8));
      edits.replace(span.start() - offset, span.end() - offset, replacement);
    }
    return edits.applyTo(model);
  }

  /** Whether the list begins with an entry that has exactly the fields of an age entry. */
  static boolean isUsable(Sequence list) {
    if (list.elements().isEmpty() || !(list.elements().get(0) instanceof Branch branch)) {
      return false;
    }
    return branch.pairs().size() == 2
        && branch.get("enc").isPresent()
        && branch.get("recipient").isPresent()
        && branch.items().size() == 2;
  }
}
