/**
 * What a notebook draws: tables, charts, diagrams, images and claims. Start at {@link beyondcache.show.Show}, whose
 * methods notebooks import statically.
 *
 * <p>A {@link beyondcache.show.Picture} has a text, which is printed where there is no notebook, and richer forms by MIME
 * type, which are made when they are asked for and not before: a table loads neither AWT nor PlantUML. The same data
 * give the same bytes on one machine, so that the outputs of notebooks can be committed.
 *
 * <p>Charts and diagrams are PNG and not SVG. A notebook that was opened and not run yet is not trusted, and shows no
 * SVG; some converters damage it; and it looks different where other fonts are installed. Two pixels for each CSS pixel
 * and a palette keep the images crisp and mostly between 10 and 40 KB. They have their own white ground, for a dark
 * theme. Tables are HTML with every style in its element, because style sheets are dropped in a notebook that is not
 * trusted, and take their colours from the page.
 *
 * <p>{@code Notebook} finds the kernel, whichever of the Java kernels it is, by reflection. {@code Pictures} decides how
 * each kind of object is drawn, and is the place to add one: the wire's tape, topologies and slot maps are there.
 * {@code Chart} and {@code Bars} hold what is to be drawn, their painters know how: XChart draws the series of a chart,
 * PlantUML a sequence, {@code Canvas} has the colours and makes the PNG.
 */
package beyondcache.show;
