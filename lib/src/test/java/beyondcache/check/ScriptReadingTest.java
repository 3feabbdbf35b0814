package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptReadingTest {

  @ParameterizedTest
  @ValueSource(strings = {
      "return redis.call('get', KEYS[1])",
      "local k = KEYS[1]\nif redis.call('get',k)==ARGV[1] then redis.call(\"del\", k) end",
      "return 1",
      "local now = redis.call('TIME') return redis.call('zadd', KEYS[1], now[1], ARGV[1])",
      "return redis.call('del', KEYS[1], KEYS[2])",
      "local k = KEYS[1]; local v = redis.call('GET', k); return {k, v, #KEYS}",
      "-- k = 'other'\nlocal k = KEYS[1] --[[ KEYS[1] = 'other' ]] return redis.pcall('GET', k)",
      "redis.log(redis.LOG_NOTICE, 'KEYS[1] = 2') return redis.call('SET', KEYS[1], \"a = 'b'\")",
      "#!lua flags=no-writes\nreturn redis.call('GET', KEYS[1])",
      "local t = {KEYS[1], k = 1} return redis.call('HSET', KEYS[1], unpack(ARGV))",
      "if not redis.call('GET', KEYS[1]) then return redis.error_reply('none') end return KEYS[1] .. 'x'"})
  void keepsToItsKeys(String script) {
    assertEquals(true, ScriptReading.keepsToItsKeys(script), script);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "return redis.call('get', 'stock:' .. ARGV[1])",
      "return redis.call('get', KEYS[1] .. ':x')",
      "return redis.call(ARGV[1], KEYS[1])",
      "return redis.call('g\\101t', KEYS[1])",
      "return redis.call('mget', KEYS[1], 'other')",
      "return redis.call('mget', KEYS[1], unpack(ARGV))",
      "return redis.call('sinter', KEYS[1], KEYS[2])",
      "redis.call('publish', KEYS[1], 'x')",
      "local c = redis.call return c('get', 'x')",
      "return redis['call']('get', 'x')",
      "return redis.call 'PING'",
      "local r = redis return r.call('get', 'x')",
      "local redis = server return redis.call('get', KEYS[1])",
      "return pcall(redis.call, 'get', 'x')",
      "return server.call('get', 'x')",
      "local k = 'a' redis.call('get', k)",
      "local k = KEYS[1]; k = 'other'; return redis.call('GET', k)",
      "local k = KEYS[1]; k, x = 'other', 1; return redis.call('GET', k)",
      "local k = KEYS[1]; local x x, k = 1, 'other' return redis.call('GET', k)",
      "local k = KEYS[1] local k = 'other' return redis.call('GET', k)",
      "local k = KEYS[1] local x, k = 1, 'other' return redis.call('GET', k)",
      "local k = KEYS[1] local k, x = 'other', 1 return redis.call('GET', k)",
      "local k = KEYS[1] for k in pairs(ARGV) do redis.call('GET', k) end",
      "local k = KEYS[1] for _, k in ipairs(ARGV) do redis.call('GET', k) end",
      "local k = KEYS[1] for k = 1, 3 do redis.call('GET', k) end",
      "local k = KEYS[1] (function() k = 'x' end)() return redis.call('GET', k)",
      "local k = KEYS[1] or 'x' return redis.call('GET', k)",
      "local k = KEYS[1] .. 'x' return redis.call('GET', k)",
      "local k = KEYS[1] --\n.. 'x' return redis.call('GET', k)",
      "KEYS[1] = 'other' return redis.call('GET', KEYS[1])",
      "KEYS[1], KEYS[2] = KEYS[2], 'other' return redis.call('GET', KEYS[1])",
      "KEYS = {'other'} return redis.call('GET', KEYS[1])",
      "local KEYS = {'other'} return redis.call('GET', KEYS[1])",
      "local t = KEYS t[1] = 'x' return redis.call('GET', KEYS[1])",
      "table.insert(KEYS, 1, 'other') return redis.call('GET', KEYS[1])",
      "for i = 1, #KEYS do redis.call('GET', KEYS[i]) end",
      "setmetatable(KEYS, {}) return redis.call('GET', KEYS[1])",
      "return loadstring(ARGV[1])()",
      "do local _VERSION = KEYS[1] end return redis.call('GET', _VERSION)",
      "return redis.call('GET', KEYS[1]) @"})
  void mayTouchAnything(String script) {
    assertEquals(false, ScriptReading.keepsToItsKeys(script), script);
  }
}
