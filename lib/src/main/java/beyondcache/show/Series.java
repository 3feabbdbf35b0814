package beyondcache.show;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.BaseStream;
import java.util.stream.IntStream;

/** A named row of points of a chart, checked. A y of NaN is a gap. */
record Series(String name, double[] xs, double[] ys, Chart.Kind kind) {

  static Series of(String name, Object xs, Object ys, Chart.Kind kind) {
    var series = new Series(Values.read(name), numbers(name, "x", xs), numbers(name, "y", ys), kind).withItsEnd();
    if (series.xs.length != series.ys.length) {
      throw new IllegalArgumentException("The series '" + name + "' has " + Values.number(series.xs.length)
          + " x values and " + Values.number(series.ys.length) + " y values: give as many of one as of the other.");
    }
    for (var i = 0; i < series.xs.length; i++) {
      if (!Double.isFinite(series.xs[i]) || Double.isInfinite(series.ys[i])) {
        throw new IllegalArgumentException("The series '" + name + "' has the point (" + series.xs[i] + ", "
            + series.ys[i] + ") at index " + i + ", which cannot be drawn. Leave it out; for a gap in a line, let y be NaN.");
      }
    }
    return series;
  }

  /** With one more x than there are ys, each step goes to the next x, also the last one and those before a gap. */
  private Series withItsEnd() {
    if (kind != Chart.Kind.STEPS || xs.length != ys.length + 1 || ys.length == 0) {
      return this;
    }
    var points = new ArrayList<double[]>();
    for (var i = 0; i < ys.length; i++) {
      points.add(new double[] {xs[i], ys[i]});
      if (i == ys.length - 1 || Double.isNaN(ys[i + 1]) && !Double.isNaN(ys[i])) {
        points.add(new double[] {xs[i + 1], ys[i]});
      }
    }
    return new Series(name, points.stream().mapToDouble(point -> point[0]).toArray(),
        points.stream().mapToDouble(point -> point[1]).toArray(), kind);
  }

  /** Numbers out of an array of any numeric type, a collection or a stream; null is a gap. */
  static double[] numbers(String series, String what, Object values) {
    var elements = new ArrayList<Object>();
    if (values instanceof double[] ready) {
      return ready.clone();
    } else if (values instanceof Iterable<?> many) {
      many.forEach(elements::add);
    } else if (values instanceof BaseStream<?, ?> stream) {
      stream.iterator().forEachRemaining(elements::add);
    } else if (values != null && values.getClass().isArray()) {
      elements.addAll(Values.list(values));
    } else {
      throw notNumbers(series, what, values);
    }
    var numbers = new double[elements.size()];
    for (var i = 0; i < numbers.length; i++) {
      var element = elements.get(i);
      if (element != null && !(element instanceof Number)) {
        throw notNumbers(series, what, element);
      }
      numbers[i] = element == null ? Double.NaN : ((Number) element).doubleValue();
    }
    return numbers;
  }

  private static IllegalArgumentException notNumbers(String series, String what, Object value) {
    return new IllegalArgumentException("The " + what + " values of the series '" + series + "' are to be numbers (an "
        + "array, a list or a stream of them), and " + (value == null ? "null" : "'" + Values.read(value) + "' of type "
        + value.getClass().getSimpleName()) + " is not.");
  }

  /** The points with a gap on either side, through which no line goes. */
  Series alone() {
    var alone = IntStream.range(0, ys.length).filter(i -> !Double.isNaN(ys[i])
        && (i == 0 || Double.isNaN(ys[i - 1])) && (i == ys.length - 1 || Double.isNaN(ys[i + 1]))).toArray();
    return new Series(name, IntStream.of(alone).mapToDouble(i -> xs[i]).toArray(),
        IntStream.of(alone).mapToDouble(i -> ys[i]).toArray(), Chart.Kind.POINTS);
  }

  List<Double> present() {
    var present = new ArrayList<Double>();
    for (var y : ys) {
      if (!Double.isNaN(y)) {
        present.add(y);
      }
    }
    return present;
  }
}
