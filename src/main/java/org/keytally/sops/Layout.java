package org.keytally.sops;

import java.util.List;

/**
 * How a store's text can be edited in place, so that comments, order, quoting, indentation and line
 * ends of everything else stay as they are. What a layout cannot do it says, and the text is
 * emitted anew.
 */
interface Layout {

  /**
   * The text of a value in the style of the one that stands there.
   *
   * @param span of the present value in the text
   */
  byte[] valueText(byte[] text, Span span, byte[] value);

  /**
   * Removes entries from a list of the metadata and adds some at its end.
   *
   * @param path of the list in the metadata, such as {@code key_groups[1].age}
   * @param removed indices of the list's elements
   * @param added entries that are laid out like the list's first
   * @return whether the layout of the list allows it; if not, nothing was edited
   */
  boolean editKeyList(
      byte[] text,
      TextEdits edits,
      KeyListPath path,
      Sequence list,
      List<Integer> removed,
      List<KeyEntry> added);

  /**
   * Where a list of keys stands in the metadata.
   *
   * @param group index in {@code key_groups}; -1 for a list of the only group, at the top
   * @param field such as {@code age}
   */
  record KeyListPath(int group, String field) {

    /** The name that entries begin with in flattened stores. */
    String flattened() {
      return group < 0 ? field : "key_groups__list_" + group + "__map_" + field;
    }
  }
}
