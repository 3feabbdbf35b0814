package beyondcache.sandbox;

/** The contract, kept by the servers that the course brings along. */
class EmbeddedSandboxTest extends SandboxContract {

  static final Surroundings EMBEDDED = Surroundings.of(name -> null, "embedded");

  @Override
  Surroundings surroundings() {
    return EMBEDDED;
  }
}
