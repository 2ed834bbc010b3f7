/**
 * The rules. Each is one class that takes the model and returns findings; none reads a file or
 * prints. Floor 4.
 */
@NullMarked
package org.keytally.check;

import org.jspecify.annotations.NullMarked;
