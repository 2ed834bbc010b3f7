package org.keytally.clan;

import java.util.Optional;

/**
 * A var in clear: a folder with {@code value}.
 *
 * @param path of the {@code value} file
 * @param size in bytes
 * @param looksPrivate what kind of secret the content looks like (VAR-23), if it does
 * @param ssh the ssh key or certificate that it is, if it is one
 */
public record PublicVar(
    Placement placement,
    String path,
    long size,
    Optional<String> looksPrivate,
    Optional<SshValue> ssh) {}
