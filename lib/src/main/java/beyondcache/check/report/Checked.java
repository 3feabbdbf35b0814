package beyondcache.check.report;

import beyondcache.check.Exercise;
import beyondcache.check.Verdict;

/**
 * An exercise and what came of its check.
 *
 * @param exercise the exercise
 * @param verdict what came of it
 */
public record Checked(Exercise exercise, Verdict verdict) {}
