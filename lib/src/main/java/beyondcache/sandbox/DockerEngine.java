package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * Servers in containers, by Testcontainers.
 *
 * <p>The nodes of a cluster tell clients at which address they are found, and that address has to be right both for a client
 * on this machine and for the other nodes. So one container that does nothing owns the network and publishes a few ports on
 * 127.0.0.1, each under its own number, and all servers join its network: 127.0.0.1 and a port mean the same everywhere.
 *
 * <p>Testcontainers' Ryuk removes the containers of a JVM that is killed, unless it is switched off
 * ({@code TESTCONTAINERS_RYUK_DISABLED}).
 */
final class DockerEngine implements Engine {

  /** The image that the compose file uses; {@code -Dsandbox.image=NAME} takes another. */
  static final String IMAGE = "redis:8.0.6";

  private static final String FOLDER = "/sandbox";
  private static final int PORTS_TRIED = 5;

  private final DockerImageName image = DockerImageName.parse(System.getProperty("sandbox.image", IMAGE));
  private final Deque<Ports.Reservation> free = new ArrayDeque<>();
  private final List<Ports.Reservation> reserved = new ArrayList<>();
  private final GenericContainer<?> network;

  /** @param servers how many there will be at most; their ports have to be published beforehand */
  DockerEngine(int servers) {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new EnvironmentProblem("-Dsandbox=docker asks for Redis in containers, and no Docker engine answers.\n"
          + "Start Docker (and see that this user may use it: 'docker ps'), or leave the option away: the course brings a Redis "
          + "that needs no Docker.");
    }
    network = network(servers);
  }

  static boolean available() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  private GenericContainer<?> network(int servers) {
    for (var attempt = 1; ; attempt++) {
      for (var i = 0; i < servers; i++) {
        free.add(Ports.reserve());
      }
      reserved.addAll(free);
      var container = container("sleep", "infinity").waitingFor(at());
      container.setPortBindings(free.stream().map(p -> "127.0.0.1:" + p.port() + ":" + p.port()).toList());
      try {
        container.start();
        return container;
      } catch (RuntimeException e) {
        container.stop();
        releasePorts();
        if (attempt == PORTS_TRIED || !causes(e).contains("port is already allocated")) {
          throw failed("network", e, "");
        }
      }
    }
  }

  private GenericContainer<?> container(String program, String... arguments) {
    return new GenericContainer<>(image).withCreateContainerCmdModifier(c -> c.withEntrypoint(program).withCmd(arguments));
  }

  @Override
  public Server start(String name, Kind kind, List<String> directives) {
    var address = Address.local(take().port(), Directives.password(directives));
    var bus = kind == Kind.CLUSTER ? takeUnpublished().port() : 0;
    var file = FOLDER + "/redis.conf";
    var arguments = kind == Kind.SENTINEL ? new String[] {file, "--sentinel"} : new String[] {file};
    var container = container("redis-server", arguments)
        .withNetworkMode("container:" + network.getContainerId())
        .withCopyToContainer(Transferable.of(configuration(kind, address.port(), bus, directives)), file)
        .waitingFor(at(address));
    try {
      container.start();
      return new ContainerServer(name, container, address, bus, "docker, " + image.asCanonicalNameString());
    } catch (RuntimeException e) {
      var log = container.getContainerId() == null ? "" : container.getLogs();
      container.stop();
      throw failed(name, e, log);
    }
  }

  private synchronized Ports.Reservation take() {
    if (free.isEmpty()) {
      throw new IllegalStateException("A sandbox in containers publishes its ports when it starts, and all of them are in use. "
          + "Start a larger one, or use the course's own servers, which need no Docker.");
    }
    return free.pop();
  }

  /** A port for the shared network only, in which nobody else can have it. */
  private synchronized Ports.Reservation takeUnpublished() {
    var port = Ports.reserve();
    reserved.add(port);
    return port;
  }

  private static String configuration(Kind kind, int port, int bus, List<String> directives) {
    var ours = Stream.of("dir " + FOLDER, "bind 0.0.0.0", "protected-mode no");
    var announced = switch (kind) {
      case STANDALONE -> Stream.of("replica-announce-ip 127.0.0.1", "enable-debug-command yes");
      case CLUSTER -> Stream.of("cluster-announce-ip 127.0.0.1", "enable-debug-command yes");
      case SENTINEL -> Stream.of("sentinel announce-ip 127.0.0.1");
    };
    return String.join("\n", Stream.of(ours, Directives.all(kind, port, bus, List.of()).stream(), announced,
        directives.stream()).flatMap(lines -> lines).toList()) + "\n";
  }

  /** Waits for a server at each of these addresses. */
  private static WaitStrategy at(Address... addresses) {
    return new AbstractWaitStrategy() {
      @Override
      protected void waitUntilReady() {
        for (var address : addresses) {
          if (!Waiting.until(Duration.ofSeconds(30), () -> Probe.answers(address))) {
            throw new IllegalStateException("no answer at " + address + " within 30 s");
          }
        }
      }
    };
  }

  private EnvironmentProblem failed(String name, RuntimeException e, String log) {
    return new EnvironmentProblem("The container '" + name + "' of the image " + image.asCanonicalNameString()
        + " did not start: " + causes(e) + "\nIf the image is missing, 'docker pull " + image.asCanonicalNameString()
        + "' says why; another one is taken with -Dsandbox.image=NAME."
        + (log.isBlank() ? "" : "\nThe end of its log:\n" + LogTail.of(log)), e);
  }

  private static String causes(Throwable e) {
    var said = new ArrayList<String>();
    for (var cause = e; cause != null && said.size() < 5; cause = cause.getCause()) {
      said.add(String.valueOf(cause.getMessage()));
    }
    return String.join(": ", said);
  }

  private synchronized void releasePorts() {
    reserved.forEach(Ports.Reservation::close);
    reserved.clear();
    free.clear();
  }

  @Override
  public void close() {
    network.stop();
    releasePorts();
  }
}
