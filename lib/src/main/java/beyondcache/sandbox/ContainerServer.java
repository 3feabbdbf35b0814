package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.DockerException;
import java.time.Duration;
import java.util.function.Consumer;
import org.testcontainers.containers.GenericContainer;

/**
 * A redis-server in a container. What the sandbox does to it is what {@code docker kill}, {@code pause}, {@code unpause},
 * {@code stop} and {@code start} do.
 */
record ContainerServer(String name, GenericContainer<?> container, Address address, int busPort, String source)
    implements Server {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public boolean ours() {
    return true;
  }

  @Override
  public boolean alive() {
    return Boolean.TRUE.equals(state().getRunning());
  }

  @Override
  public boolean paused() {
    return Boolean.TRUE.equals(state().getPaused());
  }

  private ContainerState state() {
    return container.getDockerClient().inspectContainerCmd(id()).exec().getState();
  }

  private String id() {
    var id = container.getContainerId();
    if (id == null) {
      throw new IllegalStateException("This sandbox is closed. Make a new one.");
    }
    return id;
  }

  @Override
  public void kill() {
    resume();
    if (alive()) {
      tell("killed", docker -> docker.killContainerCmd(id()).exec());
    }
    Waiting.until(PATIENCE, () -> !alive());
  }

  @Override
  public void pause() {
    if (!alive()) {
      throw new IllegalStateException("The Redis server '" + name + "' is down: restart() it first.");
    }
    if (!paused()) {
      tell("paused", docker -> docker.pauseContainerCmd(id()).exec());
    }
  }

  @Override
  public void resume() {
    if (paused()) {
      tell("resumed", docker -> docker.unpauseContainerCmd(id()).exec());
    }
  }

  @Override
  public void restart() {
    if (paused()) {
      kill();
    } else if (alive()) {
      tell("stopped", docker -> docker.stopContainerCmd(id()).withTimeout(10).exec());
    }
    tell("started", docker -> docker.startContainerCmd(id()).exec());
    if (!Waiting.until(PATIENCE, () -> Probe.answers(address))) {
      throw new EnvironmentProblem("The container '" + name + "' has not answered within " + PATIENCE.toSeconds()
          + " s of its restart.\nThe end of its log:\n" + LogTail.of(log()));
    }
  }

  private void tell(String what, Consumer<DockerClient> command) {
    try {
      command.accept(container.getDockerClient());
    } catch (DockerException e) {
      throw new EnvironmentProblem("The container '" + name + "' could not be " + what + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String log() {
    return container.getLogs();
  }

  @Override
  public void close() {
    if (container.getContainerId() != null) {
      // Not every engine removes a container that is paused.
      resume();
      container.stop();
    }
  }
}
