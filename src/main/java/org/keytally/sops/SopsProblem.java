package org.keytally.sops;

import java.util.Optional;

/**
 * Something wrong with a sops file that shows without any key.
 *
 * @param line from 1; 0 where it concerns the file as a whole
 * @param recipient whose entry it concerns, where it concerns one
 * @param message a clause for a person, without path and line, never with a value of the file
 */
public record SopsProblem(Kind kind, int line, Optional<String> recipient, String message) {

  /** What is wrong. */
  public enum Kind {
    /** Conflict markers of git stand in the text. */
    MERGE_MARKERS,
    /** The store cannot parse the text. */
    UNPARSABLE,
    /** Larger or deeper than is read. */
    TOO_LARGE,
    /** There is no sops metadata: the text is in clear. */
    NO_METADATA,
    /**
     * Metadata is there but cannot be used: wrong types, several selection rules, bad timestamp.
     */
    BAD_METADATA,
    /** Metadata without MAC. */
    NO_MAC,
    /** Metadata without any key. */
    NO_KEYS,
    /** A value that the selection rule wants encrypted stands in clear. */
    VALUE_IN_CLEAR,
    /** A value that is not of the form sops writes. */
    BAD_VALUE,
    /** The recipient stands more than once. */
    DUPLICATE_RECIPIENT,
    /** The wrapped data key is unreadable, has several stanzas, or is for another kind of key. */
    BAD_WRAPPED_KEY
  }
}
