package org.keytally.git;

import java.time.Instant;

/**
 * One commit, as far as a reader of a history is told of it.
 *
 * @param id lower-case hex
 * @param order position in an order in which every parent comes before its children, from 0
 * @param author name and address as written, at most 200 characters of each; anybody's text
 * @param time when it was written, as its author says
 * @param boundary whether its parents are not here because the clone is shallow: what it brings may
 *     be as old as the repository
 */
public record Commit(String id, int order, String author, Instant time, boolean boundary) {}
