/**
 * The sops file format: who can read a file, how it is laid out, encrypted and authenticated, and
 * the creation rules of {@code .sops.yaml}. Floor 1.
 */
@NullMarked
package org.keytally.sops;

import org.jspecify.annotations.NullMarked;
