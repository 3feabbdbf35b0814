/**
 * Exercises, answers and verdicts.
 *
 * <p>An {@linkplain beyondcache.check.Answer answer} is a source file. {@linkplain beyondcache.check.Checker Checking} it is:
 * compile it, put it in front of its exercise's JUnit tests, run them in a worker process, and say what came of it, as a
 * {@linkplain beyondcache.check.Verdict verdict}. The stub that a learner edits, the model answer and each answer of the
 * gallery take the same way. In a notebook {@link beyondcache.check.Course} is the way in; those who write tests want
 * {@link beyondcache.check.ExerciseTest}.
 */
package beyondcache.check;
