package org.keytally.repair;

/**
 * A value that somebody may know who should not any more.
 *
 * @param path of the encrypted file
 * @param label what people call it
 * @param command what makes a new one, or says how
 */
public record ExposedValue(String path, String label, String command) {}
