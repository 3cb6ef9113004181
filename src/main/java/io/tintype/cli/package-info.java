/**
 * The command line: the same executable serves, and has commands for operators. Here belongs what reads arguments,
 * prints and decides exit codes; the work itself is done in other packages.
 */
package io.tintype.cli;
