/**
 * Real Redis that a learner may break: servers that are killed, paused, cut off and restarted in the middle of a lesson, and
 * that are gone when the lesson is.
 *
 * <h2>What there is</h2>
 * {@link beyondcache.sandbox.Sandbox} opens a {@link beyondcache.sandbox.Standalone} server, a
 * {@link beyondcache.sandbox.Replicated} set with sentinels, or a {@link beyondcache.sandbox.Cluster}. Each consists of
 * {@link beyondcache.sandbox.Node}s, owns the clients that it hands out (Jedis, Redisson, Lettuce), and draws itself as a
 * {@link beyondcache.sandbox.Topology} or a {@link beyondcache.sandbox.SlotMap}. A {@link beyondcache.sandbox.Link} is a
 * stretch of network that can be slow, silent or cut; a {@link beyondcache.sandbox.Resharding} moves slots one step at a
 * time.
 *
 * <h2>How it works</h2>
 * A topology is started by a recipe ({@code SentinelStart}, {@code ClusterStart}) that knows neither processes nor
 * containers: it asks an {@code Engine} for servers. {@code ProcessEngine} runs a {@code Binary} of this machine, by default
 * the one that a library on the class path carries; {@code DockerEngine} runs containers. Where the learner points at
 * servers that are running, {@code RunningTopologies} finds them all, and nothing is started.
 *
 * <p>Ports come from {@code Ports}, which holds a UDP port for each TCP port in use, so that two JVMs of the course never
 * choose the same one. A server counts as started when it answers <em>and</em> is the process that was meant
 * ({@code Probe}); one that lost its port to a stranger is started again on another.
 *
 * <p>No server outlives its JVM: {@code Guardian}, a shell in a session of its own, waits for the end of a pipe that only the
 * JVM holds, and then kills the servers and removes their files. Servers run in sessions of their own as well, so a Ctrl-C
 * at a terminal reaches the JVM alone, which can end its servers in order.
 *
 * <p>Conditions are waited for by asking the servers, never by sleeping for a time that usually suffices. Whatever is wrong
 * with the machine is thrown as a {@link beyondcache.EnvironmentProblem} that says what was seen and what to do.
 */
package beyondcache.sandbox;
