/**
 * The command line: options, exit codes and the terminal. {@link org.keytally.cli.Main} is a thin
 * shell over a function from a {@link org.keytally.cli.Terminal} and arguments to an exit code;
 * {@code CheckRun} is the way from a repository to a report. Floor 6.
 */
@NullMarked
package org.keytally.cli;

import org.jspecify.annotations.NullMarked;
