/**
 * The application of Task 5: a flash sale with a live page. {@link beyondcache.sale.Sale} starts it on Javalin; what makes it a sale
 * are three features that learners build, {@link beyondcache.sale.Accounts}, {@link beyondcache.sale.Live} and
 * {@link beyondcache.sale.Checkout}, whose source files {@link beyondcache.sale.Answers} compiles and loads.
 *
 * <p>{@code Routes} is what browsers may ask for, {@code Guards} what protects them, {@code Board} the heartbeat that lets people in
 * and shows the state of things, {@code Streams} the browsers that watch.
 */
package beyondcache.sale;
