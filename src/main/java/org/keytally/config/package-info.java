/**
 * The repository's {@code .keytally.yaml}: what names cannot tell, and what the team has decided.
 * Floor 1.
 */
@NullMarked
package org.keytally.config;

import org.jspecify.annotations.NullMarked;
