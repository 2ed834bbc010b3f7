/**
 * From findings to a plan of edits, and the transaction that applies it: all or nothing, and proven
 * by reading back. The only room that replaces files of the work tree. Floor 5.
 */
@NullMarked
package org.keytally.repair;

import org.jspecify.annotations.NullMarked;
