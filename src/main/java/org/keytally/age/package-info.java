/**
 * age keys as values: recipients, identities, and what wraps and unwraps a file key. Floor 0: knows
 * nothing of sops, clan or git.
 */
@NullMarked
package org.keytally.age;

import org.jspecify.annotations.NullMarked;
