/**
 * The sops file format: who can read a file, how it is laid out, encrypted and authenticated, and
 * the creation rules of {@code .sops.yaml}. Floor 1.
 *
 * <p>To read first, without any key: {@link org.keytally.sops.SopsFile} and what reads it, {@link
 * org.keytally.sops.SopsFileReader}; for {@code .sops.yaml} {@link org.keytally.sops.SopsConfig}
 * and {@link org.keytally.sops.SopsConfigReader}. This side is on the path of every check and loads
 * little.
 *
 * <p>With keys: {@link org.keytally.sops.SopsDocument} is what can be done with an encrypted file.
 * Below it, in reading order: {@code Store} and one class for each store, which load texts into the
 * tree ({@code Branch}, {@code Sequence}, {@code Scalar}, {@code Comment}) and emit it; {@code
 * Metadata} and {@code KeyEntry}; {@code TreeWalk} and {@link org.keytally.sops.SelectionRule},
 * which leaves are encrypted under which path; {@code ValueCipher} and {@code TreeCipher}, values
 * and the MAC; {@code DataKey}, {@code KeyUnlock}, {@code KeyChange} and {@code ShamirShares}, the
 * data key and who holds it; {@code InPlace} and one {@code Layout} for each style, edits that
 * leave the rest of a text alone.
 */
@NullMarked
package org.keytally.sops;

import org.jspecify.annotations.NullMarked;
