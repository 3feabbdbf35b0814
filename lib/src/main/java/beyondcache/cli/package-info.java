/** The {@code course} command, the top floor of the library: one class for each subcommand, wired up in {@code Main}. */
package beyondcache.cli;
