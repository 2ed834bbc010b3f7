package org.keytally.sops;

/**
 * A YAML anchor on a scalar of {@code .sops.yaml}, as in {@code - &alice age1…}.
 *
 * @param value the key text as written
 * @param line from 1
 * @param used whether an alias names it
 */
public record Anchor(String name, String value, int line, boolean used) {}
