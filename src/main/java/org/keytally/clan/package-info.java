/**
 * The model of a clan repository, read from a {@link org.keytally.git.Snapshot}: users, machines,
 * groups, secrets and vars. Reading never fails as a whole; what is malformed is kept as a problem
 * beside what is not. Floor 2.
 */
@NullMarked
package org.keytally.clan;

import org.jspecify.annotations.NullMarked;
