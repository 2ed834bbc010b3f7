package org.keytally.source;

/**
 * Why a source of private keys gave none; matters only if nothing else opens a file.
 *
 * @param location for a person: a path with the home folder as {@code ~}, or a variable's name
 * @param message a clause, as in "does not exist"; never holds private key text
 */
public record IdentityProblem(String location, String message) {}
