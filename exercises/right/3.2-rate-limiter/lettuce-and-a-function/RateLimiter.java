package task3;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/**
 * Lettuce, a function instead of a script, and a stream: Redis makes the id of each entry from its own clock, in milliseconds, and
 * unique. When a connection breaks before the reply, Lettuce sends the command again; the entry knows its hit, so it counts once.
 */
public final class RateLimiter implements AutoCloseable {

  public record Decision(boolean allowed, long remaining, Duration retryAfter) {}

  private static final String LIBRARY = """
      #!lua name=limits
      redis.register_function('hit', function(keys, args)
        local limit, window = tonumber(args[1]), tonumber(args[2])
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        redis.call('XTRIM', keys[1], 'MINID', string.format('%.0f', now - window + 1))
        local used = redis.call('XLEN', keys[1])
        for _, entry in ipairs(redis.call('XRANGE', keys[1], '-', '+')) do
          if entry[2][2] == args[3] then return {limit - used, 0} end
        end
        if used >= limit then
          local oldest = redis.call('XRANGE', keys[1], '-', '+', 'COUNT', 1)[1][1]
          return {-1, math.max(1, string.match(oldest, '%d+') + window - now)}
        end
        redis.call('XADD', keys[1], '*', 'hit', args[3])
        redis.call('PEXPIRE', keys[1], window)
        return {limit - used - 1, 0}
      end)
      """;

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final RedisCommands<String, String> redis;
  private final int limit;
  private final Duration window;

  public RateLimiter(String host, int port, int limit, Duration window, InstantSource clock) {
    client = RedisClient.create(RedisURI.create(host, port));
    connection = client.connect();
    redis = connection.sync();
    this.limit = limit;
    this.window = window;
  }

  public Decision hit(String client) {
    try {
      return decide(client);
    } catch (RedisCommandExecutionException e) {
      if (!e.getMessage().contains("Function not found")) {
        throw e;
      }
      redis.functionLoad(LIBRARY, true);
      return decide(client);
    }
  }

  private Decision decide(String client) {
    List<Long> reply = redis.fcall("hit", ScriptOutputType.MULTI, new String[] {"hits:" + client},
        Integer.toString(limit), Long.toString(window.toMillis()), UUID.randomUUID().toString());
    return new Decision(reply.get(0) >= 0, Math.max(0, reply.get(0)), Duration.ofMillis(reply.get(1)));
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
