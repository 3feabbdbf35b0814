package beyondcache.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopTest {

  private static final Duration BOUND = Duration.ofSeconds(30);

  @Test
  void aQuestionThatIsQueuedWhileTheLoopClosesIsRejected() throws Exception {
    var loop = new Loop("test");
    var busy = new CountDownLatch(1);
    var closing = new CountDownLatch(1);
    loop.execute(() -> {
      busy.countDown();
      uninterruptibly(closing);
    });
    busy.await();
    var question = CompletableFuture.supplyAsync(() -> loop.ask(() -> {
      loop.close(); // on the loop's own thread: what is queued behind this will not run
      return "first";
    }));
    var behind = CompletableFuture.supplyAsync(() -> assertThrows(RejectedExecutionException.class, () -> {
      question.join();
      loop.ask(() -> "second");
    }));
    closing.countDown();
    assertEquals("first", question.get(BOUND.toSeconds(), TimeUnit.SECONDS));
    assertEquals("the wire is closed", behind.get(BOUND.toSeconds(), TimeUnit.SECONDS).getMessage());
  }

  @Test
  void manyQuestionsDuringACloseAllEnd() {
    assertTimeoutPreemptively(BOUND, () -> {
      for (var i = 0; i < 200; i++) {
        var loop = new Loop("test");
        var ready = new CountDownLatch(1);
        var askers = List.of(asker(loop, ready), asker(loop, ready));
        ready.countDown();
        loop.close();
        for (var asker : askers) {
          asker.get();
        }
      }
    });
  }

  private static CompletableFuture<Void> asker(Loop loop, CountDownLatch ready) {
    return CompletableFuture.runAsync(() -> {
      uninterruptibly(ready);
      try {
        while (true) {
          loop.ask(() -> "reply");
        }
      } catch (RejectedExecutionException e) {
        // The loop has closed.
      }
    });
  }

  @Test
  void aFailureOutsideOfAGateIsReported() throws Exception {
    var reported = new CompletableFuture<Throwable>();
    try (var loop = new Loop("test")) {
      loop.execute(() -> Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> reported.complete(failure)));
      var failure = new IllegalStateException("a bug");
      loop.execute(() -> {
        throw failure;
      });
      assertEquals(failure, reported.get(BOUND.toSeconds(), TimeUnit.SECONDS));
      assertEquals("goes on", loop.ask(() -> "goes on"));
    }
  }

  @Test
  void aChannelWhoseOwnerFailsIsBroken() throws Exception {
    var broken = new CompletableFuture<IOException>();
    try (var loop = new Loop("test"); var door = ServerSocketChannel.open();
        var client = SocketChannel.open(door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).getLocalAddress());
        var server = door.accept()) {
      loop.onFailure(failure -> { });
      server.configureBlocking(false);
      loop.ask(() -> loop.register(server, SelectionKey.OP_READ, new Loop.Ready() {
        @Override
        public void ready(SelectionKey key) {
          key.cancel();
          throw new IllegalStateException("a bug");
        }

        @Override
        public void broken(IOException reason) {
          broken.complete(reason);
        }
      }));
      client.write(UTF_8.encode("PING"));
      assertTrue(broken.get(BOUND.toSeconds(), TimeUnit.SECONDS).getMessage().contains("a bug"));
    }
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
