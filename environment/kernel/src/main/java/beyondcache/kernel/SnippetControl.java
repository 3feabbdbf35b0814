package beyondcache.kernel;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.EngineTerminationException;
import jdk.jshell.spi.ExecutionControl.NotImplementedException;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/** Has JShell load its snippets into this process and leave it to the {@link Runner} to run them. */
final class SnippetControl implements ExecutionControlProvider {

  private final Runner runner;
  private final boolean woven;
  private final SnippetLoader loader = new SnippetLoader();

  /**
   * @param woven whether the snippets are to ask {@code REPL.$Cancel$} in every loop and method whether to go on, which
   *     JShell's own local execution weaves in from JDK 20 on, the first that cannot stop a thread
   */
  SnippetControl(Runner runner, boolean woven) {
    this.runner = runner;
    this.woven = woven;
  }

  @Override
  public String name() {
    return "cells";
  }

  @Override
  public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
    return woven ? new Woven() : new Plain();
  }

  /** The static field that holds a variable, or null if the snippet's class has none or was never loaded. */
  Field variable(String type, String name) {
    try {
      var field = loader.loadClass(type).getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | LinkageError e) {
      return null;
    }
  }

  private final class Woven extends LocalExecutionControl {

    Woven() {
      super(loader);
    }

    @Override
    public void redefine(ClassBytecodes[] classes)
        throws ClassInstallException, NotImplementedException, EngineTerminationException {
      loader.redefine(true);
      try {
        load(classes); // weaves them first
      } finally {
        loader.redefine(false);
      }
    }

    @Override
    protected String invoke(Method snippet) throws Exception {
      return runner.invoke(snippet);
    }
  }

  private final class Plain extends DirectExecutionControl {

    Plain() {
      super(loader);
    }

    @Override
    public void redefine(ClassBytecodes[] classes) throws ClassInstallException, NotImplementedException {
      loader.redefine(true);
      try {
        loader.load(classes);
      } finally {
        loader.redefine(false);
      }
    }

    @Override
    protected String invoke(Method snippet) throws Exception {
      return runner.invoke(snippet);
    }
  }
}
