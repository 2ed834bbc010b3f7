/** The command line: options, exit codes and the terminal. Floor 6. */
@NullMarked
package org.keytally.cli;

import org.jspecify.annotations.NullMarked;
