/**
 * Where keys come from outside the repository: key files, the environment, ssh keys, password
 * managers. Floor 2.
 */
@NullMarked
package org.keytally.source;

import org.jspecify.annotations.NullMarked;
