package org.keytally.source;

/**
 * An Ed25519 public key of ssh that an age key is derived from, wherever it is kept.
 *
 * @param name whose it is: the vault's item, the host of {@code ssh-keyscan}, the comment or the
 *     file's name; written by others, so it may hold any character
 * @param location for a person: a path with its line, or the name of a vault
 * @param ssh {@code ssh-ed25519 AAAA…} without comment
 * @param age the recipient that {@code ssh-to-age} derives, {@code age1…}
 */
public record SourceKey(String name, String location, String ssh, String age) {}
