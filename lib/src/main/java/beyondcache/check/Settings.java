package beyondcache.check;

import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;

/** The settings of the JVM that an answer could leave changed for the next one. */
record Settings(Properties properties, Locale locale, TimeZone zone) {

  static Settings save() {
    var copy = new Properties();
    copy.putAll(System.getProperties());
    return new Settings(copy, Locale.getDefault(), TimeZone.getDefault());
  }

  void restore() {
    System.setProperties(properties);
    Locale.setDefault(locale);
    TimeZone.setDefault(zone);
    Thread.setDefaultUncaughtExceptionHandler(null);
  }
}
