package org.keytally.source;

/**
 * Why no age key can be derived from what is kept under a name.
 *
 * @param name as in {@link SourceKey}
 * @param location as in {@link SourceKey}
 * @param message a clause, as in "is an RSA key"; never holds text of a key
 */
public record SourceProblem(String name, String location, String message) {}
