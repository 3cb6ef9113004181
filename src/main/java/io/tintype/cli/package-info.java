/**
 * The command line: parses arguments, prints, and decides exit codes. The executable runs the service, and has commands
 * for operators, whose work is done in other packages.
 */
package io.tintype.cli;
