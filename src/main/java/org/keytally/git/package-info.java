/**
 * Git repositories as data: an immutable {@link org.keytally.git.Snapshot} of a work tree, the
 * index or a commit, read either by the git program or by JGit. Floor 1.
 */
@NullMarked
package org.keytally.git;

import org.jspecify.annotations.NullMarked;
