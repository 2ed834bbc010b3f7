package org.keytally.sops;

/**
 * One entry of a file's key list, without its wrapped data key.
 *
 * @param identifier what sops compares: the age recipient or pgp fingerprint as written, the ARN,
 *     the resource id, or the address of another service's key
 * @param line of the entry, from 1; 0 where the store has no useful lines
 */
public record MasterKey(KeyType type, String identifier, int line) {}
