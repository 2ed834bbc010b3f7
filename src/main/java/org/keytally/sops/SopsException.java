package org.keytally.sops;

import java.util.Optional;

/**
 * Why a sops file cannot be read or rewritten. The message is a clause for a person that names the
 * field; it never holds a value, a key or a data key.
 */
public final class SopsException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What stands in the way. */
  public enum Kind {
    /** The store cannot parse the text. */
    UNPARSABLE,
    /** Larger or deeper than is read. */
    TOO_LARGE,
    /** There is no sops metadata. */
    NO_METADATA,
    /** There already is sops metadata in what is to be encrypted. */
    ALREADY_ENCRYPTED,
    /** A field of the metadata is missing or unusable. */
    BAD_METADATA,
    /** None of the identities opens the data key. */
    NO_DATA_KEY,
    /** A wrapped data key is no age file for its recipient, or holds something else. */
    BAD_WRAPPED_KEY,
    /** A value is not of the form that sops writes, or does not authenticate. */
    BAD_VALUE,
    /** The MAC is missing. */
    NO_MAC,
    /** The MAC does not authenticate, or is not that of the values. */
    MAC_MISMATCH,
    /** A key of another kind than age would be needed. */
    FOREIGN_KEY,
    /** The store or the option cannot express what is asked for. */
    UNSUPPORTED
  }

  private final Kind kind;
  private final String field;
  private final String reason;

  SopsException(Kind kind, String field, String message) {
    super(message);
    this.kind = kind;
    this.field = field;
    this.reason = message;
  }

  /** The message, which is always there. */
  public String reason() {
    return reason;
  }

  public Kind kind() {
    return kind;
  }

  /** The field that it is about, such as {@code db.password} or {@code sops.lastmodified}. */
  public Optional<String> field() {
    return field.isEmpty() ? Optional.empty() : Optional.of(field);
  }
}
