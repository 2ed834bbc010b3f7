/**
 * Who could read what, and when: the encrypted files of a fleet over all commits that lead to one,
 * and what keys that were taken away still open. Floor 3.
 */
@NullMarked
package org.keytally.history;

import org.jspecify.annotations.NullMarked;
