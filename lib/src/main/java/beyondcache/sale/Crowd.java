package beyondcache.sale;

import beyondcache.sale.Attempt.Kind;
import beyondcache.sale.Attempt.Outcome;
import beyondcache.sale.Checkout.Hold;
import beyondcache.sandbox.Standalone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A simulated crowd: thousands of buyers on a few threads, with everything that buyers do. They click twice, hang up while they pay,
 * pay again, walk away with a ticket in the basket, come with a bad card, and ask again when they get nothing. Afterwards the books
 * are audited.
 *
 * <p>Whoever is waiting takes no thread: buyers are in a queue by when they do something next. When there are more of them than the shop
 * can serve, those who have a ticket to pay for go first; nobody makes their payment wait because others arrive.
 */
public final class Crowd {

  private static final int LONGEST_PAUSE_MILLIS = 400;
  private static final int PAY_TRIES = 20;
  private static final int LOOK_MILLIS = 5;
  /** One in so many watches the page and never reads what it is sent. */
  private static final int SLOW = 100;

  private final int size;
  private long seed = 1;
  private int threads = 8;
  private int rushMillis = 1_000;
  private Duration longest = Duration.ofSeconds(60);
  private boolean calm;

  private Crowd(int size) {
    if (size < 1 || size > 100_000) {
      throw new IllegalArgumentException("A crowd has from 1 to 100000 buyers, not " + size + ".");
    }
    this.size = size;
  }

  /** A crowd of so many buyers, 1 to 100 000. */
  public static Crowd of(int buyers) {
    return new Crowd(buyers);
  }

  /** Who comes; 1 if not said. The same seed gives the same buyers. */
  public Crowd seed(long number) {
    seed = number;
    return this;
  }

  /** How many requests there are at once, 2 to 64; 8 if not said. */
  public Crowd threads(int number) {
    if (number < 2 || number > 64) {
      throw new IllegalArgumentException("A crowd uses from 2 to 64 threads, not " + number + ".");
    }
    threads = number;
    return this;
  }

  /** Within which time they all arrive, evenly; a second if not said. */
  public Crowd rush(Duration time) {
    rushMillis = Math.toIntExact(Math.max(1, time.toMillis()));
    return this;
  }

  /** When those who are still there go home; after a minute if not said. */
  public Crowd within(Duration time) {
    longest = time;
    return this;
  }

  /** Nobody does anything unusual. For measurements. */
  public Crowd calm() {
    calm = true;
    return this;
  }

  /** The buyers, by number. */
  public List<Buyer> buyers() {
    return IntStream.rangeClosed(1, size).mapToObj(number -> Buyer.of(number, seed, rushMillis))
        .map(buyer -> calm ? buyer.calm() : buyer).toList();
  }

  /**
   * Visits a sale over HTTP, and audits it. One buyer in a hundred watches the page as well, and never reads what it is sent.
   *
   * @throws IllegalStateException if the ticket office is not there to be asked
   */
  public CrowdReport visit(Sale sale) {
    var plan = sale.plan();
    buyers().stream().filter(Buyer::badCard).forEach(buyer -> sale.books().refuse(buyer.name()));
    var began = System.nanoTime();
    try (var counter = new WebCounter(sale.uri(), size / SLOW); var page = new PageWatch(sale.uri(), began)) {
      var attempts = visit(counter, began);
      var seconds = (System.nanoTime() - began) / 1e9;
      Thread.sleep(2 * SalePlan.ROUND_MILLIS); // The page is due once more; what it shows then belongs to the story.
      var seen = page.seen();
      try (var later = office(plan.redis(), plan.answers(), plan.hold(), sale.books(), later(plan.hold()))) {
        return new CrowdReport(attempts, seconds, seen, Audit.of(plan.tickets(), later, sale.books(), told(attempts)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UnsupportedOperationException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the crowd was there.", e);
    }
  }

  /**
   * Visits ticket offices without a page in front of them, and audits them. The bank has a bad day, which follows from the seed.
   *
   * @param redis an empty server
   * @param answers whose exercise 5.3
   * @param servers how many offices sell the same tickets
   * @throws IllegalStateException if there is no answer, or it does not open
   */
  public CrowdReport visit(Standalone redis, Answers answers, int tickets, int servers) {
    var hold = Duration.ofSeconds(2);
    var moods = new MoodyBank.Moods(5, Duration.ofMillis(20), 5, 5, 5);
    var offices = new ArrayList<Checkout>();
    try (var books = new RedisBank(redis.host(), redis.port())) {
      var bank = new MoodyBank(books, moods, new Random(seed));
      IntStream.range(0, servers)
          .forEach(i -> offices.add(office(redis, answers, hold, bank, InstantSource.system())));
      offices.get(0).open(tickets);
      buyers().stream().filter(Buyer::badCard).forEach(buyer -> books.refuse(buyer.name()));
      var began = System.nanoTime();
      var attempts = visit(new OfficeCounter(offices), began);
      var seconds = (System.nanoTime() - began) / 1e9;
      try (var later = office(redis, answers, hold, books, later(hold))) {
        return new CrowdReport(attempts, seconds, List.of(), Audit.of(tickets, later, books, told(attempts)));
      }
    } catch (UnsupportedOperationException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the crowd was there.", e);
    } finally {
      offices.forEach(Checkout::close);
    }
  }

  private static InstantSource later(Duration hold) {
    return () -> InstantSource.system().instant().plus(hold).plusSeconds(1);
  }

  private static Checkout office(Standalone redis, Answers answers, Duration hold, Bank bank, InstantSource clock) {
    var feature = answers.feature("5.3", "Reserve and pay", Checkout.class, () -> true, redis.host(), redis.port(), hold, bank,
        clock);
    if (feature.code() == null) {
      throw new IllegalStateException(feature.message());
    }
    return feature.code();
  }

  private static List<String> told(List<Attempt> attempts) {
    return attempts.stream().filter(a -> a.kind() == Kind.PAY && a.outcome() == Outcome.DONE).map(Attempt::buyer).distinct().toList();
  }

  private List<Attempt> visit(Counter counter, long began) throws InterruptedException {
    var buyers = buyers();
    var queue = new DelayQueue<Visit>();
    var desk = new DelayQueue<Visit>();
    var left = new CountDownLatch(buyers.size());
    var attempts = Collections.synchronizedList(new ArrayList<Attempt>());
    buyers.forEach(buyer -> queue.add(new Visit(buyer, counter, began, attempts)));
    var workers = IntStream.range(0, threads).mapToObj(i -> new Thread(() -> work(queue, desk, left, began), "crowd-" + i))
        .toList();
    workers.forEach(worker -> worker.setDaemon(true));
    workers.forEach(Thread::start);
    try {
      left.await();
    } finally {
      workers.forEach(Thread::interrupt);
    }
    return attempts.stream().sorted(Comparator.comparingDouble(Attempt::at)).toList();
  }

  private void work(DelayQueue<Visit> queue, DelayQueue<Visit> desk, CountDownLatch left, long began) {
    try {
      while (true) {
        var visit = desk.poll();
        if (visit == null) {
          visit = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (visit == null) {
          continue;
        }
        if (visit.proceed() && System.nanoTime() - began < longest.toNanos()) {
          (visit.next == Kind.PAY ? desk : queue).add(visit);
        } else {
          left.countDown();
        }
      }
    } catch (InterruptedException e) {
      // The crowd has gone home.
    }
  }

  /** How far a buyer has got. Belongs to one thread at a time. */
  private static final class Visit implements Delayed {

    private final Buyer buyer;
    private final Counter counter;
    private final long began;
    private final List<Attempt> attempts;
    private long dueNanos;
    private Kind next = Kind.SIGN_IN;
    private Hold hold;
    private int asked;
    private int paid;
    private boolean succeeded;

    Visit(Buyer buyer, Counter counter, long began, List<Attempt> attempts) {
      this.buyer = buyer;
      this.counter = counter;
      this.began = began;
      this.attempts = attempts;
      dueNanos = began + TimeUnit.MILLISECONDS.toNanos(buyer.arrivesAt());
    }

    /** Does the next thing; false if the buyer goes home. */
    boolean proceed() {
      return switch (next) {
        case SIGN_IN -> goOn(ask(Kind.SIGN_IN, () -> counter.signIn(buyer)), Kind.QUEUE);
        case QUEUE -> goOn(ask(Kind.QUEUE, () -> counter.queue(buyer)), Kind.RESERVE);
        case RESERVE -> reserve();
        case PAY -> pay();
      };
    }

    private boolean goOn(Outcome outcome, Kind then) {
      if (outcome == Outcome.DONE) {
        next = then;
        return true;
      }
      return again();
    }

    private boolean reserve() {
      var outcome = ask(Kind.RESERVE, () -> buyer.doubleClicks() ? doubleClick() : counter.reserve(buyer));
      switch (outcome) {
        case DONE -> {
          next = Kind.PAY;
          wait(buyer.thinks());
          return !buyer.walksAway();
        }
        case WAIT -> {
          wait(LONGEST_PAUSE_MILLIS / 2 + buyer.thinks());
          return true;
        }
        default -> {
          return again();
        }
      }
    }

    private Counter.Reply doubleClick() {
      var second = CompletableFuture.supplyAsync(() -> counter.reserve(buyer));
      var first = counter.reserve(buyer);
      return first.hold() != null ? first : second.join();
    }

    private boolean pay() {
      var hangUp = buyer.hangsUp() && paid == 0;
      var outcome = ask(Kind.PAY, () -> counter.pay(buyer, hold, hangUp));
      paid++;
      if (outcome == Outcome.DONE) {
        var goesOn = buyer.replays() && !succeeded;
        succeeded = true;
        return goesOn;
      }
      wait(buyer.thinks());
      // Whoever does not know whether they have paid wants to know.
      return (outcome == Outcome.UNSURE || outcome == Outcome.FAILED) && paid < PAY_TRIES;
    }

    private boolean again() {
      wait(Math.min(LONGEST_PAUSE_MILLIS, buyer.thinks() << asked));
      return ++asked < buyer.tries();
    }

    private void wait(int millis) {
      dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private Outcome ask(Kind kind, Supplier<Counter.Reply> question) {
      var at = System.nanoTime();
      var reply = question.get();
      if (reply.hold() != null) {
        hold = reply.hold();
      }
      attempts.add(new Attempt((at - began) / 1e6, buyer.name(), kind, reply.outcome(), (System.nanoTime() - at) / 1e6));
      return reply.outcome();
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(dueNanos, ((Visit) other).dueNanos);
    }
  }
}
