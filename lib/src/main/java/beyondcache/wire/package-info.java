/**
 * The wire between a client and a server, made visible and breakable: a proxy that speaks the Redis protocol.
 *
 * <p>{@link beyondcache.wire.Wire} stands in front of a server. What passes is on its {@link beyondcache.wire.Tape}; a
 * {@link beyondcache.wire.Cut} drops a connection at a chosen command; a {@link beyondcache.wire.Gate} holds each
 * command until a schedule lets it through. {@link beyondcache.wire.Wires} do so in front of every server of a topology, for
 * clients that discover them.
 */
package beyondcache.wire;
