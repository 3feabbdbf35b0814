package beyondcache.show;

/** Text and nothing else. */
record Plain(String text) implements Picture {

  @Override
  public String toString() {
    return text;
  }
}
