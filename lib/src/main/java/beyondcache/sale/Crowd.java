package beyondcache.sale;

import beyondcache.sale.Attempt.Kind;
import beyondcache.sandbox.Standalone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
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

  private static final int LOOK_MILLIS = 5;
  /** One in so many watches the page and never reads what it is sent. */
  private static final int SLOW = 100;

  private final int size;
  private long seed = 1;
  private int threads = 8;
  private int rushMillis = 1_000;
  private Duration longest = Duration.ofSeconds(60);
  private Duration grace = Duration.ofSeconds(10);
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

  /** How long the last requests may take when the crowd has gone home; 10 seconds if not said. */
  Crowd grace(Duration time) {
    grace = time;
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
      try (var entrance = Entrance.to(plan.redis()); var later = office(entrance, plan.answers(), plan.hold(), sale.books(), later(plan.hold()))) {
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
    try (var entrance = Entrance.to(redis); var books = new RedisBank(redis)) {
      var bank = new MoodyBank(books, moods, new Random(seed));
      IntStream.range(0, servers)
          .forEach(i -> offices.add(office(entrance, answers, hold, bank, InstantSource.system())));
      offices.get(0).open(tickets);
      buyers().stream().filter(Buyer::badCard).forEach(buyer -> books.refuse(buyer.name()));
      var began = System.nanoTime();
      var attempts = visit(new OfficeCounter(offices), began);
      var seconds = (System.nanoTime() - began) / 1e9;
      try (var later = office(entrance, answers, hold, books, later(hold))) {
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

  private static Checkout office(Entrance redis, Answers answers, Duration hold, Bank bank, InstantSource clock) {
    var feature = answers.feature("5.3", "Reserve and pay", Checkout.class, () -> true, redis.host(), redis.port(), hold, bank,
        clock);
    if (feature.code() == null) {
      throw new IllegalStateException(feature.message());
    }
    return feature.code();
  }

  private static List<String> told(List<Attempt> attempts) {
    return attempts.stream().filter(a -> a.kind() == Kind.PAY && a.outcome() == Attempt.Outcome.DONE).map(Attempt::buyer).distinct().toList();
  }

  private List<Attempt> visit(Counter counter, long began) throws InterruptedException {
    var buyers = buyers();
    var queue = new DelayQueue<Visit>();
    var desk = new DelayQueue<Visit>();
    var left = new CountDownLatch(buyers.size());
    var attempts = Collections.synchronizedList(new ArrayList<Attempt>());
    buyers.forEach(buyer -> queue.add(new Visit(buyer, counter, began, attempts)));
    var problem = new AtomicReference<Throwable>();
    var workers = IntStream.range(0, threads).mapToObj(i -> new Thread(() -> work(queue, desk, left, problem, began), "crowd-" + i))
        .toList();
    workers.forEach(worker -> worker.setDaemon(true));
    workers.forEach(Thread::start);
    try {
      var arrived = TimeUnit.MILLISECONDS.toNanos(rushMillis);
      var home = began + Math.max(longest.toNanos(), arrived) + grace.toNanos();
      if (!left.await(home - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException(left.getCount() + " of " + buyers.size() + " buyers still wait for a reply, "
            + grace.toMillis() / 1000.0 + " s after the crowd has gone home. A request hangs:" + where(workers));
      }
    } finally {
      workers.forEach(Thread::interrupt);
    }
    if (problem.get() != null) {
      throw new IllegalStateException("The visit of a buyer failed: " + problem.get(), problem.get());
    }
    return attempts.stream().sorted(Comparator.comparingDouble(Attempt::at)).toList();
  }

  /** Where the threads are that are not waiting for a buyer, without what is inside Java and the clients. */
  private static String where(List<Thread> workers) {
    return workers.stream().map(worker -> Arrays.stream(worker.getStackTrace())
            .takeWhile(frame -> !frame.getClassName().startsWith(Crowd.class.getPackageName()))
            .filter(frame -> !frame.getClassName().startsWith("java.")).limit(3).map(frame -> "\n    at " + frame)
            .collect(Collectors.joining()))
        .filter(lines -> !lines.isEmpty()).findFirst().orElse("");
  }

  private void work(DelayQueue<Visit> queue, DelayQueue<Visit> desk, CountDownLatch left, AtomicReference<Throwable> problem, long began) {
    try {
      while (true) {
        var visit = desk.poll();
        if (visit == null) {
          visit = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (visit == null) {
          continue;
        }
        if (goesOn(visit, problem) && System.nanoTime() - began < longest.toNanos()) {
          (visit.isAboutToPay() ? desk : queue).add(visit);
        } else {
          left.countDown();
        }
      }
    } catch (InterruptedException e) {
      // The crowd has gone home.
    }
  }

  private static boolean goesOn(Visit visit, AtomicReference<Throwable> problem) {
    try {
      return visit.proceed();
    } catch (RuntimeException | Error e) {
      problem.compareAndSet(null, e);
      return false;
    }
  }
}
