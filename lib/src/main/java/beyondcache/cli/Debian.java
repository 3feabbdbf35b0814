package beyondcache.cli;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Debian's packages as a source of Jupyter. The server's packages are installed on the machine, which takes root; the
 * front end of JupyterLab is unpacked inside the course's folder, because Debian 12 has none (Debian 13's serves) and
 * because the package proper asks for nearly a gigabyte of Node modules that only JupyterLab's developers need.
 */
final class Debian {

  private static final List<String> FOR_NOTEBOOKS = List.of("python3-nbclient", "jupyter-nbconvert");
  private static final List<String> FOR_LAB =
      List.of("python3-jupyterlab-server", "python3-jupyter-server", "python3-nbclient", "jupyter-nbconvert");

  private final Map<String, String> release;
  private final Progress progress;

  private Debian(Map<String, String> release, Progress progress) {
    this.release = release;
    this.progress = progress;
  }

  /** Debian 12 or newer; empty on any other system. */
  static Optional<Debian> here(Progress progress) {
    var release = new HashMap<String, String>();
    try (var lines = Files.lines(Path.of("/etc/os-release"))) {
      lines.map(line -> line.split("=", 2)).filter(pair -> pair.length == 2)
          .forEach(pair -> release.put(pair[0], pair[1].replace("\"", "")));
    } catch (IOException e) {
      return Optional.empty();
    }
    var version = release.getOrDefault("VERSION_ID", "13"); // Debian's testing has none.
    return "debian".equals(release.get("ID")) && version.matches("\\d+") && Integer.parseInt(version) >= 12
        ? Optional.of(new Debian(release, progress))
        : Optional.empty();
  }

  /**
   * Installs what {@code need} takes.
   *
   * @throws EnvironmentProblem if the user may not install packages (the message is the one line that does it), or a
   *     package cannot be had
   */
  void install(Jupyter.Need need) throws IOException {
    var wanted = new ArrayList<>(need == Jupyter.Need.LAB ? FOR_LAB : FOR_NOTEBOOKS);
    wanted.removeIf(Debian::installed);
    if (!wanted.isEmpty()) {
      if (!"root".equals(System.getProperty("user.name"))) {
        throw new EnvironmentProblem("Jupyter is missing. "
            + "This line installs the part of it that takes an administrator:\n\n"
            + "  sudo apt-get install --no-install-recommends " + String.join(" ", wanted) + "\n\n"
            + "Then start the same command again.");
      }
      progress.line("Installing Debian's packages " + String.join(", ", wanted) + " ...");
      var log = CourseFolder.state().resolve("apt.log");
      Files.deleteIfExists(log);
      var apt = List.of("apt-get", "-o", "DPkg::Lock::Timeout=600");
      run(with(apt, "update"), log, "Debian's package lists");
      run(with(with(apt, "install", "-y", "--no-install-recommends"), wanted.toArray(String[]::new)), log,
          "Debian's packages");
    }
    if (need == Jupyter.Need.LAB && !Files.isDirectory(Jupyter.frontEndFolder().resolve("static"))) {
      unpackFrontEnd();
    }
  }

  private static boolean installed(String name) {
    try {
      var dpkg = new ProcessBuilder("dpkg-query", "-W", "-f", "${db:Status-Status}", name)
          .redirectError(ProcessBuilder.Redirect.DISCARD).start();
      return new String(dpkg.getInputStream().readAllBytes()).equals("installed");
    } catch (IOException e) {
      return false;
    }
  }

  /** Fetches the package {@code jupyterlab} and keeps its static files. */
  private void unpackFrontEnd() throws IOException {
    progress.line("Fetching the front end of JupyterLab from Debian's package jupyterlab ...");
    var suite = "12".equals(release.get("VERSION_ID")) ? "trixie" : release.get("VERSION_CODENAME");
    var unpacked = CourseFolder.state().resolve("front-end.new");
    Trees.delete(unpacked);
    unpack(List.of(suite), List.of("jupyterlab"), unpacked);
    Files.move(unpacked.resolve("usr/share/jupyter/lab"), Jupyter.frontEndFolder());
    Trees.delete(unpacked);
  }

  /**
   * Fetches packages of other releases of Debian and unpacks them into a folder, without installing anything: with a package
   * configuration of its own, and checked by Debian's signatures like any other.
   *
   * @param suites such as {@code trixie}; of several, a package without a suite of its own comes from the first
   * @param packages each a name, or {@code name/suite}
   */
  void unpack(List<String> suites, List<String> packages, Path into) throws IOException {
    var work = Files.createTempDirectory(Files.createDirectories(CourseFolder.state()), "apt");
    try {
      Files.createDirectories(work.resolve("lists/partial"));
      Files.createDirectories(work.resolve("archives/partial"));
      Files.writeString(work.resolve("apt.conf"), """
          Dir::State "%1$s";
          Dir::State::lists "%1$s/lists";
          Dir::State::status "/dev/null";
          Dir::Cache "%1$s";
          Dir::Etc::sourcelist "%1$s/debian.sources";
          Dir::Etc::sourceparts "/dev/null";
          Acquire::Languages "none";
          APT::Sandbox::User "";
          """.formatted(work));
      Files.writeString(work.resolve("debian.sources"), """
          Types: deb
          URIs: %s
          Suites: %s
          Components: main
          Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
          """.formatted(mirror(), String.join(" ", suites)));
      var log = CourseFolder.state().resolve("apt.log");
      run(List.of("apt-get", "update"), log, "The package lists of Debian " + String.join(", ", suites), work);
      run(with(List.of("apt-get", "download"), packages.toArray(String[]::new)), log, "Debian's packages", work);
      try (var files = Files.list(work)) {
        for (var archive : files.filter(file -> file.toString().endsWith(".deb")).toList()) {
          run(List.of("dpkg-deb", "-x", archive.toString(), into.toString()), log, "The package " + archive.getFileName());
        }
      }
    } finally {
      Trees.delete(work);
    }
  }

  /** The address of the Debian mirror that this machine is configured with. */
  private String mirror() throws IOException {
    var apt = new ProcessBuilder("apt-get", "indextargets", "--format", "$(CODENAME) $(COMPONENT) $(REPO_URI)",
        "Created-By: Packages").redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var lines = apt.inputReader().lines()) {
      var start = release.get("VERSION_CODENAME") + " main ";
      return lines.filter(line -> line.startsWith(start)).map(line -> line.substring(start.length())).findFirst()
          .orElseThrow(() -> new EnvironmentProblem("This machine's package sources name no mirror of Debian "
              + release.get("VERSION_CODENAME") + " with its section 'main', so nothing can be fetched from it.\n"
              + "'apt-get indextargets' lists them; /etc/apt/sources.list.d is where to add one."));
    }
  }

  private void run(List<String> command, Path log, String what) throws IOException {
    run(command, log, what, null);
  }

  private void run(List<String> command, Path log, String what, Path privateFolder) throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    if (privateFolder != null) {
      builder.directory(privateFolder.toFile());
      builder.environment().put("APT_CONFIG", privateFolder.resolve("apt.conf").toString());
    }
    Installer.run(builder, log, what, progress);
  }

  private static List<String> with(List<String> command, String... more) {
    return Stream.concat(command.stream(), Stream.of(more)).toList();
  }
}
