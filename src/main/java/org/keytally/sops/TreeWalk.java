package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks the leaves of a tree in the order that the MAC is defined over, with what decides about
 * each: its path and the comments before it (sops-file-format 6 and 7).
 */
final class TreeWalk {

  /** Looks at a leaf, and gives what stands there in the new tree. */
  interface Visitor {

    /**
     * Looks at one leaf.
     *
     * @param leaf a {@link Scalar} that is not null, or a {@link Comment}
     * @param selected whether the selection rule wants it encrypted
     */
    Node visit(Node leaf, Place place, boolean selected) throws SopsException;
  }

  /**
   * Where a leaf stands.
   *
   * @param keys the string keys from the root; for a comment those of its container
   * @param field for messages, such as {@code db.hosts[2]}
   * @param mayBeComment whether a comment can stand there: between the items of a container
   */
  record Place(List<String> keys, String field, boolean mayBeComment) {

    /** What binds a value to its place: the keys joined and closed by colons. */
    byte[] additionalData() {
      StringBuilder path = new StringBuilder();
      for (int i = 0; i < keys.size(); i++) {
        if (i > 0) {
          path.append(':');
        }
        path.append(keys.get(i));
      }
      return path.append(':').toString().getBytes(StandardCharsets.UTF_8);
    }
  }

  private final SelectionRule.Selection selection;
  private final boolean ofCiphertext;
  private final Visitor visitor;
  private final List<String> keys = new ArrayList<>();
  private final List<List<String>> comments = new ArrayList<>();

  /**
   * @param ofCiphertext whether the tree is an encrypted one, where a list element can be a comment
   *     in disguise
   */
  TreeWalk(SelectionRule rule, boolean ofCiphertext, Visitor visitor) {
    this.selection = rule.selection();
    this.ofCiphertext = ofCiphertext;
    this.visitor = visitor;
  }

  /** The documents with every leaf replaced by what the visitor gave for it. */
  List<Branch> walk(List<Branch> documents) throws SopsException {
    List<Branch> walked = new ArrayList<>();
    for (Branch document : documents) {
      walked.add(branch(document, ""));
    }
    return walked;
  }

  private Branch branch(Branch branch, String field) throws SopsException {
    comments.add(new ArrayList<>());
    List<Branch.Item> items = new ArrayList<>(branch.items().size());
    for (Branch.Item item : branch.items()) {
      if (item instanceof Comment comment) {
        items.add((Comment) comment(comment, comment.text(), field));
      } else if (item instanceof Branch.Pair pair) {
        keys.add(pair.key());
        String child = field.isEmpty() ? pair.key() : field + '.' + pair.key();
        items.add(new Branch.Pair(pair.key(), node(pair.value(), child), pair.keySpan()));
        keys.remove(keys.size() - 1);
        innermostComments().clear();
      }
    }
    comments.remove(comments.size() - 1);
    return new Branch(items, branch.span());
  }

  private Sequence sequence(Sequence sequence, String field) throws SopsException {
    comments.add(new ArrayList<>());
    List<Node> elements = new ArrayList<>(sequence.elements().size());
    int index = 0;
    for (Node element : sequence.elements()) {
      if (element instanceof Comment comment) {
        elements.add(comment(comment, comment.text(), field));
      } else if (isDisguisedComment(element)) {
        elements.add(comment(element, ((Scalar) element).text(), field + '[' + index++ + ']'));
      } else {
        elements.add(node(element, field + '[' + index++ + ']'));
        innermostComments().clear();
      }
    }
    comments.remove(comments.size() - 1);
    return new Sequence(elements, sequence.span());
  }

  /** sops emits an encrypted comment of a list as an element of it (sops-file-format 7). */
  private boolean isDisguisedComment(Node element) {
    return ofCiphertext
        && element instanceof Scalar scalar
        && scalar.type() == ValueType.STR
        && ValueCipher.looksLikeEncryptedComment(scalar.bytes());
  }

  private Node comment(Node leaf, String text, String field) throws SopsException {
    if (selection.looksAtComments()) {
      innermostComments().add(text);
    }
    Place place = new Place(List.copyOf(keys), field, true);
    return visitor.visit(leaf, place, selection.selects(keys, comments, true));
  }

  private Node node(Node node, String field) throws SopsException {
    if (node instanceof Branch branch) {
      return branch(branch, field);
    }
    if (node instanceof Sequence sequence) {
      return sequence(sequence, field);
    }
    if (node instanceof Scalar scalar && scalar.type() == ValueType.NULL) {
      return node;
    }
    return visitor.visit(
        node, new Place(List.copyOf(keys), field, false), selection.selects(keys, comments, false));
  }

  private List<String> innermostComments() {
    return comments.get(comments.size() - 1);
  }
}
