package org.keytally.sops;

import java.util.Optional;

/**
 * One key that a creation rule asks for.
 *
 * @param anchor the YAML anchor it was written through, if any
 * @param line in {@code .sops.yaml}, from 1
 */
public record RuleKey(KeyType type, String identifier, Optional<String> anchor, int line) {}
