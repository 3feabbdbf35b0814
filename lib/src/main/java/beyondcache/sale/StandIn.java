package beyondcache.sale;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Sessions in this server's memory, in place of exercise 5.1 while that is not built, so that the rest can be tried. They end with
 * the server, and nothing limits attempts to sign in.
 */
final class StandIn implements Accounts {

  private final Map<String, String> names = new ConcurrentHashMap<>();

  @Override
  public String start() {
    var bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    var id = HexFormat.of().formatHex(bytes);
    names.put(id, "");
    return id;
  }

  @Override
  public Optional<Visitor> visit(String session) {
    return Optional.ofNullable(names.get(session)).map(Visitor::new);
  }

  @Override
  public boolean mayTry(String name) {
    return true;
  }

  @Override
  public Optional<String> signIn(String session, String name) {
    if (!names.remove(session, "")) {
      return Optional.empty();
    }
    var id = start();
    names.put(id, name);
    return Optional.of(id);
  }

  @Override
  public boolean signOut(String session) {
    return names.remove(session) != null;
  }

  @Override
  public Set<String> sessionsOf(String name) {
    return names.entrySet().stream().filter(e -> e.getValue().equals(name)).map(Map.Entry::getKey).collect(Collectors.toSet());
  }

  @Override
  public int signOutEverywhere(String name) {
    return (int) sessionsOf(name).stream().filter(this::signOut).count();
  }

  @Override
  public void close() {
    names.clear();
  }
}
