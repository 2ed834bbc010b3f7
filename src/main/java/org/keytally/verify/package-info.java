/** What private keys at hand prove of the encrypted files of a fleet. */
@NullMarked
package org.keytally.verify;

import org.jspecify.annotations.NullMarked;
