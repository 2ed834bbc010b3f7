package org.keytally.sops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tells whether two trees hold the same values under the same keys in the same order. */
final class TreeCompare {

  private TreeCompare() {}

  /** Comments do not count: stores move or drop them. */
  static boolean sameValues(List<Branch> some, List<Branch> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!same(some.get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Node one, Node other) {
    if (one instanceof Branch some && other instanceof Branch others) {
      List<Branch.Pair> left = some.pairs();
      List<Branch.Pair> right = others.pairs();
      if (left.size() != right.size()) {
        return false;
      }
      for (int i = 0; i < left.size(); i++) {
        if (!left.get(i).key().equals(right.get(i).key())
            || !same(left.get(i).value(), right.get(i).value())) {
          return false;
        }
      }
      return true;
    }
    if (one instanceof Sequence some && other instanceof Sequence others) {
      List<Node> left = values(some);
      List<Node> right = values(others);
      if (left.size() != right.size()) {
        return false;
      }
      for (int i = 0; i < left.size(); i++) {
        if (!same(left.get(i), right.get(i))) {
          return false;
        }
      }
      return true;
    }
    return one instanceof Scalar some
        && other instanceof Scalar others
        && some.type() == others.type()
        && Arrays.equals(some.bytes(), others.bytes());
  }

  /** Without comments, those in the disguise of elements included. */
  private static List<Node> values(Sequence sequence) {
    List<Node> values = new ArrayList<>();
    for (Node element : sequence.elements()) {
      boolean isComment =
          element instanceof Comment
              || (element instanceof Scalar scalar
                  && ValueCipher.looksLikeEncryptedComment(scalar.bytes()));
      if (!isComment) {
        values.add(element);
      }
    }
    return values;
  }
}
