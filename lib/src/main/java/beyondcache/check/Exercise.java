package beyondcache.check;

import java.nio.file.Path;
import java.util.List;

/**
 * One exercise, as its page {@code exercises/hints/<id>-<name>.md} describes it. All else follows from the page's name and
 * from the answer's class: there is no list of exercises to keep in step.
 *
 * @param root the course's folder
 * @param id the number that learners type, such as {@code 1.3}
 * @param name id and name as in file names, such as {@code 1.3-followers}
 * @param title the title, such as {@code Followers}
 * @param answerClass the full name of the class that is the answer, such as {@code task1.Followers}
 * @param section the notebook section that teaches it, relative to the notebooks' folder, such as
 *     {@code 01-data-structures.ipynb#Sets}
 * @param sectionTitle that section's title
 * @param task what is to be done, in Markdown
 * @param cures the misconceptions the exercise must cure, such as {@code M1}
 * @param hints from a nudge to nearly the code, in Markdown
 */
public record Exercise(Path root, String id, String name, String title, String answerClass, String section,
    String sectionTitle, String task, List<String> cures, List<String> hints) {

  /** The answer's class without its package. */
  public String simpleName() {
    return answerClass.substring(answerClass.lastIndexOf('.') + 1);
  }

  /** The package that an answer has to be in. */
  public String packageName() {
    return answerClass.substring(0, answerClass.lastIndexOf('.'));
  }

  /** The file a learner edits. */
  public Path stub() {
    return root.resolve("exercises/src/main/java").resolve(answerFile());
  }

  /** The same file as it is named in the course's folder, such as {@code exercises/src/main/java/task1/Cart.java}. */
  public String path() {
    return root.relativize(stub()).toString().replace('\\', '/');
  }

  /** The stub as it was handed out; it is never edited by a learner. */
  public Path pristine() {
    return root.resolve("exercises/stubs").resolve(answerFile());
  }

  /** The model answer. */
  public Path model() {
    return root.resolve("solutions/src/main/java").resolve(answerFile());
  }

  /** The tests that grade an answer. */
  public Path test() {
    return root.resolve("exercises/src/test/java").resolve(testClass().replace('.', '/') + ".java");
  }

  /** The full name of the class that grades an answer. */
  public String testClass() {
    return answerClass + "Test";
  }

  /** The gallery of wrong answers: one folder for each misconception. */
  public Path wrong() {
    return root.resolve("exercises/wrong").resolve(name);
  }

  /** Correct answers that look nothing like the model answer. */
  public Path right() {
    return root.resolve("exercises/right").resolve(name);
  }

  /** The page with the task and the hints. */
  public Path page() {
    return root.resolve("exercises/hints").resolve(name + ".md");
  }

  /** The answer's file below a source folder, such as {@code task1/Followers.java}. */
  String answerFile() {
    return answerClass.replace('.', '/') + ".java";
  }

  /** The number and the title, as people call it. */
  @Override
  public String toString() {
    return id + " " + title;
  }
}
