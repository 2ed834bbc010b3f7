package org.keytally.history;

/**
 * What rules may ask of the history.
 *
 * @param exposure what the history discloses, compared with the checked state
 */
public record Past(History history, Exposure exposure) {}
