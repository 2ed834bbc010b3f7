package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes changed metadata and values into the text of a file, leaving all else as it is. Every
 * result is read back by the caller; where the layout does not allow an edit there is none.
 */
final class InPlace {

  private final Layout layout;
  private final byte[] text;
  private final Store.Encrypted loaded;
  private final TextEdits edits = new TextEdits();

  InPlace(Layout layout, byte[] text, Store.Encrypted loaded) {
    this.layout = layout;
    this.text = text;
    this.loaded = loaded;
  }

  /** The text with other keys, and with another MAC and time where those changed. */
  Optional<byte[]> withMetadata(Metadata after) throws SopsException {
    return editMetadata(after) ? Optional.of(edits.applyTo(text)) : Optional.empty();
  }

  /** The text with other values as well; the documents differ from the loaded ones in leaves. */
  Optional<byte[]> withValues(List<Branch> documents, Metadata after) throws SopsException {
    for (int i = 0; i < documents.size(); i++) {
      if (!editValues(loaded.documents().get(i), documents.get(i))) {
        return Optional.empty();
      }
    }
    return withMetadata(after);
  }

  private boolean editValues(Node before, Node after) {
    if (before instanceof Branch from && after instanceof Branch to) {
      for (int i = 0; i < from.items().size(); i++) {
        boolean edited;
        if (from.items().get(i) instanceof Branch.Pair fromPair
            && to.items().get(i) instanceof Branch.Pair toPair) {
          edited = editValues(fromPair.value(), toPair.value());
        } else {
          edited = editValues((Comment) from.items().get(i), (Comment) to.items().get(i));
        }
        if (!edited) {
          return false;
        }
      }
      return true;
    }
    if (before instanceof Sequence from && after instanceof Sequence to) {
      for (int i = 0; i < from.elements().size(); i++) {
        if (!editValues(from.elements().get(i), to.elements().get(i))) {
          return false;
        }
      }
      return true;
    }
    if (before instanceof Comment from && after instanceof Comment to) {
      return editComment(from, to);
    }
    if (before instanceof Scalar from) {
      byte[] value = after instanceof Comment comment ? comment.bytes() : ((Scalar) after).bytes();
      return editScalar(from, value);
    }
    return false;
  }

  private boolean editComment(Comment before, Comment after) {
    // A comment that was written into the encrypted file in clear is no secret.
    if (Arrays.equals(before.bytes(), after.bytes())
        || !ValueCipher.looksEncrypted(before.bytes())) {
      return true;
    }
    if (!before.span().isKnown()) {
      return false;
    }
    // What stands before the text, such as the comment character and a blank, stays.
    int textStart = before.span().end() - before.bytes().length;
    edits.replace(textStart, before.span().end(), after.bytes());
    return true;
  }

  private boolean editScalar(Scalar before, byte[] value) {
    if (Arrays.equals(before.bytes(), value)) {
      return true;
    }
    if (!before.span().isKnown()) {
      return false;
    }
    edits.replace(
        before.span().start(), before.span().end(), layout.valueText(text, before.span(), value));
    return true;
  }

  private boolean editMetadata(Metadata after) throws SopsException {
    for (Branch copy : loaded.copies()) {
      Metadata before = Metadata.of(copy);
      if (before.groups().size() != after.groups().size()
          || before.shamirThreshold() != after.shamirThreshold()
          || !editText(copy, "mac", before.mac().orElse(""), after.mac().orElse(""))
          || !editText(copy, "lastmodified", before.lastModified(), after.lastModified())) {
        return false;
      }
      for (int group = 0; group < after.groups().size(); group++) {
        if (!editGroup(copy, group, before.groups().get(group), after.groups().get(group))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean editText(Branch copy, String field, String before, String after) {
    if (before.equals(after)) {
      return true;
    }
    Optional<Node> value = copy.get(field);
    return value.isPresent()
        && value.get() instanceof Scalar scalar
        && editScalar(scalar, after.getBytes(StandardCharsets.UTF_8));
  }

  private boolean editGroup(Branch copy, int group, List<KeyEntry> before, List<KeyEntry> after) {
    for (KeyType type : KeyType.values()) {
      List<KeyEntry> old = ofType(before, type);
      List<KeyEntry> added = ofType(after, type);
      List<Integer> removed = new ArrayList<>();
      for (int i = 0; i < old.size(); i++) {
        int kept = indexOf(added, old.get(i).identifier());
        if (kept < 0) {
          removed.add(i);
        } else if (!editWrapped(old.get(i), added.remove(kept))) {
          return false;
        }
      }
      if (!removed.isEmpty() || !added.isEmpty()) {
        Optional<Sequence> list = keyList(copy, group, type);
        boolean canAdd =
            added.isEmpty()
                || (type == KeyType.AGE && list.isPresent() && EntryTemplate.isUsable(list.get()));
        if (list.isEmpty()
            || list.get().elements().size() != old.size()
            || !canAdd
            || !layout.editKeyList(
                text, edits, pathOf(copy, group, type), list.get(), removed, added)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean editWrapped(KeyEntry before, KeyEntry after) {
    if (before.wrapped().equals(after.wrapped())) {
      return true;
    }
    Optional<Node> wrapped = before.fields().get("enc");
    return wrapped.isPresent()
        && wrapped.get() instanceof Scalar scalar
        && editScalar(scalar, after.wrapped().getBytes(StandardCharsets.UTF_8));
  }

  private static List<KeyEntry> ofType(List<KeyEntry> group, KeyType type) {
    List<KeyEntry> entries = new ArrayList<>();
    for (KeyEntry entry : group) {
      if (entry.type() == type) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static int indexOf(List<KeyEntry> entries, String identifier) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).identifier().equals(identifier)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isAtTop(Branch copy) {
    for (KeyType type : KeyType.values()) {
      if (copy.get(type.field()).isPresent()
          && copy.get(type.field()).get() instanceof Sequence list
          && !list.elements().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static Layout.KeyListPath pathOf(Branch copy, int group, KeyType type) {
    return new Layout.KeyListPath(isAtTop(copy) ? -1 : group, type.field());
  }

  private static Optional<Sequence> keyList(Branch copy, int group, KeyType type) {
    Branch container = copy;
    if (!isAtTop(copy)) {
      if (copy.get("key_groups").isPresent()
          && copy.get("key_groups").get() instanceof Sequence groups
          && group < groups.elements().size()
          && groups.elements().get(group) instanceof Branch branch) {
        container = branch;
      } else {
        return Optional.empty();
      }
    }
    return container.get(type.field()).isPresent()
            && container.get(type.field()).get() instanceof Sequence list
        ? Optional.of(list)
        : Optional.empty();
  }
}
