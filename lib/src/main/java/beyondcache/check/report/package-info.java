/** Verdicts in formats that other tools read: one writer for each. */
package beyondcache.check.report;
