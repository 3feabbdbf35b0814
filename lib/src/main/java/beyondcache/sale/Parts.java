package beyondcache.sale;

import java.util.List;
import java.util.stream.Stream;

/** The features of a sale, which learners build. */
record Parts(Feature<Accounts> signIn, Feature<Live> live, Feature<Checkout> checkout) implements AutoCloseable {

  List<Feature<?>> all() {
    return List.of(signIn, live, checkout);
  }

  @Override
  public void close() {
    Stream.of(signIn, live, checkout).map(Feature::code).forEach(code -> {
      try {
        if (code instanceof AutoCloseable) {
          ((AutoCloseable) code).close();
        }
      } catch (Exception | LinkageError e) {
        // An answer that cannot be closed keeps nobody from closing the rest.
      }
    });
  }
}
