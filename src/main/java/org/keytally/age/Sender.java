package org.keytally.age;

import java.security.SecureRandom;

/**
 * What wrapping takes besides the key.
 *
 * @param prompt whom a plugin can ask
 */
record Sender(SecureRandom random, Prompt prompt) {}
